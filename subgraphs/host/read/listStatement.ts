import type { ReadContext } from '../definition.ts';
import type { ListPlan } from '../graph/listPlan.ts';
import { afterSql, descending, orderSql, withKeyLast, type OrderTerm } from '../graph/order.ts';
import type { RowPlan } from './rowPlan.ts';

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

/** A list that one statement reads for all parents of a batch. */
export interface ListAsked extends ListSelection {
  readonly plan: ListPlan;
  readonly args: Arguments;
  readonly parents: readonly string[];
  /** SQL over `t` for the rows that may be seen. */
  readonly visible: string;
  readonly rows: RowPlan;
}

/** Where the parts of a line of `listsStatement` stand; the row's own columns come last. */
export const listLine = { list: 0, parent: 2, total: 3, position: 4, row: 5 } as const;

/**
 * One statement for lists of one table, each for all its parents: the page of each parent, in order,
 * and the number of rows that may be seen, both only where asked. Root lists have one parent, empty.
 */
export function listsStatement(lists: readonly ListAsked[], context: ReadContext): Statement {
  const parameters = parametersOf();
  const selects = lists.map((list, index) => listSelect(list, index, parameters, context));
  const order = [listLine.list, 1, listLine.position].map((place) => String(place + 1));
  return {
    text: `${selects.join('\nunion all\n')}\norder by ${order.join(', ')}`,
    values: parameters.values,
  };
}

/** True where the page of one parent is all that is asked, and nothing comes along with its rows. */
export const isOnePage = ({ plan, parents, page, count, rows }: ListAsked): boolean =>
  plan.parent !== undefined && parents.length === 1 && page !== undefined && !count && rows.isAlone;

/** The rows of one page, in order; a line has the row's own columns alone. */
export function pageStatement(list: ListAsked): Statement {
  const { plan, page, parents, rows } = list;
  const { parent } = plan;
  if (parent === undefined || page === undefined) throw new TypeError('a page of a parent');
  const parameters = parametersOf();
  const key = parameters.add(parents[0], parent.column.type);
  const conditions = [
    `t."${parent.column.column}" = ${key}`,
    ...rowConditions(plan, list, parameters),
  ];
  const text = `select ${rows.columns} ${pageBody(list, page, conditions, parameters)}`;
  return { text, values: parameters.values };
}

function listSelect(
  list: ListAsked,
  index: number,
  parameters: Parameters,
  context: ReadContext,
): string {
  const { plan, page, count, rows } = list;
  const from = parentsSql(list, parameters);
  const ofParent = plan.parent === undefined ? [] : [`t."${plan.parent.column.column}" = p.key`];
  const conditions = [...ofParent, ...rowConditions(plan, list, parameters)];
  const parts = [from];
  if (count) {
    parts.push(`left join lateral (select count(*) as total from "${plan.row.shape.table}" t
      where ${conditions.join(' and ')}) n on true`);
  }
  if (page !== undefined) {
    parts.push(
      `left join lateral (
      ${pageSql(list, page, conditions, parameters)}) r on true`,
      rows.joins(parameters, context),
    );
  }
  const answers = [
    `${String(index)} as g, p.i, p.key`,
    count ? 'n.total' : 'null::bigint as total',
    ...(page === undefined ? ['null::bigint as n'] : ['r.n', rows.answers]),
  ];
  return `select ${answers.join(', ')} from ${parts.join('\n    ')}`;
}

const parentsSql = ({ plan, parents }: ListAsked, { add }: Parameters): string =>
  plan.parent === undefined
    ? "(select '' as key, 1::bigint as i) p"
    : `unnest(${add(parents, `${plan.parent.column.type}[]`)}) with ordinality p(key, i)`;

/** Conditions over `t` alone: the edge's own, the party rule, and the filters that are given. */
export function rowConditions(
  plan: ListPlan,
  { args, visible }: Pick<ListAsked, 'args' | 'visible'>,
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
  list: ListAsked,
  page: PageQuestion,
  conditions: readonly string[],
  parameters: Parameters,
): string {
  const order = orderSql(orderOf(list.plan, list.args));
  return `select row_number() over (order by ${order}) as n, ${list.rows.columns}
      ${pageBody(list, page, conditions, parameters)}`;
}

function pageBody(
  { plan, args, visible }: ListAsked,
  { limit, after }: PageQuestion,
  conditions: readonly string[],
  parameters: Parameters,
): string {
  const order = orderOf(plan, args);
  const { table } = plan.row.shape;
  const beyond =
    after === undefined
      ? []
      : afterConditions(plan, order, visible, parameters.add(after, plan.row.key.type));
  return `from "${table}" t where ${[...conditions, ...beyond].join(' and ')}
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
