import type { Coordinate } from '../../../policies/lock.ts';
import type { ReadContext } from '../definition.ts';
import { keepSubject, type Subject } from '../audit/subjects.ts';
import type { BoundRow } from '../graph/boundTypes.ts';
import type { NeededEdge, NeededValue, Needs, RowNeeds } from '../graph/needs.ts';
import { orderSql } from '../graph/order.ts';
import type { RowColumn } from '../rows.ts';
import { carry } from './carried.ts';
import type { Parameters } from './listStatement.ts';
import { valueSelect } from './rowValues.ts';
import type { SealedRow, SealedTable } from '../vault/vault.ts';
import { visibleSql } from './visibility.ts';

/*
 * Which columns of a row are read, which rows and values come along by joins, and how the whole is
 * made of a line of the result. Columns have positions for names, c0 being the row's own key.
 */
export interface RowPlan {
  readonly bound: BoundRow;
  /** `t."id" as c0, t."number" as c1, …`: the select over the table itself, whose alias is `t`. */
  readonly columns: string;
  /** `r.c0, r.c1, …, j1.c0, …`: what the statement answers, where the table's select is `r`. */
  readonly answers: string;
  /** Nothing comes along: the table's select is all there is. */
  readonly isAlone: boolean;
  /** The joins to `r`; empty where nothing comes along. */
  readonly joins: (parameters: Parameters, context: ReadContext) => string;
  /** Makes a row of the line's values from `at` on. */
  readonly rowOf: (line: Line, at: number, tally: RowTally) => object;
}

export type Line = readonly unknown[];

/** Counts rows; those that came along are read, too. */
export interface RowTally {
  rows: number;
  /** Rows that hold sealed values, until they are opened. */
  sealed?: SealedRow[] | undefined;
}

/** One table's part of a statement. */
interface Part {
  readonly table: string;
  /** Which of its values are sealed. */
  readonly sealed: SealedTable | undefined;
  readonly alias: string;
  readonly columns: readonly RowColumn[];
  /** SQL over `t` that says whose row it is. */
  readonly subject: string | undefined;
  readonly edges: readonly (NeededEdge & { readonly part: Part; readonly bound: BoundRow })[];
  readonly values: readonly (NeededValue & { readonly alias: string })[];
}

/** Further joins cost more than the statements that they spare. */
const joinsMax = 8;
const depthMax = 3;

interface Build {
  readonly needs: Needs;
  readonly purpose: string;
  /** Numbers the joined parts. */
  joins: number;
}

export interface RowPlanInput {
  readonly bound: BoundRow;
  /** Undefined: every column, and nothing comes along. */
  readonly needs: Needs | undefined;
  /** Every column, whatever the needs say. */
  readonly whole: boolean;
  readonly purpose: string;
}

export function rowPlan({ bound, needs, whole, purpose }: RowPlanInput): RowPlan {
  const build: Build = { needs: needs ?? new Map(), purpose, joins: 0 };
  const own = build.needs.get(bound.shape.table);
  const wanted =
    whole || own === undefined
      ? { ...emptyNeeds, subject: needs === undefined, ...own, properties: undefined }
      : own;
  const part = partOf(build, bound, wanted, 'r', [bound.shape.table]);
  const joins = joinsOf(part, purpose);
  return {
    bound,
    columns: columnsSql(part),
    answers: answersOf(part).join(', '),
    isAlone: joins.length === 0,
    joins: (parameters, context) => joins.map((join) => join(parameters, context)).join('\n'),
    rowOf: readerOf(part),
  };
}

const emptyNeeds: RowNeeds = { properties: undefined, edges: [], values: [], subject: false };

/** The parts that lie below a row: each table once a chain, so that a circle of edges has an end. */
function partOf(
  build: Build,
  bound: BoundRow,
  needs: RowNeeds,
  alias: string,
  chain: readonly string[],
): Part {
  const columns = columnsOf(bound, needs);
  const edges = needs.edges.flatMap((edge) => {
    const { row } = edge.target;
    if (row === undefined || !canJoin(edge, row, columns, chain)) return [];
    if (build.joins >= joinsMax) return [];
    build.joins += 1;
    const { table } = row.shape;
    const below = build.needs.get(table) ?? emptyNeeds;
    const part = partOf(build, row, below, `j${String(build.joins)}`, [...chain, table]);
    return [{ ...edge, bound: row, part }];
  });
  const values = needs.values.map((value, index) => ({
    ...value,
    alias: `${alias}v${String(index)}`,
  }));
  const subject = subjectOf(build, bound, needs);
  return { table: bound.shape.table, sealed: bound.sealed, alias, columns, subject, edges, values };
}

/** Where a purpose sees legal persons' rows alone, there is nothing to ask. */
const subjectOf = (
  { purpose }: Build,
  { subject }: BoundRow,
  needs: RowNeeds,
): string | undefined =>
  needs.subject && subject?.natural?.includes(purpose) !== false ? subject?.sql : undefined;

/** The key first, then the other columns by which a row is looked up, then what is asked for. */
function columnsOf(bound: BoundRow, { properties, values }: RowNeeds): readonly RowColumn[] {
  const valueKeys = values.flatMap(({ of }) => (of.row === undefined ? [] : [of.row.key]));
  const keys = new Set([bound.key, ...bound.otherKeys.values(), ...valueKeys]);
  const wanted = withOwners(bound, properties);
  const others = bound.shape.columns.filter(
    (column) => !keys.has(column) && (wanted === undefined || wanted.has(column.property)),
  );
  return [...keys, ...others];
}

/** Whose row it is has to be known where something in it is sealed. */
function withOwners(
  { sealed }: BoundRow,
  properties: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  if (sealed === undefined || properties === undefined) return properties;
  const isAny = [...properties].some((property) => sealed.properties.has(property));
  return isAny ? new Set([...properties, ...sealed.with]) : properties;
}

/** Columns of different types are never compared: such an edge is followed by a statement of its own. */
function canJoin(
  { property, plan }: NeededEdge,
  target: BoundRow,
  columns: readonly RowColumn[],
  chain: readonly string[],
): boolean {
  const from = columns.find((column) => column.property === property);
  const to = plan?.parent?.column ?? target.key;
  if (from?.type !== to.type) return false;
  return chain.length <= depthMax && !chain.includes(target.shape.table);
}

const columnsSql = ({ columns, subject }: Part): string =>
  [
    ...columns.map(({ column }, index) => `t."${column}" as c${String(index)}`),
    ...(subject === undefined ? [] : [`${subject} as s`]),
  ].join(', ');

const placeOf = ({ alias, columns }: Part, property: string): string =>
  `${alias}.c${String(columns.findIndex((column) => column.property === property))}`;

function answersOf(part: Part): readonly string[] {
  return [
    ...part.columns.map((_column, index) => `${part.alias}.c${String(index)}`),
    ...(part.subject === undefined ? [] : [`${part.alias}.s`]),
    ...part.values.flatMap(({ alias, value }) =>
      value.columns.map((_name, index) => `${alias}.c${String(index)}`),
    ),
    ...part.edges.flatMap((edge) => answersOf(edge.part)),
  ];
}

type Join = (parameters: Parameters, context: ReadContext) => string;

const joinsOf = (part: Part, purpose: string): readonly Join[] => [
  ...part.values.map(
    (needed): Join =>
      (parameters, context) =>
        `left join lateral (${valueSelect(needed, parameters, context)}
          where t."${needed.of.row?.key.column ?? ''}" = ${placeOf(part, needed.of.row?.key.property ?? '')}
        ) ${needed.alias} on true`,
  ),
  ...part.edges.flatMap((edge) => {
    const sql = edgeJoin(part, edge, purpose);
    return [() => sql, ...joinsOf(edge.part, purpose)];
  }),
];

function edgeJoin(part: Part, edge: Part['edges'][number], purpose: string): string {
  const { bound, plan, target } = edge;
  const column = plan?.parent?.column ?? bound.key;
  const conditions = [
    `t."${column.column}" = ${placeOf(part, edge.property)}`,
    ...(plan?.where === undefined ? [] : [`(${plan.where})`]),
    visibleSql(target, purpose),
  ];
  const first = plan === undefined ? '' : `order by ${orderSql(plan.order)} limit 1`;
  return `left join lateral (select ${columnsSql(edge.part)} from "${bound.shape.table}" t
    where ${conditions.join(' and ')} ${first}) ${edge.part.alias} on true`;
}

type Reader = (line: Line, at: number, tally: RowTally) => object;

/** How many values of a line a part takes, with all that lies below it. */
const widthOf = (part: Part): number => answersOf(part).length;

function readerOf(part: Part): Reader {
  const properties = part.columns.map(({ property }) => property);
  const hasSubject = part.subject !== undefined;
  const isSealed = properties.some((property) => part.sealed?.properties.has(property) === true);
  const own: Reader = (line, at, tally) => {
    const row: Record<string, unknown> = {};
    for (const [index, property] of properties.entries()) row[property] = line[at + index];
    if (hasSubject) keepSubject(row, (line[at + properties.length] ?? null) as Subject);
    if (isSealed) (tally.sealed ??= []).push({ table: part.table, row });
    return row;
  };
  if (part.values.length === 0 && part.edges.length === 0) return own;
  let offset = properties.length + (hasSubject ? 1 : 0);
  const values = part.values.map(({ key, value }) => {
    const reader = { key, names: value.columns, offset };
    offset += value.columns.length;
    return reader;
  });
  const edges = part.edges.map(({ coordinate, part: below }) => {
    const reader = { coordinate, rowOf: readerOf(below), offset };
    offset += widthOf(below);
    return reader;
  });
  return (line, at, tally) => {
    const row = own(line, at, tally);
    const found: Record<string, object> = {};
    for (const { key, names, offset: from } of values) found[key] = valueOf(line, at + from, names);
    const rows: Record<Coordinate, object | null> = {};
    for (const { coordinate, rowOf, offset: from } of edges) {
      // A row has its key first, and every key is there.
      const isThere = (line[at + from] ?? null) !== null;
      if (isThere) tally.rows += 1;
      rows[coordinate] = isThere ? rowOf(line, at + from, tally) : null;
    }
    carry(row, rows, found);
    return row;
  };
}

function valueOf(line: Line, at: number, names: readonly string[]): object {
  const value: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) value[name] = line[at + index];
  return value;
}
