import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { personalClasses, type PolicyLock, type PurposeName, type TypeRule } from './lock.ts';
import { fieldOf, fragmentType, walkOf, type Walk } from './walk.ts';

/** The most rows that one page holds, whatever a variable says. */
const pageMax = 100;

/**
 * Where the walk stands: nowhere near a party; in the row of a party whose customer is not met yet;
 * or below a customer or person, where further rows are that same party's.
 */
type Standing = 'outside' | 'row' | 'customer' | 'person' | 'address';

interface Counter {
  readonly walk: Walk;
  readonly lock: Pick<PolicyLock, 'fields' | 'types'>;
  readonly purpose: PurposeName;
  /** Types that sit in a table of their own, as opposed to parts of a computed value. */
  readonly rows: ReadonlySet<string>;
}

/**
 * The most natural persons whose values an answer can hold (wire.md): a customer, a person, an
 * address under neither counts one, times the lists above it; rows below a customer or person are
 * that same party's and add nothing; parties count nothing where the purpose sees no natural
 * person's row; an object that names an employee counts one. `Infinity` where a list that leads to a person has no bound.
 */
export function subjectsMaxOf(
  lock: Pick<PolicyLock, 'fields' | 'types'>,
  schema: GraphQLSchema,
  document: DocumentNode,
  purpose: PurposeName,
): number {
  const walk = walkOf(schema, document);
  const counter: Counter = { walk, lock, purpose, rows: rowTypes(lock) };
  return countSet(counter, walk.operation.selectionSet, walk.root, 'outside', 1);
}

function rowTypes({ fields }: Pick<PolicyLock, 'fields'>): ReadonlySet<string> {
  const rows = new Set<string>();
  for (const [coordinate, { source }] of Object.entries(fields)) {
    if (source.kind === 'column' || source.kind === 'columns') {
      rows.add(coordinate.slice(0, coordinate.indexOf('.')));
    }
  }
  return rows;
}

function countSet(
  counter: Counter,
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  standing: Standing,
  times: number,
): number {
  let sum = 0;
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      sum += countField(counter, node, parent, standing, times);
      continue;
    }
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT ? node : counter.walk.fragments.get(node.name.value);
    if (fragment === undefined) continue;
    const type = fragmentType(counter.walk.schema, fragment, parent);
    sum += countSet(counter, fragment.selectionSet, type, standing, times);
  }
  return sum;
}

function countField(
  counter: Counter,
  node: FieldNode,
  parent: GraphQLCompositeType,
  standing: Standing,
  times: number,
): number {
  const field = fieldOf(parent, node.name.value);
  const type = field === undefined ? undefined : getNamedType(field.type);
  if (field === undefined || !isCompositeType(type) || node.selectionSet === undefined) return 0;
  const bound = boundOf(node, field, type);
  const met = meet(counter, parent, field, type, standing);
  // No item, no subject: and 0 times an unbounded list is 0 as well.
  if (bound === 0) return 0;
  const here = met.counts ? times * bound : 0;
  return here + countSet(counter, node.selectionSet, type, met.standing, times * bound);
}

/** How often the items below a field may stand there, for one time the field does. */
function boundOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  type: GraphQLCompositeType,
): number {
  const declared = field.args.find(({ name }) => name === 'first');
  if (declared === undefined) {
    // The items of a page: the field that leads to it has counted them.
    const isPage = type.name.endsWith('Edge') && fieldOf(type, 'node') !== undefined;
    return isListType(getNullableType(field.type)) && !isPage ? Infinity : 1;
  }
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (given === undefined) {
    return typeof declared.defaultValue === 'number' ? declared.defaultValue : pageMax;
  }
  return given.kind === Kind.INT ? Number(given.value) : pageMax;
}

function meet(
  counter: Counter,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
  type: GraphQLCompositeType,
  standing: Standing,
): { readonly counts: boolean; readonly standing: Standing } {
  switch (type.name) {
    case 'Person':
      return { counts: true, standing: 'person' };
    case 'Customer': {
      const same = isSameParty(counter, parent, field, standing);
      return { counts: !same && seesNatural(counter, type.name), standing: 'customer' };
    }
    case 'PostalAddress': {
      const isNew = standing === 'outside' || standing === 'row';
      return { counts: isNew, standing: isNew ? 'address' : standing };
    }
    default:
      return standing === 'outside'
        ? meetRow(counter, parent, field, type)
        : { counts: false, standing };
  }
}

function meetRow(
  counter: Counter,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
  type: GraphQLCompositeType,
): { readonly counts: boolean; readonly standing: Standing } {
  if (isEmployees(counter, type.name)) return { counts: true, standing: 'row' };
  return isSubjectRow(counter, parent, field, type)
    ? { counts: seesNatural(counter, type.name), standing: 'row' }
    : { counts: false, standing: 'outside' };
}

/**
 * A row about a party or person that no customer has been met for: a row of a table, or what a page
 * or root field leads to. Parts of a computed value that stand beside the page (totals) are no rows.
 */
function isSubjectRow(
  counter: Counter,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
  type: GraphQLCompositeType,
): boolean {
  const isSubject = typeRulesOf(counter, type.name).some(
    (rule) => rule.class === 'party' || personalClasses.has(rule.class),
  );
  const direct = field.name === 'node' || parent === counter.walk.root;
  return isSubject && (counter.rows.has(type.name) || direct);
}

/** An object that names somebody who works here; what else stands in it is nobody's. */
const isEmployees = ({ lock }: Counter, type: string): boolean =>
  Object.entries(lock.fields).some(
    ([coordinate, rule]) =>
      coordinate.startsWith(`${type}.`) &&
      personalClasses.has(rule.class) &&
      rule.subjectPath?.endsWith('-> Employee') === true,
  );

/** True where the customer is the one whose row the walk already stands in. */
function isSameParty(
  counter: Counter,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
  standing: Standing,
): boolean {
  if (standing !== 'row' && standing !== 'customer') return false;
  if (parent.name === 'Customer') return false;
  const path = subjectPathOf(counter, parent.name);
  return field.name === 'customer' || path?.startsWith(`${parent.name}.${field.name} `) === true;
}

function subjectPathOf(counter: Counter, type: string): string | undefined {
  const found = Object.entries(counter.lock.fields).find(
    ([coordinate, rule]) =>
      coordinate.startsWith(`${type}.`) && rule.subjectPath?.startsWith(`${type}.`) === true,
  );
  return found?.[1].subjectPath;
}

const typeRulesOf = ({ lock }: Counter, type: string): readonly TypeRule[] =>
  Object.values(lock.types).flatMap((types) => {
    const rule = Object.hasOwn(types, type) ? types[type] : undefined;
    return rule === undefined ? [] : [rule];
  });

/** Personal rows are a person's in any case, party rows where the purpose may see natural persons'. */
const seesNatural = (counter: Counter, type: string): boolean =>
  typeRulesOf(counter, type).some(
    (rule) => personalClasses.has(rule.class) || rule.natural?.includes(counter.purpose) === true,
  );
