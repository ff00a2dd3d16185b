import { isPromise, type Path, type Run } from './run.ts';

/** One selected field of an object. */
export interface FieldPlan {
  /** The response key. */
  readonly key: string;
  /** Resolves and completes; answers null, throws or rejects as the field's type has it. */
  readonly execute: (run: Run, parent: unknown, path: Path | undefined) => unknown;
}

type Members = Record<string, unknown>;

/** An alias may be `__proto__`, which an ordinary object would not keep as a member. */
const hasUnsafeKey = (fields: readonly FieldPlan[]): boolean =>
  fields.some(({ key }) => key === '__proto__');

const bare = (): Members => Object.create(null) as Members;
const ordinary = (): Members => ({});

/** All fields of an object at once; a promise only where one of them is one. */
export function objectExecutor(
  fields: readonly FieldPlan[],
): (run: Run, parent: unknown, path: Path | undefined) => unknown {
  const blank = hasUnsafeKey(fields) ? bare : ordinary;
  return (run, parent, path) => {
    const members = blank();
    let waiting: Promise<unknown>[] | undefined;
    try {
      for (const { key, execute } of fields) {
        const value = execute(run, parent, path);
        members[key] = value;
        if (isPromise(value)) (waiting ??= []).push(settleInto(members, key, value));
      }
    } catch (error) {
      if (waiting === undefined) throw error;
      // What the other fields began is seen to its end first: it may fail, too.
      return Promise.all(waiting).finally(() => {
        throw error;
      });
    }
    return waiting === undefined ? members : Promise.all(waiting).then(() => members);
  };
}

const settleInto = (members: Members, key: string, value: Promise<unknown>): Promise<void> =>
  value.then((settled) => {
    members[key] = settled;
  });

/** Commands: each begins when the one before it has ended. */
export function serialExecutor(
  fields: readonly FieldPlan[],
): (run: Run, parent: unknown, path: Path | undefined) => Promise<unknown> {
  const blank = hasUnsafeKey(fields) ? bare : ordinary;
  return async (run, parent, path) => {
    const members = blank();
    for (const { key, execute } of fields) members[key] = await execute(run, parent, path);
    return members;
  };
}
