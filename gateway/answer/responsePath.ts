import type { ResponsePath } from '../execute/executor.ts';

/** `customer.orders.edges.*.node`: the path of any row, `*` for list positions. */
export const patternOf = (path: ResponsePath): string =>
  path.map((part) => (typeof part === 'number' ? '*' : part)).join('.');

export const startsWith = (path: ResponsePath, start: ResponsePath): boolean =>
  start.length <= path.length && start.every((part, index) => path[index] === part);

/** The part of a path down to the first null of the data; undefined where a value stands at its end. */
export function nullPrefix(data: unknown, path: ResponsePath): ResponsePath | undefined {
  let value = data;
  for (const [index, part] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, index);
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value === null || value === undefined ? path : undefined;
}
