import { isPromise } from '../execute/run.ts';
import type { Coordinate } from '../../../policies/lock.ts';
import type { FieldFunction } from '../graph/resolveField.ts';
import type { AuditedField } from './auditedFields.ts';

const isAnyOf = (names: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean => {
  if (wanted.size === 0) return false;
  for (const name of names) if (wanted.has(name)) return true;
  return false;
};

/** The same field, counted for the receipt where the sub-request has one. */
export function countedField(
  coordinate: Coordinate,
  field: AuditedField,
  resolve: FieldFunction,
): FieldFunction {
  return (parent, args, context, selection) => {
    const { tally } = context;
    // A number of objects is itself a value, though nothing stands in them.
    const isCell = field.isCell || context.forms.get(coordinate) === 'count';
    const passes = isAnyOf(selection.names, field.passes);
    if (tally === undefined || (!isCell && !passes)) {
      return resolve(parent, args, context, selection);
    }
    const held = tally.enter(field, parent);
    const found = resolve(parent, args, context, selection);
    if (held === undefined) return found;
    if (!isPromise(found)) {
      tally.leave({ field, isCell, passes, held }, found);
      return found;
    }
    return found.then((value) => {
      tally.leave({ field, isCell, passes, held }, value);
      return value;
    });
  };
}
