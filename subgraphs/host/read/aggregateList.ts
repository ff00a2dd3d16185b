import type { BatchLoader, ReadContext } from '../definition.ts';
import type { ConnectionParent, ConnectionRows } from './connection.ts';
import { parametersOf, rowConditions } from './listStatement.ts';

export interface ListAggregate {
  readonly name: string;
  /** SQL over `t`, for example `t.currency, sum(t.amount_minor)::text as amount`. */
  readonly select: string;
  /** SQL over `t`; absent, there is one row over all. */
  readonly groupBy?: string;
}

/**
 * Computes over all rows of a connection's list, filters and party rule included, whatever page is
 * shown: one statement for all connections that one field made with equal arguments.
 */
export function aggregateList<Row extends object>(
  read: ReadContext,
  { rows }: ConnectionParent,
  aggregate: ListAggregate,
): Promise<readonly Row[]> {
  const loader: BatchLoader<string, ConnectionRows['args'], readonly Row[]> = {
    name: `${rows.plan.name}/${aggregate.name}`,
    load: (context, keys) => aggregatesOf<Row>(context, rows, keys, aggregate),
  };
  return read.load(loader, rows.parentKey, rows.args);
}

async function aggregatesOf<Row extends object>(
  read: ReadContext,
  { plan, args }: ConnectionRows,
  parents: readonly string[],
  { select, groupBy }: ListAggregate,
): Promise<readonly (readonly Row[])[]> {
  const { parent, target } = plan;
  const parameters = parametersOf(parent === undefined ? [] : [parents]);
  const visible = target.party === undefined ? 'true' : read.visible(target.name, target.party);
  const conditions = rowConditions(plan, { args, visible }, parameters);
  const key = parent === undefined ? "''" : 'p.key';
  const from =
    parent === undefined
      ? `"${plan.row.shape.table}" t`
      : `unnest($1::${parent.column.type}[]) p(key)
          join "${plan.row.shape.table}" t on t."${parent.column.column}" = p.key`;
  const groups = [
    ...(parent === undefined ? [] : [key]),
    ...(groupBy === undefined ? [] : [groupBy]),
  ];
  const found = await read.db.query<Row & { readonly $parent: unknown }>(
    `select ${key} as "$parent", ${select} from ${from} where ${conditions.join(' and ')}
      ${groups.length === 0 ? '' : `group by ${groups.join(', ')}`}`,
    parameters.values,
  );
  return parents.map((wanted) => found.filter(({ $parent }) => String($parent) === wanted));
}
