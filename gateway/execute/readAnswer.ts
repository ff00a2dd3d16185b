import type { GraphQLSchema } from 'graphql';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import { checkAnswer, type AnswerObject } from './checkAnswer.ts';
import type { ResponsePath, StoreError } from './executor.ts';
import type { StoreResponse } from './storeClient.ts';
import { memberOf, publicCode } from './storeSource.ts';
import type { SubOperation } from './subOperation.ts';

/** What a store's answer comes to: data in the asked shape, and errors at paths of the sub-request. */
export interface ReadAnswer {
  readonly data: AnswerObject | undefined;
  readonly errors: readonly StoreError[];
  /** Set where the whole answer, or an unnamed part of it, is missing. */
  readonly failure: ErrorCode | undefined;
}

const pathLengthMax = 64;

/** Reads the body of a store's answer. Nothing in it is trusted but what was asked for. */
export function readAnswer(
  schema: GraphQLSchema,
  operation: SubOperation,
  response: StoreResponse,
  representations: readonly AnswerObject[],
): ReadAnswer {
  const body = parse(response.text);
  const reported = reportedErrors(body);
  if (reported === undefined) return failed('STORE_ANSWER_INVALID');
  const unplaced = reported.find(({ path }) => path === undefined)?.code;
  const data = memberOf(body, 'data');
  if (response.status !== 200) return failed(unplaced ?? codeOfStatus(response.status));
  if (data === null && reported.length > 0) return nothing(reported, unplaced);
  const checked = checkAnswer(schema, operation, data, representations);
  if (checked === undefined) return failed(unplaced ?? 'STORE_ANSWER_INVALID');
  const errors = withFaults(reported, checked.faults);
  return { data: checked.data, errors, failure: unplaced };
}

/** Undefined where the body is no answer at all. */
function reportedErrors(body: unknown): Reported | undefined {
  const listed = memberOf(body, 'errors') ?? [];
  if (body === undefined || !Array.isArray(listed)) return undefined;
  return listed.map((error: unknown) => ({
    path: pathOf(memberOf(error, 'path')),
    code: publicCode(error),
  }));
}

/** What the store reported, and where its answer has another shape without a report. */
function withFaults(reported: Reported, faults: readonly ResponsePath[]): readonly StoreError[] {
  const placed = reported.flatMap(({ path, code }) => (path === undefined ? [] : [{ path, code }]));
  const silent = faults
    .filter((fault) => !placed.some(({ path }) => begins(path, fault)))
    .map((path) => ({ path, code: 'STORE_ANSWER_INVALID' as const }));
  return [...placed, ...silent];
}

type Reported = readonly { readonly path: ResponsePath | undefined; readonly code: ErrorCode }[];

/** `data: null`: an error has bubbled up to the root, so it counts for everything that was asked. */
const nothing = (reported: Reported, unplaced: ErrorCode | undefined): ReadAnswer =>
  failed(unplaced ?? reported[0]?.code ?? 'STORE_ANSWER_INVALID');

const failed = (failure: ErrorCode): ReadAnswer => ({ data: undefined, errors: [], failure });

const codeOfStatus = (status: number): ErrorCode =>
  status === 503 ? 'STORE_UNAVAILABLE' : 'STORE_ANSWER_INVALID';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathOf(path: unknown): ResponsePath | undefined {
  if (!Array.isArray(path) || path.length === 0 || path.length > pathLengthMax) return undefined;
  const parts: readonly unknown[] = path;
  return parts.every(isPathPart) ? parts : undefined;
}

const isPathPart = (part: unknown): part is string | number =>
  typeof part === 'string' || (typeof part === 'number' && Number.isInteger(part) && part >= 0);

const begins = (path: ResponsePath, start: ResponsePath): boolean =>
  start.every((part, index) => path[index] === part);
