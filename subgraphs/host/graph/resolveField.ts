import { AppError } from '../../../lib/errors/appError.ts';
import { applyForm } from '../../../policies/forms.ts';
import type { Coordinate } from '../../../policies/lock.ts';
import type { AuditedField } from '../audit/auditedFields.ts';
import { countedField } from '../audit/countedField.ts';
import { moneyOf } from '../money.ts';
import { carriedRow, carriedValue } from '../read/carried.ts';
import type { RowColumn } from '../rows.ts';
import {
  connectionOf,
  pageOf,
  wholeList,
  wholeListQuestion,
  type Page,
} from '../read/connection.ts';
import { valueAt, type Arguments } from '../read/listStatement.ts';
import { hidesNaturalPersons } from '../read/visibility.ts';
import type { AnsweredField, FieldAnswer, PointerTarget } from './answers.ts';
import type { BoundType } from './boundTypes.ts';
import type { ListPlan } from './listPlan.ts';
import { valueKey, type NeededValue } from './needs.ts';
import type { Selection } from './selection.ts';
import type { SubRequest } from './subRequest.ts';

export type FieldFunction = (
  parent: unknown,
  args: Arguments,
  context: SubRequest,
  selection: Selection,
) => unknown;

/** The function that answers a field: its value, in the form that the policy allows. */
export function resolverOf(field: AnsweredField, audited: AuditedField | undefined): FieldFunction {
  const value = valueOf(field);
  const shown: FieldFunction = (parent, args, context, selection) => {
    const found = value(parent, args, context, selection);
    if (context.forms.size === 0) return found;
    const form = context.forms.get(field.coordinate);
    if (form === undefined) return found;
    return Promise.resolve(found).then((clear) => applyForm(form, clear, context.formKey));
  };
  return audited === undefined ? shown : countedField(field.coordinate, audited, shown);
}

type Kinds = { readonly [Answer in FieldAnswer as Answer['kind']]: Answer };

/** One way a kind of answer. */
const ways: {
  readonly [Kind in keyof Kinds]: (answer: Kinds[Kind], field: AnsweredField) => FieldFunction;
} = {
  computed:
    ({ compute }) =>
    (parent, args, { scope }, { names }) =>
      compute(parent, args, scope.reads.context, names),
  'row-value': (answer) => (parent, args, context) => rowValueAt(answer, parent, args, context),
  property:
    ({ property }) =>
    (parent) =>
      memberOf(parent, property),
  money: (answer) => (parent) => moneyAt(parent, answer),
  'same-row': () => (parent) => parent,
  pointer: (answer, { shape }) => pointerFunction(answer, shape.nonNull),
  row:
    ({ target, property }, { shape, coordinate }) =>
    (parent, _args, context) =>
      rowAt(target, memberOf(parent, property), shape.nonNull, context, () =>
        carriedRow(parent, coordinate),
      ),
  'root-row':
    ({ target, argument }, { shape }) =>
    (_parent, args, context) =>
      rowAt(target, args[argument], shape.nonNull, context),
  list: (answer, { shape, coordinate }) => listFunction(coordinate, answer, shape.nonNull),
  command:
    ({ name }) =>
    (_parent, args, context) =>
      context.runCommand(name, args),
};

/** The table's type keeps each kind with its way; that a value has the kind it names, TypeScript cannot see. */
const valueOf = (field: AnsweredField): FieldFunction =>
  (ways[field.answer.kind] as (answer: FieldAnswer, field: AnsweredField) => FieldFunction)(
    field.answer,
    field,
  );

const memberOf = (parent: unknown, name: string): unknown =>
  parent !== null && typeof parent === 'object' ? ((parent as Arguments)[name] ?? null) : null;

/** Keys are text or whole numbers; anything else is no key. */
const keyOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

function moneyAt(parent: unknown, answer: FieldAnswer & { readonly kind: 'money' }): unknown {
  const amount = memberOf(parent, answer.amount);
  const currency = memberOf(parent, answer.currency);
  return typeof amount === 'string' && typeof currency === 'string'
    ? moneyOf(amount, currency)
    : null;
}

/**
 * Null where a row is not there or may not be seen: alike. Only where the graph promises a value,
 * a hidden party has to be said, so that the nearest nullable edge above is withheld.
 */
function orWithheld(
  row: object | null,
  type: BoundType,
  nonNull: boolean,
  purpose: string,
): object | null {
  if (row === null && nonNull && hidesNaturalPersons(type, purpose)) {
    throw new AppError('PARTY_NOT_PERMITTED');
  }
  return row;
}

/** Without a promise where the row came along with its parent. */
function rowAt(
  type: BoundType,
  value: unknown,
  nonNull: boolean,
  { scope, purpose }: SubRequest,
  carried: () => object | null | undefined = () => undefined,
): object | null | Promise<object | null> {
  const key = keyOf(value);
  if (key === undefined) return null;
  const row = carried();
  if (row !== undefined) return orWithheld(row, type, nonNull, purpose);
  return scope.reads.row(type, key).then((read) => orWithheld(read, type, nonNull, purpose));
}

/** A value of the parent's row: it came along, or is read for all rows of the batch. */
function rowValueAt(
  { field, of }: FieldAnswer & { readonly kind: 'row-value' },
  parent: unknown,
  args: Arguments,
  { scope }: SubRequest,
): unknown {
  const { value, show } = field;
  const { reads } = scope;
  const row = parent as Readonly<Record<string, unknown>>;
  const needed: NeededValue = { key: valueKey(value.name, args), value, args, of };
  const carried = carriedValue(row, needed.key);
  if (carried !== undefined) return show(row, carried, reads.context);
  const key = keyOf(row[of.row?.key.property ?? '']);
  if (key === undefined) throw new TypeError(`a row of ${of.name} has no key`);
  return reads.value(needed, key).then((read) => show(row, read, reads.context));
}

function pointerFunction(
  { property, target }: FieldAnswer & { readonly kind: 'pointer' },
  nonNull: boolean,
): FieldFunction {
  return (parent, _args, context, selection) => {
    const value = memberOf(parent, property);
    const point = (id: unknown): unknown => pointTo(target, id, nonNull, context, selection);
    return Array.isArray(value) ? Promise.all(value.map(point)) : point(value);
  };
}

/** An entity of another store: its key, and what this store adds to it where that is selected. */
async function pointTo(
  target: PointerTarget,
  value: unknown,
  nonNull: boolean,
  { scope, purpose }: SubRequest,
  selection: Selection,
): Promise<object | null> {
  const id = keyOf(value);
  if (id === undefined) return null;
  const { bound, keyField } = target;
  const pointer = { __typename: target.type, [keyField]: id };
  if (bound === undefined) return pointer;
  if (bound.row === undefined) {
    const key = await scope.reads.contribution(bound, id);
    return orWithheld(key === null ? null : pointer, bound, nonNull, purpose);
  }
  const keyOnly = [...selection.names].every((name) => name === keyField || name === '__typename');
  const isParty = bound.natural !== undefined;
  const row = keyOnly && !isParty ? null : await scope.reads.row(bound, id);
  if (row !== null || isParty) return orWithheld(row, bound, nonNull, purpose);
  return { ...pointer, [bound.row.key.property]: id };
}

function listFunction(
  coordinate: Coordinate,
  { plan, shape }: FieldAnswer & { readonly kind: 'list' },
  nonNull: boolean,
): FieldFunction {
  const show = { connection: showConnection, list: showList, one: showOne }[shape];
  return (parent, args, context, selection) => {
    const carried = carriedRow(parent, coordinate);
    if (carried !== undefined) return orWithheld(carried, plan.target, nonNull, context.purpose);
    const value = plan.parent === undefined ? '' : memberOf(parent, plan.parent.property);
    return show({ plan, parentKey: keyOf(value), args, nonNull, context, selection });
  };
}

interface ListCase {
  readonly plan: ListPlan;
  /** Undefined where the parent has no value to meet rows by; the list is empty then. */
  readonly parentKey: string | undefined;
  readonly args: Arguments;
  readonly nonNull: boolean;
  readonly context: SubRequest;
  readonly selection: Selection;
}

const emptyPage: Page = { rows: [], hasNextPage: false, total: 0 };

async function showConnection(list: ListCase): Promise<object> {
  const { plan, parentKey, args, context, selection } = list;
  const page = pageOf(args);
  const selected = selection.names;
  const count = selected.has('totalCount');
  const showsPage = selected.has('edges') || selected.has('pageInfo');
  const found =
    parentKey !== undefined && (count || showsPage)
      ? await context.scope.reads.list(plan, parentKey, args, {
          page: showsPage ? page : undefined,
          count,
        })
      : emptyPage;
  return connectionOf({ plan, parentKey: parentKey ?? '', args }, found);
}

async function showList({ plan, parentKey, args, context }: ListCase): Promise<readonly object[]> {
  const page = plan.isPaged ? pageOf(args) : wholeListQuestion;
  if (parentKey === undefined) return [];
  const found = await context.scope.reads.list(plan, parentKey, args, { page, count: false });
  return plan.isPaged ? found.rows : wholeList(found);
}

async function showOne({
  plan,
  parentKey,
  args,
  nonNull,
  context,
}: ListCase): Promise<object | null> {
  // A look-up by nothing would find any row.
  const isLookUp = plan.parent === undefined;
  if (isLookUp && !plan.filters.some(({ path }) => valueAt(args, path) !== undefined)) {
    throw new AppError('INVALID_INPUT');
  }
  const selection = { page: { limit: 2, after: undefined }, count: false };
  const page =
    parentKey === undefined
      ? emptyPage
      : await context.scope.reads.list(plan, parentKey, args, selection);
  return orWithheld(page.rows[0] ?? null, plan.target, nonNull, context.purpose);
}

export type ReferenceFunction = (
  reference: Arguments,
  context: SubRequest,
) => Promise<object | null>;

/** Resolves an entity that another store points at. Whoever may not read the key learns nothing. */
export function referenceOf(type: BoundType): ReferenceFunction {
  const otherKeys = type.row?.otherKeys ?? new Map<string, RowColumn>();
  return async (reference, { scope, mayRead }) => {
    const other = [...otherKeys].find(([field]) => keyOf(reference[field]) !== undefined);
    const isByKey = other === undefined || keyOf(reference[type.keyField]) !== undefined;
    const [field, column] = isByKey ? [type.keyField, undefined] : other;
    if (!mayRead(`${type.name}.${field}`)) throw new AppError('NOT_PERMITTED');
    const key = keyOf(reference[field]);
    if (key === undefined) return null;
    return type.row === undefined
      ? scope.reads.contribution(type, key)
      : scope.reads.row(type, key, column);
  };
}
