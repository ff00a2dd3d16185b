import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AppError, toAppError } from '../../../lib/errors/appError.ts';
import { readBody, sendJson } from '../../../lib/httpServer.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import type { PurposeClaims } from '../../../lib/purposeToken.ts';
import type { Coordinate } from '../../../policies/lock.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { StoreCaller } from '../definition.ts';
import type { SubRequest } from '../graph/subRequest.ts';
import type { ReadTally } from '../read/reads.ts';
import type { createAdmission } from './admission.ts';
import type { Decider, OperationDecision } from './decideOperation.ts';
import type { createDocuments } from './documents.ts';
import type { Executor } from './executor.ts';

const Body = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

export interface GraphqlEndpointInput {
  readonly admit: ReturnType<typeof createAdmission>;
  readonly documents: ReturnType<typeof createDocuments>;
  readonly decider: Decider;
  readonly executor: Executor;
  /** What the resolvers of one sub-request share. */
  readonly subRequest: (made: AdmittedRequest) => SubRequest;
  readonly bodyBytesMax: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AdmittedRequest {
  readonly claims: PurposeClaims;
  readonly caller: StoreCaller;
  readonly decision: OperationDecision;
  readonly tally: ReadTally;
}

type Endpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Token, then document, then decision, then execution: nothing runs before all of it is admitted. */
export function createGraphqlEndpoint(input: GraphqlEndpointInput): Endpoint {
  return async (request, response) => {
    const started = input.clock.now();
    let claims: PurposeClaims | undefined;
    try {
      const bytes = await readBody(request, input.bodyBytesMax);
      claims = await input.admit(request.headers, bytes);
      if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
      await answer(input, claims, bytes, started, response);
    } catch (error) {
      refuse(input, claims, error, response);
    }
  };
}

async function answer(
  input: GraphqlEndpointInput,
  claims: PurposeClaims,
  bytes: Uint8Array,
  started: Date,
  response: ServerResponse,
): Promise<void> {
  const { query, variables } = parseBody(bytes);
  const { document } = input.documents(query);
  const caller = callerOf(claims);
  const decision = input.decider.operation({ document, variables, caller });
  if (decision.denied.length > 0) throw new Denied(decision.denied);
  const tally: ReadTally = { statements: 0, rows: 0 };
  const context = input.subRequest({ claims, caller, decision, tally });
  const { status, body, errors } = await input.executor.execute(query, variables, context);
  input.log.info('subrequest', {
    jti: claims.jti,
    purpose: claims.purpose,
    screen: claims.screen,
    actor: claims.actor,
    coordinates: decision.coordinates,
    rows: tally.rows,
    statements: tally.statements,
    errors,
    durationMs: input.clock.now().getTime() - started.getTime(),
  });
  sendJson(response, status, body, {
    'referent-jti': claims.jti,
    'referent-read-at': started.toISOString(),
  });
}

/** One denied coordinate refuses the whole sub-request. */
class Denied extends AppError {
  constructor(coordinates: readonly Coordinate[]) {
    super('NOT_PERMITTED', { details: { coordinates } });
  }
}

export const callerOf = (claims: PurposeClaims): StoreCaller => ({
  actor: claims.actor,
  roles: claims.roles,
  team: claims.team,
  region: claims.region,
  purpose: claims.purpose,
});

function parseBody(bytes: Uint8Array): {
  query: string;
  variables: Readonly<Record<string, unknown>>;
} {
  const json = parseJson(bytes);
  if (Array.isArray(json)) throw new AppError('BATCH_NOT_ALLOWED');
  const parsed = Body.safeParse(json);
  if (!parsed.success) throw new AppError('BAD_REQUEST');
  return { query: parsed.data.query, variables: parsed.data.variables ?? {} };
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new AppError('BAD_JSON', { cause });
  }
}

function refuse(
  { log }: GraphqlEndpointInput,
  claims: PurposeClaims | undefined,
  error: unknown,
  response: ServerResponse,
): void {
  const expected = toAppError(error);
  const who =
    claims === undefined
      ? {}
      : { jti: claims.jti, purpose: claims.purpose, screen: claims.screen, actor: claims.actor };
  const fields = { ...who, code: expected.code, ...expected.details };
  if (expected.code === 'INTERNAL') {
    log.error('subrequest.failed', { ...fields, ...errorFields(expected.cause) });
  } else {
    log.warn('subrequest.refused', fields);
  }
  sendError(response, expected, claims === undefined ? {} : { 'referent-jti': claims.jti });
}

/** The public face of a failure that ends a request. */
export function sendError(
  response: ServerResponse,
  error: AppError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const status = error.status === 200 ? 503 : error.status;
  const body = { errors: [{ message: error.message, extensions: { code: error.code } }] };
  sendJson(response, status, body, headers);
}
