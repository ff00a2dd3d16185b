import type { SubRequest } from '../graph/subRequest.ts';

/** A place of the answer: the response key or list position, and the place that holds it. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
}

export type ResponsePath = readonly (string | number)[];

export function pathToArray(path: Path | undefined): ResponsePath {
  const keys: (string | number)[] = [];
  for (let step = path; step !== undefined; step = step.prev) keys.push(step.key);
  return keys.reverse();
}

/** A failure on its way up to the nearest field that may be null, and the place where it happened. */
export class FieldFailure extends Error {
  override readonly name = 'FieldFailure';
  readonly path: Path | undefined;

  constructor(cause: unknown, path: Path | undefined) {
    super('a field failed', { cause });
    this.path = path;
  }
}

/** Keeps the innermost place: a failure that has one already is only passed on. */
export const located = (error: unknown, path: Path | undefined): FieldFailure =>
  error instanceof FieldFailure ? error : new FieldFailure(error, path);

/**
 * The errors of one execution. An error at or below a place that has become null already is left
 * out, as graphql-js does, for its field is no part of the answer any more.
 */
export interface Failures {
  readonly list: readonly FieldFailure[];
  readonly add: (failure: FieldFailure, nulled: Path | undefined) => void;
}

export function createFailures(): Failures {
  const list: FieldFailure[] = [];
  const nulledPaths = new Set<Path | undefined>();
  const isGone = (start: Path | undefined): boolean => {
    for (let path = start; path !== undefined; path = path.prev) {
      if (nulledPaths.has(path)) return true;
    }
    return nulledPaths.has(undefined);
  };
  return {
    list,
    add: (failure, nulled) => {
      if (isGone(nulled)) return;
      nulledPaths.add(nulled);
      list.push(failure);
    },
  };
}

export type Arguments = Readonly<Record<string, unknown>>;

/** Arguments that depend on variables, coerced once a run; a failure is kept and thrown for each use. */
export type CoercedArguments = { readonly value: Arguments } | { readonly error: unknown };

/** One execution of a compiled operation. */
export interface Run {
  readonly context: SubRequest;
  readonly variables: Arguments;
  readonly failures: Failures;
  /** By the number of the selection that has them. */
  readonly coerced: (CoercedArguments | undefined)[];
}

export const isPromise = (value: unknown): value is Promise<unknown> =>
  value !== null &&
  typeof value === 'object' &&
  typeof (value as { then?: unknown }).then === 'function';
