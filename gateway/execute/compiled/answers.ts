import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { SeparatedKeys } from '../../plan/plan.ts';
import { clientKey } from '../../plan/separateKeys.ts';
import type { Part } from './places.ts';
import { Fault, isRecord, nobody, wholeFault, type Report, type SubgraphWords } from './faults.ts';

/** Attempts at a sub-request that came to nothing. */
interface Attempted {
  /** Ids of their tokens, in order: the store may have served them all the same. */
  readonly unanswered?: readonly string[];
}

/** What came back for one sub-request. */
export interface SubAnswer extends Attempted {
  readonly status: number;
  /** The JSON value of the body; undefined where it is no JSON. */
  readonly body: unknown;
  /** True where its text has no backslash, so that none of its strings needs an escape. */
  readonly plain: boolean;
  /** Id of the token that the subgraph has echoed; undefined where none was sent. */
  readonly jti?: string | undefined;
  /** When the subgraph read its data, as it says. */
  readonly readAt: string | undefined;
}

/** No answer, or none that can be used. */
export interface SubFailure extends Attempted {
  readonly failure: ErrorCode;
}

/** A subgraph's error as execution understands it. */
export interface ReadError {
  readonly code: ErrorCode;
  readonly words: SubgraphWords | undefined;
}

/** How an item of a subgraph's `errors` is understood: by its code alone, or with its words. */
export type ErrorReader = (error: unknown) => ReadError;

/** An answer read: data with faults planted where the errors belong. */
export interface ReadAnswer {
  readonly data: unknown;
  /** Errors that name no place, or one that has a value. */
  readonly unplaced: readonly ReadError[];
}

type Path = readonly (string | number)[];

export type WireNames = ReadonlyMap<string | number, string>;

interface Placed extends ReadError {
  readonly path: Path;
}

const pathLengthMax = 64;

/**
 * Reads a subgraph's answer (GraphQL, section 7). Nothing in it is trusted: what is taken from the
 * data is decided where it is read, by what was asked for.
 */
export function readAnswer(
  answer: SubAnswer | SubFailure,
  readError: ErrorReader,
  names: WireNames,
): ReadAnswer {
  if ('failure' in answer) return failed(answer.failure);
  const { body } = answer;
  const listed = isRecord(body) ? (body.errors ?? []) : undefined;
  if (!isRecord(body) || !Array.isArray(listed)) return refused(answer.status, undefined);
  const errors = listed.map((error: unknown) => ({ ...readError(error), path: pathOf(error) }));
  if (answer.status !== 200) return refused(answer.status, errors[0]);
  const placed = errors.filter((error): error is Placed => error.path !== undefined);
  const unplaced = errors.filter(({ path }) => path === undefined);
  const { data } = body;
  return isRecord(data)
    ? { data, unplaced: [...unplaced, ...plantAll(data, placed, names)] }
    : nothing(data, placed, unplaced, names);
}

/** No data at all: an error has bubbled up to the root, or the answer has no shape. */
function nothing(
  data: unknown,
  placed: readonly Placed[],
  unplaced: readonly ReadError[],
  names: WireNames,
): ReadAnswer {
  const [first] = placed;
  if (data === null && first !== undefined && unplaced.length === 0) {
    const reports = placed.map((error) => reportOf(error, 0, names));
    return {
      data: reports.reduce<unknown>((before, report) => Fault.with(before, report), undefined),
      unplaced: [],
    };
  }
  const cause = unplaced[0] ?? first;
  return failed(cause?.code ?? 'STORE_ANSWER_INVALID', cause?.words);
}

const failed = (code: ErrorCode, words?: SubgraphWords): ReadAnswer => ({
  data: wholeFault(code, words),
  unplaced: [],
});

/** Says nothing of data: the first error counts for everything that was asked. */
const refused = (status: number, error: ReadError | undefined): ReadAnswer =>
  failed(error?.code ?? codeOfStatus(status), error?.words);

const codeOfStatus = (status: number): ErrorCode =>
  status === 503 ? 'STORE_UNAVAILABLE' : 'STORE_ANSWER_INVALID';

function pathOf(error: unknown): Path | undefined {
  const path = isRecord(error) ? error.path : undefined;
  if (!Array.isArray(path) || path.length === 0 || path.length > pathLengthMax) return undefined;
  const parts: readonly unknown[] = path;
  return parts.every(isPathPart) ? parts : undefined;
}

const isPathPart = (part: unknown): part is string | number =>
  typeof part === 'string' || (typeof part === 'number' && Number.isInteger(part) && part >= 0);

const reportOf = ({ code, words, path }: Placed, from: number, names: WireNames): Report => ({
  ...{ code, words },
  rest: path.slice(from).map((part) => names.get(part) ?? part),
});

/** Plants every error at the null it explains; returns those that explain none. */
const plantAll = (
  data: object,
  errors: readonly Placed[],
  names: WireNames,
): readonly ReadError[] => errors.filter((error) => plant(data, error, names) === 'nowhere');

/**
 * Goes down the error's path to the first value that is missing and puts the fault there. An error
 * of a value that is there after all explains nothing, and is dropped.
 */
function plant(data: object, error: Placed, names: WireNames): 'planted' | 'dropped' | 'nowhere' {
  let holder: unknown = data;
  for (const [index, part] of error.path.entries()) {
    if (!canHold(holder, part)) return 'nowhere';
    const members = holder as Record<string | number, unknown>;
    const value = Object.hasOwn(members, part) ? members[part] : undefined;
    const isLast = index === error.path.length - 1;
    if (value === undefined && !isLast) return 'nowhere';
    if (value === null || value === undefined || value instanceof Fault) {
      members[part] = Fault.with(value, reportOf(error, index + 1, names));
      return 'planted';
    }
    holder = value;
  }
  return 'dropped';
}

const canHold = (holder: unknown, part: string | number): boolean =>
  typeof part === 'number'
    ? Array.isArray(holder) && part < holder.length
    : isRecord(holder) && part !== '__proto__';

/** The entities of one part, in the order of their representations: records, faults or `nobody`. */
export function entitiesOf(data: unknown, key: string, count: number): readonly unknown[] {
  if (data instanceof Fault) return Array.from({ length: count }, () => entityFault(data, key));
  const listed = isRecord(data) && Object.hasOwn(data, key) ? data[key] : undefined;
  if (listed instanceof Fault) return Array.from({ length: count }, () => asWhole(listed));
  if (!Array.isArray(listed) || listed.length !== count) {
    return Array.from({ length: count }, () => wholeFault('STORE_ANSWER_INVALID'));
  }
  return listed.map((entity: unknown) => {
    if (isRecord(entity) || entity instanceof Fault) return entity;
    return entity === null ? nobody : wholeFault('STORE_ANSWER_INVALID');
  });
}

/** The whole answer is missing: for an entity, errors of other lookups say nothing. */
function entityFault(fault: Fault, key: string): Fault {
  const reports = Fault.reportsOf(fault);
  const own = reports.find(({ rest }) => rest?.[0] === key) ?? reports[0];
  return wholeFault(own.code, own.words);
}

function asWhole(fault: Fault): Fault {
  const [{ code, words }] = Fault.reportsOf(fault);
  return wholeFault(code, words);
}

/** Keys of a part's answer that stand under other keys in the client's. */
export function wireNames(part: Part, keys: SeparatedKeys | undefined): WireNames {
  const names = new Map<string | number, string>();
  const add = (selections: Part['selections']): void => {
    for (const selected of selections) {
      const key = selected.kind === 'field' ? clientKey(keys, selected.key) : undefined;
      if (selected.kind === 'field' && key !== undefined && key !== selected.wireKey) {
        names.set(selected.wireKey, key);
      }
      add(selected.selections);
    }
  };
  add(part.selections);
  return names;
}
