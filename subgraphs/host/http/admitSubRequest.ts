import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../../../lib/clock.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { readBody } from '../../../lib/httpServer.ts';
import type { PurposeClaims } from '../../../lib/purposeToken.ts';
import type { Coordinate } from '../../../policies/lock.ts';
import type { StoreCaller } from '../definition.ts';
import type { createAdmission } from './admission.ts';
import type { Decider, OperationDecision } from './decideOperation.ts';
import type { createDocuments, StoreDocument } from './documents.ts';
import type { Ruling, Rulings } from './restricted.ts';

/** A sub-request whose token, text and fields have all been admitted; nothing has run yet. */
export interface AdmittedSubRequest {
  readonly claims: PurposeClaims;
  readonly caller: StoreCaller;
  readonly decision: OperationDecision;
  /** By what it was decided. */
  readonly ruling: Ruling;
  readonly document: StoreDocument;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The exact bytes that the token was signed over. */
  readonly body: Buffer;
  readonly started: Date;
}

export interface SubRequestDoor {
  readonly admit: ReturnType<typeof createAdmission>;
  readonly documents: ReturnType<typeof createDocuments>;
  /** By the published policy alone. */
  readonly decider: Decider;
  readonly rulings: Rulings;
  readonly bodyBytesMax: number;
  readonly clock: Clock;
}

/** What is known of a sub-request when it is refused. */
export interface Known {
  claims: PurposeClaims | undefined;
}

/**
 * The one way into a store's graph, for every executor: token, then document, then decision. What
 * is known of a request that is refused is left in `known`.
 */
export async function admitSubRequest(
  door: SubRequestDoor,
  request: IncomingMessage,
  known: Known,
): Promise<AdmittedSubRequest> {
  const started = door.clock.now();
  const body = await readBody(request, door.bodyBytesMax);
  const claims = await door.admit(request.headers, body);
  known.claims = claims;
  if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
  const { query, variables } = parseBody(body);
  const document = door.documents(query);
  const caller = callerOf(claims);
  let ruling = door.rulings.of(caller);
  if (ruling.isLapsed) ruling = await door.rulings.settled(caller);
  const decision = ruling.decider.operation({ document, variables, caller });
  if (decision.denied.length > 0) {
    const { denied } = door.decider.operation({ document, variables, caller });
    throw denied.length > 0
      ? new Denied('NOT_PERMITTED', denied)
      : new Denied('RESTRICTED', decision.denied);
  }
  return { claims, caller, decision, ruling, document, variables, body, started };
}

/** One denied coordinate refuses the whole sub-request. */
class Denied extends AppError {
  constructor(code: 'NOT_PERMITTED' | 'RESTRICTED', coordinates: readonly Coordinate[]) {
    super(code, { details: { coordinates } });
  }
}

const callerOf = (claims: PurposeClaims): StoreCaller => ({
  actor: claims.actor,
  roles: claims.roles,
  team: claims.team,
  region: claims.region,
  purpose: claims.purpose,
});

const Body = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

function parseBody(bytes: Buffer): {
  query: string;
  variables: Readonly<Record<string, unknown>>;
} {
  const json = parseJson(bytes);
  if (Array.isArray(json)) throw new AppError('BATCH_NOT_ALLOWED');
  const parsed = Body.safeParse(json);
  if (!parsed.success) throw new AppError('BAD_REQUEST');
  return { query: parsed.data.query, variables: parsed.data.variables ?? {} };
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new AppError('BAD_JSON', { cause });
  }
}
