import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import type { Reading } from './executor.ts';
import type { SubOperation } from './subOperation.ts';

/** Notes, for one request, which paths were answered by whom and which were not. */
export interface Recorder {
  readonly answered: ReadonlyMap<string, Reading>;
  readonly failed: ReadonlyMap<string, ErrorCode>;
  readonly noteAnswer: (place: Place, reading: Reading) => void;
  readonly noteFailure: (place: Place, code: ErrorCode) => void;
}

/** Where a sub-request's data is put: the planner's path, `@` for list positions. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly operation: SubOperation;
}

export function createRecorder(): Recorder {
  const answered = new Map<string, Reading>();
  const failed = new Map<string, ErrorCode>();
  return {
    answered,
    failed,
    noteAnswer: (place, reading) => {
      for (const path of pathsOf(place)) answered.set(path, reading);
    },
    noteFailure: (place, code) => {
      for (const path of pathsOf(place)) failed.set(path, code);
    },
  };
}

function pathsOf({ path, operation }: Place): readonly string[] {
  const prefix = path.map((part) => (part === '@' ? '*.' : `${String(part)}.`)).join('');
  return operation.paths.map((below) => `${prefix}${below}`);
}
