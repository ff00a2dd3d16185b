import type { ReadContext } from '../definition.ts';
import type { NeededValue } from '../graph/needs.ts';
import type { Parameters } from './listStatement.ts';

/** `select … from "table" t …` of a value, in the order of its columns; the caller says for which row. */
export function valueSelect(
  { value, args, of }: Pick<NeededValue, 'value' | 'args' | 'of'>,
  { add }: Pick<Parameters, 'add'>,
  { caller, clock, policy, visible }: ReadContext,
): string {
  const { select, join } = value.sql({ args, add, caller, clock, policy, visible });
  const columns = value.columns.map(
    (name, index) => `${select[name] ?? 'null'} as c${String(index)}`,
  );
  return `select ${columns.join(', ')} from "${of.row?.shape.table ?? ''}" t ${join ?? ''}`;
}
