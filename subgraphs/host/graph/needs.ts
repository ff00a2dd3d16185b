import {
  getArgumentValues,
  getNamedType,
  GraphQLError,
  isCompositeType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import {
  fieldOf,
  fragmentType,
  walkOf,
  withImplementers,
  type Walk,
} from '../../../policies/walk.ts';
import type { Coordinate } from '../../../policies/lock.ts';
import type { RowValue } from '../definition.ts';
import type { Arguments } from '../read/listStatement.ts';
import type { AnsweredField, FieldAnswer } from './answers.ts';
import type { AuditedFields } from '../audit/auditedFields.ts';
import type { BoundType, BoundTypes } from './boundTypes.ts';
import type { ListPlan } from './listPlan.ts';
import { namesVariable } from './namesVariable.ts';

/** What an operation takes from the rows of one table, wherever in it they are read. */
export interface RowNeeds {
  /** Properties of the row; undefined: all of them. */
  readonly properties: ReadonlySet<string> | undefined;
  /** To-one edges that can come along. */
  readonly edges: readonly NeededEdge[];
  /** Computed values that can come along. */
  readonly values: readonly NeededValue[];
  /** Whose row it is, because a receipt tells of it. */
  readonly subject: boolean;
}

export interface NeededEdge {
  readonly coordinate: Coordinate;
  /** The property of the row that the edge starts from. */
  readonly property: string;
  readonly target: BoundType;
  /** The first row of a list by another column than the key; undefined: the row of that key. */
  readonly plan: ListPlan | undefined;
}

export interface NeededValue {
  readonly key: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each value has its own columns
  readonly value: RowValue<any, any>;
  readonly args: Arguments;
  readonly of: BoundType;
}

/** By table. One operation has one answer for each, so that its reads can be shared. */
export type Needs = ReadonlyMap<string, RowNeeds>;

/** Values of rows differ by their arguments. */
export const valueKey = (name: string, args: Arguments): string => {
  for (const _argument in args) return `${name} ${canonicalJson(args)}`;
  return name;
};

interface Draft {
  properties: Set<string> | undefined;
  readonly edges: Map<Coordinate, NeededEdge>;
  readonly values: ValueUse[];
  subject: boolean;
}

type ValueAnswer = FieldAnswer & { readonly kind: 'row-value' };

interface ValueUse {
  readonly answer: ValueAnswer;
  /** Undefined where they cannot be coerced, which fails the field itself. */
  readonly argsOf: (variables: Arguments) => Arguments | undefined;
  readonly isFixed: boolean;
}

export interface NeedsGraph {
  readonly schema: GraphQLSchema;
  readonly types: BoundTypes;
  readonly answers: readonly AnsweredField[];
  readonly audited: AuditedFields;
}

interface Collector {
  readonly walk: Walk;
  readonly audited: AuditedFields;
  readonly types: BoundTypes;
  readonly answerOf: ReadonlyMap<Coordinate, AnsweredField>;
  readonly drafts: Map<string, Draft>;
  readonly entered: Set<string>;
}

/**
 * What the rows of an operation have to carry. It depends on variables only where arguments of
 * computed values do; else the same object is answered each time.
 */
export function needsOf(
  { schema, types, answers, audited }: NeedsGraph,
  document: DocumentNode,
): (variables: Arguments) => Needs {
  const answerOf = new Map(answers.map((field) => [field.coordinate, field]));
  const walk = walkOf(schema, document);
  const drafted = new Map<string, Draft>();
  const collector: Collector = {
    walk,
    audited,
    types,
    answerOf,
    drafts: drafted,
    entered: new Set(),
  };
  collect(collector, walk.operation.selectionSet, walk.root);
  const drafts = [...drafted];
  const finish = (variables: Arguments): Needs =>
    new Map(drafts.map(([table, draft]) => [table, finished(draft, variables)]));
  if (drafts.some(([, { values }]) => values.some(({ isFixed }) => !isFixed))) return finish;
  const fixed = finish({});
  return () => fixed;
}

function finished({ properties, edges, values, subject }: Draft, variables: Arguments): RowNeeds {
  const needed = new Map<string, NeededValue>();
  for (const { answer, argsOf } of values) {
    const args = argsOf(variables);
    if (args === undefined) continue;
    const { value } = answer.field;
    const key = valueKey(value.name, args);
    needed.set(key, { key, value, args, of: answer.of });
  }
  return { properties, edges: [...edges.values()], values: [...needed.values()], subject };
}

function collect(to: Collector, set: SelectionSetNode, parent: GraphQLCompositeType): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      collectField(to, node, parent);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      collect(to, node.selectionSet, fragmentType(to.walk.schema, node, parent));
    } else if (!to.entered.has(node.name.value)) {
      to.entered.add(node.name.value);
      const fragment = to.walk.fragments.get(node.name.value);
      if (fragment === undefined) continue;
      collect(to, fragment.selectionSet, fragmentType(to.walk.schema, fragment, parent));
    }
  }
}

function collectField(to: Collector, node: FieldNode, parent: GraphQLCompositeType): void {
  for (const type of withImplementers(to.walk.schema, parent)) {
    const field = to.answerOf.get(`${type.name}.${node.name.value}`);
    if (field !== undefined) note(to, type, field, node);
  }
  const declared = fieldOf(parent, node.name.value);
  const type = declared === undefined ? undefined : getNamedType(declared.type);
  if (isCompositeType(type) && node.selectionSet !== undefined) {
    collect(to, node.selectionSet, type);
  }
}

/** Notes what one field takes from its parent's row; parents without rows have nothing to take. */
function note(
  to: Collector,
  parent: GraphQLCompositeType,
  { coordinate, answer }: AnsweredField,
  node: FieldNode,
): void {
  const row = to.types.get(parent.name)?.row;
  if (row === undefined) return;
  const draft = draftOf(to, row.shape.table);
  if (to.audited.has(coordinate)) draft.subject = true;
  const taken = propertiesOf(answer);
  if (taken === undefined) draft.properties = undefined;
  else for (const property of taken) draft.properties?.add(property);
  const edge = edgeOf(coordinate, answer);
  if (edge !== undefined) draft.edges.set(coordinate, edge);
  if (answer.kind === 'row-value') noteValue(draft, { parent, answer, node });
}

/** The properties that a field looks at; undefined: a computed field may look at any. */
function propertiesOf(answer: FieldAnswer): readonly string[] | undefined {
  switch (answer.kind) {
    case 'computed':
      return answer.uses;
    case 'row-value':
      return answer.field.uses;
    case 'money':
      return [answer.amount, answer.currency];
    case 'list':
      return answer.plan.parent === undefined ? [] : [answer.plan.parent.property];
    default:
      return 'property' in answer ? [answer.property] : [];
  }
}

/** To one row: by its key, or the first of a list that takes no arguments. */
function edgeOf(coordinate: Coordinate, answer: FieldAnswer): NeededEdge | undefined {
  if (answer.kind === 'row') {
    const { property, target } = answer;
    return { coordinate, property, target, plan: undefined };
  }
  if (answer.kind !== 'list' || answer.shape !== 'one') return undefined;
  const { plan } = answer;
  const isPlain = plan.filters.length === 0 && plan.sort === undefined && !plan.isPaged;
  if (plan.parent === undefined || !isPlain) return undefined;
  return { coordinate, property: plan.parent.property, target: plan.target, plan };
}

const draftOf = ({ drafts }: Collector, table: string): Draft => {
  const found = drafts.get(table) ?? {
    properties: new Set(),
    edges: new Map(),
    values: [],
    subject: false,
  };
  drafts.set(table, found);
  return found;
};

interface ValueCase {
  readonly parent: GraphQLCompositeType;
  readonly answer: ValueAnswer;
  readonly node: FieldNode;
}

function noteValue(draft: Draft, { parent, answer, node }: ValueCase): void {
  const declared = fieldOf(parent, node.name.value);
  if (declared === undefined) return;
  const argsOf = (variables: Arguments): Arguments | undefined => {
    try {
      return getArgumentValues(declared, node, variables);
    } catch (error) {
      if (error instanceof GraphQLError) return undefined;
      throw error;
    }
  };
  draft.values.push({ answer, argsOf, isFixed: !namesVariable(node) });
}
