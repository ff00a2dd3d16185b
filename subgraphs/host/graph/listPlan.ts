import {
  getNamedType,
  isInputObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
} from 'graphql';
import type { ArgumentMeaning, Coordinate, PolicyLock } from '../../../policies/lock.ts';
import { columnOf, type RowColumn } from '../rows.ts';
import { columnsOfSource } from './columnsOfSource.ts';
import type { BoundRow, BoundType } from './boundTypes.ts';
import { ascending, parseOrder, type OrderTerm } from './order.ts';
import type { ObjectField } from './schemaShape.ts';

/** A condition that an argument brings, where it is given. */
export interface Filter {
  /** Where its value stands in the field's arguments. */
  readonly path: readonly string[];
  readonly column: RowColumn;
  readonly operator: 'any' | '>=' | '<=';
}

/** An order that the caller chooses from a closed list. */
export interface SortChoice {
  readonly path: readonly string[];
  readonly directionPath: readonly string[] | undefined;
  readonly terms: Readonly<Record<string, OrderTerm>>;
}

/** Everything fixed about a list: an edge's rows of a parent, or a root field's rows. */
export interface ListPlan {
  /** `Customer.opportunities` */
  readonly name: string;
  readonly target: BoundType;
  readonly row: BoundRow;
  /** The target's column that equals the parent's value; undefined for root fields. */
  readonly parent: { readonly property: string; readonly column: RowColumn } | undefined;
  readonly where: string | undefined;
  readonly order: readonly OrderTerm[];
  readonly filters: readonly Filter[];
  readonly sort: SortChoice | undefined;
  /** True where the caller says how many rows he wants. */
  readonly isPaged: boolean;
}

export interface ListPlanInput {
  readonly name: Coordinate;
  readonly field: ObjectField;
  readonly target: BoundType;
  readonly row: BoundRow;
  readonly parent: ListPlan['parent'];
  readonly where: string | undefined;
  readonly order: string | undefined;
  readonly lock: PolicyLock;
  readonly problems: string[];
}

interface Meant {
  readonly path: readonly string[];
  readonly meaning: ArgumentMeaning;
}

export function planList(input: ListPlanInput): ListPlan {
  const { name, target, row, problems } = input;
  const key = row.key.column;
  const order = parseOrder(input.order ?? key, row.shape, key);
  if (order === undefined) {
    problems.push(`${name}: its order names something else than columns of ${row.shape.table}`);
  }
  const meanings = meaningsOf(input);
  return {
    name,
    target,
    row,
    parent: input.parent,
    where: input.where,
    order: order ?? [ascending(`t."${key}"`, false)],
    filters: meanings.flatMap((meant) => filterOf(input, meant)),
    sort: sortOf(input, meanings),
    isPaged: meanings.some(({ meaning }) => meaning.kind === 'page'),
  };
}

/** The meanings of a field's arguments, and of the input fields below them. */
function meaningsOf(input: ListPlanInput): readonly Meant[] {
  const { name, field, lock } = input;
  return field.args.flatMap((argument) =>
    meaningBelow(input, [argument.name], argument, lock.arguments[`${name}(${argument.name}:)`]),
  );
}

function meaningBelow(
  input: ListPlanInput,
  path: readonly string[],
  argument: GraphQLArgument | GraphQLInputField,
  rule: { readonly meaning: ArgumentMeaning } | undefined,
): readonly Meant[] {
  const type = getNamedType(argument.type);
  if (isInputObjectType(type) && path.length < 4) {
    return Object.values(type.getFields()).flatMap((member) =>
      meaningBelow(
        input,
        [...path, member.name],
        member,
        input.lock.arguments[`${type.name}.${member.name}`],
      ),
    );
  }
  if (rule !== undefined) return [{ path, meaning: rule.meaning }];
  input.problems.push(`${input.name}: the policy does not say what ${path.join('.')} means`);
  return [];
}

const operators = { key: 'any', exact: 'any', from: '>=', to: '<=' } as const;

/** Meanings that say which part of a list is shown, and how. */
const shaping: ReadonlySet<string> = new Set(['page', 'sort', 'direction', 'nested']);

function filterOf(input: ListPlanInput, { path, meaning }: Meant): readonly Filter[] {
  if (
    meaning.kind === 'key' ||
    meaning.kind === 'exact' ||
    meaning.kind === 'from' ||
    meaning.kind === 'to'
  ) {
    return withColumn(input, path, meaning.of, operators[meaning.kind]);
  }
  if (!shaping.has(meaning.kind)) {
    const place = path.join('.');
    input.problems.push(`${input.name}: a list cannot use ${place}, of kind ${meaning.kind}`);
  }
  return [];
}

function withColumn(
  input: ListPlanInput,
  path: readonly string[],
  of: Coordinate,
  operator: Filter['operator'],
): readonly Filter[] {
  const column = columnOfCoordinate(input, of);
  if (column !== undefined) return [{ path, column, operator }];
  input.problems.push(
    `${input.name}: ${path.join('.')} selects by ${of}, which is no column of ${input.row.shape.table}`,
  );
  return [];
}

/** The column of the listed table that answers a coordinate: its own, or the one an edge starts from. */
function columnOfCoordinate(input: ListPlanInput, of: Coordinate): RowColumn | undefined {
  const { row, target, lock } = input;
  if (of === `${target.name}.${target.keyField}`) return row.key;
  const source = lock.fields[of]?.source;
  if (source === undefined) return undefined;
  const [first] = columnsOfSource(source).filter(({ table }) => table === row.shape.table);
  return first === undefined ? undefined : columnOf(row.shape, first.column);
}

function sortOf(input: ListPlanInput, meanings: readonly Meant[]): SortChoice | undefined {
  const chosen = meanings.find(({ meaning }) => meaning.kind === 'sort');
  if (chosen?.meaning.kind !== 'sort') return undefined;
  const terms = Object.entries(chosen.meaning.values).flatMap(([value, of]) => {
    const column = columnOfCoordinate(input, of);
    if (column === undefined) {
      input.problems.push(`${input.name}: ${value} sorts by ${of}, which is no column of it`);
      return [];
    }
    return [[value, ascending(`t."${column.column}"`, column.nullable)] as const];
  });
  return {
    path: chosen.path,
    directionPath: meanings.find(({ meaning }) => meaning.kind === 'direction')?.path,
    terms: Object.fromEntries(terms),
  };
}
