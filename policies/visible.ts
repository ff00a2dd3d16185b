import { decideArgument, decideField } from './decide.ts';
import type { Coordinate, PolicyLock } from './lock.ts';

/**
 * The coordinates that a caller may use under any purpose of his roles: his part of the graph, for
 * introspection. Reads the whole lock once: keep the answer a set of roles and region.
 */
export function visibleCoordinates(
  lock: PolicyLock,
  roles: readonly string[],
  region: string,
): ReadonlySet<Coordinate> {
  const purposes = Object.keys(lock.purposes).filter((name) =>
    lock.purposes[name]?.roles.some((role) => roles.includes(role)),
  );
  const allowed = (decide: typeof decideField, coordinate: Coordinate): boolean =>
    purposes.some(
      (purpose) => decide(lock, { coordinate, purpose, roles, region }).effect === 'allow',
    );
  return new Set([
    ...Object.keys(lock.fields).filter((coordinate) => allowed(decideField, coordinate)),
    ...Object.keys(lock.arguments).filter((coordinate) => allowed(decideArgument, coordinate)),
  ]);
}
