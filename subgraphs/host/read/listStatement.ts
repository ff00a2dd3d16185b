import type { ListPlan } from '../graph/listPlan.ts';
import { afterSql, descending, orderSql, withKeyLast, type OrderTerm } from '../graph/order.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** Where a page begins, and how many rows it has at most. */
export interface PageQuestion {
  readonly limit: number;
  /** The key of the row after which it begins. */
  readonly after: string | undefined;
}

/** What is asked of a list: a page, the number of its rows, or both. */
export interface ListSelection {
  readonly page: PageQuestion | undefined;
  readonly count: boolean;
}

export interface ListQuestion extends ListSelection {
  readonly args: Arguments;
  /** SQL over `t` for the rows that may be seen. */
  readonly visible: string;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Collects parameters; answers their places. */
export interface Parameters {
  readonly values: readonly unknown[];
  readonly add: (value: unknown, type: string) => string;
}

export function parametersOf(first: readonly unknown[] = []): Parameters {
  const values = [...first];
  return {
    values,
    add: (value, type) => `$${String(values.push(value))}::${type}`,
  };
}

/** The value at a path of the arguments; undefined where it, or what is above it, is not given. */
export const valueAt = (args: Arguments, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      value !== null && typeof value === 'object' ? (value as Arguments)[name] : undefined,
    args,
  ) ?? undefined;

/**
 * One statement for all parents of a batch (`$1`): the page of each, in order, and the number of
 * rows that may be seen, both only where asked. Root lists have one parent, null.
 */
export function listStatement(
  plan: ListPlan,
  parents: readonly string[],
  question: ListQuestion,
): Statement {
  const parameters = parametersOf(plan.parent === undefined ? [] : [parents]);
  const ofParent = plan.parent === undefined ? [] : [`t."${plan.parent.column.column}" = p.key`];
  const conditions = [...ofParent, ...rowConditions(plan, question, parameters)];
  const columns = ['p.key as "$parent"'];
  const parts = [parentsSql(plan)];
  if (question.count) {
    columns.push('n.total as "$total"');
    parts.push(`left join lateral (select count(*) as total from "${plan.row.shape.table}" t
      where ${conditions.join(' and ')}) n on true`);
  }
  if (question.page !== undefined) {
    columns.push('r.*');
    parts.push(`left join lateral (
      ${pageSql(plan, question, question.page, conditions, parameters)}) r on true`);
  }
  return {
    text: `select ${columns.join(', ')} from ${parts.join('\n    ')}
      order by p.i${question.page === undefined ? '' : ', r."$n"'}`,
    values: parameters.values,
  };
}

const parentsSql = (plan: ListPlan): string =>
  plan.parent === undefined
    ? "(select '' as key, 1 as i) p"
    : `unnest($1::${plan.parent.column.type}[]) with ordinality p(key, i)`;

/** Conditions over `t` alone: the edge's own, the party rule, and the filters that are given. */
export function rowConditions(
  plan: ListPlan,
  { args, visible }: Pick<ListQuestion, 'args' | 'visible'>,
  parameters: Parameters,
): readonly string[] {
  const filters = plan.filters.flatMap(({ path, column, operator }) => {
    const value = valueAt(args, path);
    if (value === undefined) return [];
    const name = `t."${column.column}"`;
    if (operator !== 'any') return [`${name} ${operator} ${parameters.add(value, column.type)}`];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return [`${name} = any(${parameters.add(list, `${column.type}[]`)})`];
  });
  return [...(plan.where === undefined ? [] : [`(${plan.where})`]), visible, ...filters];
}

/** The caller's order where one is chosen, else the list's own. */
function orderOf(plan: ListPlan, args: Arguments): readonly OrderTerm[] {
  const { sort } = plan;
  const chosen = sort === undefined ? undefined : valueAt(args, sort.path);
  const term = typeof chosen === 'string' ? sort?.terms[chosen] : undefined;
  if (term === undefined) return plan.order;
  const isDescending =
    sort?.directionPath !== undefined && valueAt(args, sort.directionPath) === 'DESC';
  return withKeyLast([isDescending ? descending(term) : term], plan.row.key.column);
}

function pageSql(
  plan: ListPlan,
  { args, visible }: ListQuestion,
  { limit, after }: PageQuestion,
  conditions: readonly string[],
  parameters: Parameters,
): string {
  const order = orderOf(plan, args);
  const { table, select } = plan.row.shape;
  const beyond =
    after === undefined
      ? []
      : afterConditions(plan, order, visible, parameters.add(after, plan.row.key.type));
  return `select row_number() over (order by ${orderSql(order)}) as "$n", ${select}
      from "${table}" t where ${[...conditions, ...beyond].join(' and ')}
      order by ${orderSql(order)} limit ${parameters.add(limit, 'int')}`;
}

/**
 * A cursor holds only the key of its row, so the row's place is looked up; a row that may not be
 * seen has none. Where the first term is never null, a plain bound lets an index be entered there.
 */
function afterConditions(
  plan: ListPlan,
  order: readonly OrderTerm[],
  visible: string,
  key: string,
): readonly string[] {
  const own = `from "${plan.row.shape.table}" t
    where t."${plan.row.key.column}" = ${key} and ${visible}`;
  const terms = order.map(({ sql }, index) => `${sql} as k${String(index)}`).join(', ');
  const exact = `exists (select 1 from (select ${terms} ${own}) c where ${afterSql(order)})`;
  const [first] = order;
  if (first === undefined || first.nullable) return [exact];
  return [`${first.sql} ${first.descending ? '<=' : '>='} (select ${first.sql} ${own})`, exact];
}
