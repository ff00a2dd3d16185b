import { SignedAct } from '../../../lib/controlActs.ts';
import type { Clock } from '../../../lib/clock.ts';
import { AppError, toAppError } from '../../../lib/errors/appError.ts';
import { readBody, sendJson, type Handler } from '../../../lib/httpServer.ts';
import type { InstallationLock } from '../../../lib/installationLock.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import { officersOf } from '../../../lib/officers.ts';
import { unreachable } from '../../../lib/unreachable.ts';
import { databaseOf, type StoreDatabase } from '../../host/database.ts';
import type { Database } from '../../host/definition.ts';
import { sendError } from '../../host/http/publicErrors.ts';
import { verifyAct, type Signed } from './acts.ts';
import { answerAsk } from './ask.ts';
import type { WriteControlEntry } from './entry.ts';
import { agree, lift, restrict } from './lockdowns.ts';
import { previewOf } from './preview.ts';
import { activate, genesisOf, judge, newestInstallationLock, propose } from './proposals.ts';

export const actsPath = '/controls/act';

const bodyBytesMax = 33_554_432;

export interface DeskInput {
  readonly database: StoreDatabase;
  /** The lock that this process was started with. */
  readonly installation: InstallationLock;
  readonly supergraph: () => string;
  /** Texts of the screens and commands that are there. */
  readonly documents: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly write: WriteControlEntry;
  /** Processes must hear of what was committed; resolves to what is to be added to the answer. */
  readonly changed: (lockdown: string) => Promise<object>;
}

export interface Desk {
  /** `POST /controls/act`: one signed act, one answer. */
  readonly handler: Handler;
  /** Does what an officer signed. */
  readonly perform: (given: SignedAct) => Promise<object>;
}

/** Where officers' signed acts arrive: straight from them, past the gateway. */
export function createDesk(input: DeskInput): Desk {
  const { database, installation: own, supergraph, documents, clock, log, write, changed } = input;
  const now = (): Date => clock.now();
  const installation = genesisOf(own);
  const perform = async (given: SignedAct): Promise<object> => {
    const answer: object = await database.transaction(async (manager) => {
      const db = databaseOf(manager);
      const present = await newestInstallationLock(db, own);
      const officers = officersOf(present);
      const signed = verifyAct(given, { officers, installation, clock });
      log.info('control.act', { act: signed.act.act, id: signed.act.id });
      return dispatch(signed, present, { db, write, now, supergraph, documents });
    });
    const { version, lockdown } = answer as {
      readonly version?: number;
      readonly lockdown?: string;
    };
    if (version === undefined || lockdown === undefined) return answer;
    return { ...answer, ...(await changed(lockdown)) };
  };
  return { perform, handler: createHandler(perform, log) };
}

interface Acting {
  readonly db: Database;
  readonly write: WriteControlEntry;
  readonly now: () => Date;
  readonly supergraph: () => string;
  readonly documents: () => readonly string[];
}

async function dispatch(
  signed: Signed,
  present: InstallationLock,
  acting: Acting,
): Promise<object> {
  const { act } = signed;
  switch (act.act) {
    case 'restrict':
      return restrict({ ...signed, act }, acting);
    case 'restrict.agree':
      return agree({ ...signed, act }, acting);
    case 'lift':
      return lift({ ...signed, act }, acting);
    case 'preview':
      return { screens: await previewOf(act, { ...acting, now: acting.now() }) };
    case 'policy.propose':
      return propose({ ...signed, act }, acting);
    case 'policy.approve':
      return judge({ ...signed, act }, acting);
    case 'policy.refuse':
      return judge({ ...signed, act }, acting);
    case 'policy.activate':
      return activate({ ...signed, act }, present, acting);
    case 'ask':
      return answerAsk(act.about, present, acting.db);
    default:
      return unreachable(act);
  }
}

function createHandler(perform: Desk['perform'], log: Log): Handler {
  return async (request, response) => {
    try {
      if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
      const text = (await readBody(request, bodyBytesMax)).toString('utf8');
      const given = SignedAct.safeParse(jsonOf(text));
      if (!given.success) throw new AppError('BAD_REQUEST', { details: { reason: 'body' } });
      sendJson(response, 200, await perform(given.data));
    } catch (error) {
      const expected = toAppError(error);
      if (expected.code === 'INTERNAL') log.error('control.failed', errorFields(expected.cause));
      else log.warn('control.refused', { code: expected.code, ...expected.details });
      sendError(response, expected);
    }
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_JSON', { cause });
  }
}
