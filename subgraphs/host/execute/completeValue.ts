import {
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';
import { isPromise, located, type Path, type Run } from './run.ts';

/** Turns what a resolver gave into a part of the answer; throws or rejects with a failure. */
export type Complete = (run: Run, value: unknown, path: Path) => unknown;

/** Completes objects of the type that a field's innermost named type is. */
export type CompleteObject = (run: Run, value: object, path: Path) => unknown;

/** CompleteValue of the specification, with everything that the type says decided beforehand. */
export function completerOf(type: GraphQLOutputType, object: CompleteObject): Complete {
  if (isNonNullType(type)) return nonNull(completerOf(type.ofType, object));
  const inner = nullableCompleter(type, object);
  return (run, value, path) => {
    if (value instanceof Error) throw value;
    return value === null || value === undefined ? null : inner(run, value, path);
  };
}

function nullableCompleter(
  type: Exclude<GraphQLOutputType, { readonly kind: 'NON_NULL' }>,
  object: CompleteObject,
): Complete {
  if (isListType(type)) {
    const itemType = type.ofType as GraphQLOutputType;
    return listCompleter(completerOf(itemType, object), !isNonNullType(itemType));
  }
  if (isLeafType(type)) {
    const serialize = leafOf(type);
    return (_run, value) => serialize(value);
  }
  return object as Complete;
}

const nonNull =
  (inner: Complete): Complete =>
  (run, value, path) => {
    const completed = inner(run, value, path);
    return isPromise(completed) ? completed.then(refuseNull) : refuseNull(completed);
  };

function refuseNull(value: unknown): unknown {
  if (value === null) throw new TypeError('null stands where the graph promises a value');
  return value;
}

/** The built-in scalars of text pass text on as it is; anything else goes through the type. */
function leafOf(type: GraphQLLeafType): (value: unknown) => unknown {
  const checked = (value: unknown): unknown => {
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) {
      throw new TypeError(`${type.name} was expected`);
    }
    return serialized;
  };
  const isText = type.name === 'String' || type.name === 'ID';
  return isText ? (value) => (typeof value === 'string' ? value : checked(value)) : checked;
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

function listCompleter(item: Complete, isNullable: boolean): Complete {
  const complete = guarded(item, isNullable);
  return (run, value, path) => {
    if (!isIterable(value)) throw new TypeError('a list was expected');
    const items: unknown[] = [];
    let waits = false;
    try {
      for (const member of value) {
        const completed = complete(run, member, { prev: path, key: items.length });
        if (isPromise(completed)) waits = true;
        items.push(completed);
      }
    } catch (error) {
      abandon(items);
      abandon(value);
      throw error;
    }
    return waits ? Promise.all(items) : items;
  };
}

/** The list is given up; what its other items still fail with is nobody's concern any more. */
function abandon(items: Iterable<unknown>): void {
  for (const item of items) if (isPromise(item)) item.catch(() => undefined);
}

/**
 * Waits for a value where it has to, completes it, and catches what fails where null may stand.
 * Fields and items of lists behave alike.
 */
export function guarded(complete: Complete, isNullable: boolean): Complete {
  const caught = (run: Run, error: unknown, path: Path): null => {
    const failure = located(error, path);
    if (!isNullable) throw failure;
    run.failures.add(failure, path);
    return null;
  };
  return (run, value, path) => {
    try {
      const completed = isPromise(value)
        ? value.then((settled) => complete(run, settled, path))
        : complete(run, value, path);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (error: unknown) => caught(run, error, path));
    } catch (error) {
      return caught(run, error, path);
    }
  };
}
