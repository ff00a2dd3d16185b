import type { Coordinate, PolicyLock } from '../../policies/lock.ts';
import { possibleValues } from '../../policies/vocabulary/possibleValues.ts';

/** Whether the category of a field has fewer than 2³² possible values. */
export function hasFewValues(lock: PolicyLock, coordinate: Coordinate): boolean {
  const category = lock.fields[coordinate]?.category?.is;
  return category !== undefined && possibleValues.get(category) === 'few';
}
