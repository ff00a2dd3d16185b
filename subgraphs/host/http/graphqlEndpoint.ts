import type { IncomingMessage, ServerResponse } from 'node:http';
import { toAppError } from '../../../lib/errors/appError.ts';
import { sendJson } from '../../../lib/httpServer.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import type { IssueReceipt } from '../audit/receipts.ts';
import { pathToArray, type FieldFailure } from '../execute/run.ts';
import type { Needs } from '../graph/needs.ts';
import type { SubRequest } from '../graph/subRequest.ts';
import type { ReadTally } from '../read/reads.ts';
import {
  admitSubRequest,
  type AdmittedSubRequest,
  type Known,
  type SubRequestDoor,
} from './admitSubRequest.ts';
import { codeOf, logFieldError, publicError, sendError, type PublicError } from './publicErrors.ts';

export interface GraphqlEndpointInput extends SubRequestDoor {
  /** What the resolvers of one sub-request share. */
  readonly subRequest: (opening: Opening) => SubRequest;
  /** The receipt of a sub-request that has one. */
  readonly receipt: IssueReceipt;
  readonly log: Log;
}

/** What a sub-request costs; making names of subjects is told apart, since each is made once. */
interface SubRequestTally extends ReadTally {
  refStatements: number;
}

export interface Opening {
  readonly admitted: AdmittedSubRequest;
  readonly tally: ReadTally;
  /** What rows have to carry; without it they are read whole, and nothing comes along. */
  readonly needs: Needs | undefined;
}

type Endpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Executes what was admitted; answers the body's text and how many errors stand in it. */
export type ExecuteAdmitted = (
  admitted: AdmittedSubRequest,
  open: (needs?: Needs) => SubRequest,
  request: IncomingMessage,
) => Promise<Answer>;

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly errors: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Admits, executes, logs and answers: nothing runs before all of a sub-request is admitted. */
export function createGraphqlEndpoint(
  input: GraphqlEndpointInput,
  execute: ExecuteAdmitted,
): Endpoint {
  return async (request, response) => {
    const known: Known = { claims: undefined };
    try {
      const admitted = await admitSubRequest(input, request, known);
      const tally: SubRequestTally = { statements: 0, rows: 0, refStatements: 0 };
      let opened: SubRequest | undefined;
      const open = (needs?: Needs): SubRequest =>
        (opened = input.subRequest({ admitted, tally, needs }));
      const executed = await execute(admitted, open, request);
      const answer = await withReceipt(input, admitted, opened, { tally, executed });
      input.rulings.check(admitted.ruling, admitted.caller, admitted.decision);
      logAnswer(input, admitted, tally, answer.errors);
      sendJson(response, answer.status, answer.text, {
        ...answer.headers,
        'referent-jti': admitted.claims.jti,
        'referent-read-at': admitted.started.toISOString(),
      });
    } catch (error) {
      refuse(input, known, error, response);
    }
  };
}

/** No value leaves without the receipt that tells of it. */
async function withReceipt(
  { receipt }: GraphqlEndpointInput,
  { claims, document }: AdmittedSubRequest,
  opened: SubRequest | undefined,
  { tally, executed: answer }: { readonly tally: SubRequestTally; readonly executed: Answer },
): Promise<Answer> {
  if (opened?.tally === undefined) return answer;
  const counted = (): void => {
    tally.refStatements += 1;
  };
  const issued = await receipt(opened.tally, { claims, statementHash: document.hash, counted });
  const members = answer.text.slice(0, answer.text.lastIndexOf('}'));
  return { ...answer, text: `${members},"extensions":{"receipt":${JSON.stringify(issued)}}}` };
}

/** The fast road: the operation as it was compiled when its text was first seen. */
export const executeCompiled =
  (log: Log): ExecuteAdmitted =>
  async ({ document, variables: given, claims }, open) => {
    const { compiled, needs } = document;
    const variables = compiled.variables(given);
    const { data, failures } = await compiled.run(variables, open(needs(variables)));
    if (failures.length === 0)
      return { status: 200, text: `{"data":${JSON.stringify(data)}}`, errors: 0 };
    const errors = failures.map((failure) => shown(log, claims.jti, failure));
    return { status: 200, text: JSON.stringify({ data, errors }), errors: errors.length };
  };

function shown(log: Log, jti: string, { cause, path }: FieldFailure): PublicError {
  const place = path === undefined ? undefined : pathToArray(path);
  logFieldError(log, jti, place, cause);
  return publicError(codeOf(cause), place);
}

function logAnswer(
  { log, clock }: GraphqlEndpointInput,
  { claims, decision, started }: AdmittedSubRequest,
  tally: SubRequestTally,
  errors: number,
): void {
  log.info('subrequest', {
    jti: claims.jti,
    purpose: claims.purpose,
    screen: claims.screen,
    actor: claims.actor,
    coordinates: decision.coordinates,
    rows: tally.rows,
    statements: tally.statements,
    refStatements: tally.refStatements,
    errors,
    durationMs: clock.now().getTime() - started.getTime(),
  });
}

function refuse(
  { log }: GraphqlEndpointInput,
  { claims }: Known,
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
