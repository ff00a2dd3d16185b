import type { ServerResponse } from 'node:http';
import { noteText } from '../../../audit/note/signedNote.ts';
import { addCheckpointBytesMax } from '../../../audit/witness/addCheckpoint.ts';
import { cosign, openRequest } from '../../../audit/witness/cosign.ts';
import type {
  OpenedRequest,
  WitnessAnswer,
  WitnessDecision,
} from '../../../audit/witness/cosign.ts';
import { epochSeconds, type Clock } from '../../../lib/clock.ts';
import { AppError, toAppError } from '../../../lib/errors/appError.ts';
import { readBody, type Handler } from '../../../lib/httpServer.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import { databaseOf, type StoreDatabase } from '../database.ts';
import { sendError } from '../http/publicErrors.ts';
import { keepCosigned, lockLatest } from './checkpointStore.ts';
import type { Witness } from './witnessKey.ts';

export const addCheckpointPath = '/witness/add-checkpoint';

export interface AddCheckpointInput {
  readonly witness: Witness;
  readonly database: StoreDatabase;
  readonly clock: Clock;
  readonly log: Log;
}

/** C2SP tlog-witness: `POST /witness/add-checkpoint`. The log's signature is all that it asks for. */
export function createAddCheckpointEndpoint(input: AddCheckpointInput): Handler {
  return async (request, response) => {
    try {
      if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
      const body = await readBody(request, addCheckpointBytesMax);
      send(response, await answerTo(input, body));
    } catch (error) {
      const expected = toAppError(error);
      if (expected.code === 'INTERNAL') {
        input.log.error('witness.failed', errorFields(expected.cause));
      } else {
        input.log.warn('witness.refused', { code: expected.code });
      }
      sendError(response, expected);
    }
  };
}

async function answerTo(input: AddCheckpointInput, body: Uint8Array): Promise<WitnessAnswer> {
  const { origin, log: keys } = input.witness.log;
  const opened = openRequest(body, [{ origin, keys }]);
  if (!('request' in opened)) {
    input.log.warn('witness.refused', { status: opened.status });
    return opened;
  }
  const decision = await decide(input, origin, opened);
  report(input.log, opened, decision);
  return decision.answer;
}

/** Takes the transaction back, so that nothing is stored of what was refused. */
class Refused extends Error {
  readonly decision: WitnessDecision;

  constructor(decision: WitnessDecision) {
    super('refused');
    this.decision = decision;
  }
}

async function decide(
  { witness, database, clock }: AddCheckpointInput,
  origin: string,
  opened: OpenedRequest,
): Promise<WitnessDecision> {
  try {
    return await database.transaction(async (manager) => {
      const db = databaseOf(manager);
      const latest = await lockLatest(db, origin, clock.now());
      const time = epochSeconds(clock);
      const decision = cosign(latest, opened, { cosigner: witness.cosigner, time });
      if (decision.cosigned === undefined) throw new Refused(decision);
      await keepCosigned(db, origin, decision.cosigned, clock.now());
      return decision;
    });
  } catch (error) {
    if (error instanceof Refused) return error.decision;
    throw error;
  }
}

/** What the log signed and cannot be true is kept word for word: it is evidence against the log. */
function report(log: Log, { request, signature }: OpenedRequest, decision: WitnessDecision): void {
  const { status } = decision.answer;
  const { size } = request.checkpoint;
  if (decision.cosigned !== undefined) log.info('witness.cosigned', { size });
  else if (decision.inconsistent) {
    const checkpoint = noteText(request.note.text, [signature]);
    log.error('witness.inconsistent', { status, size, checkpoint });
  } else log.warn('witness.refused', { status, size, oldSize: request.oldSize });
}

function send(response: ServerResponse, { status, contentType, body }: WitnessAnswer): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
