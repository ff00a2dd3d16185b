import {
  getNamedType,
  isCompositeType,
  Kind,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import { decideField } from '../../policies/decide.ts';
import {
  personalClasses,
  type Coordinate,
  type FieldRule,
  type Form,
  type PolicyLock,
} from '../../policies/lock.ts';
import type { Withheld } from '../../policies/mask.ts';
import {
  fieldOf,
  fragmentType,
  listSuffix,
  responseKey,
  walkOf,
  type Walk,
} from '../../policies/walk.ts';
import { hidesNaturalPersons, rowType } from './partyRows.ts';

/** One entry of `extensions.sources` without what only a request knows. */
export interface SourceTemplate {
  readonly path: string;
  readonly coordinate: Coordinate;
  readonly store: string;
  readonly source: string;
  readonly guarantee: 'owned' | 'attached';
  readonly form: Form | 'deny';
}

/** What is known of a document's answer before any request: per document, roles and region. */
export interface AnswerTemplate {
  readonly withheld: readonly Withheld[];
  /** JSON text of it. */
  readonly withheldText: string;
  readonly denied: ReadonlySet<string>;
  /** Lists from which rows of natural persons are left out for this purpose. */
  readonly filteredLists: ReadonlySet<string>;
  /** Single edges whose row may be that of a natural person. */
  readonly filteredEdges: ReadonlySet<string>;
  /** Paths of values that may be held back by a live condition. */
  readonly conditional: ReadonlySet<string>;
  /** Paths of values that hang on the party whose row it is. */
  readonly party: ReadonlySet<string>;
  readonly sources: readonly SourceTemplate[];
  /** True where no store is asked for a value of a person or party, or for free text. */
  readonly businessOnly: boolean;
}

export interface TemplateInput {
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly withheld: readonly Withheld[];
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly region: string;
}

interface Collecting {
  readonly input: TemplateInput;
  readonly walk: Walk;
  readonly denied: ReadonlySet<string>;
  readonly unasked: ReadonlySet<string>;
  readonly filteredLists: Set<string>;
  readonly filteredEdges: Set<string>;
  readonly conditional: Set<string>;
  readonly party: Set<string>;
  readonly sources: Map<string, SourceTemplate>;
  readonly classes: Set<FieldRule['class']>;
}

/** What holds for a selection set because of the fields around it. */
interface Around {
  readonly prefix: string;
  /** True below a place where rows of natural persons are already left out. */
  readonly filtered: boolean;
  readonly denied: boolean;
  readonly unasked: boolean;
  /** The rule of the nearest field with a fact of its own: parts of value types share its source. */
  readonly rule: FieldRule | undefined;
  readonly form: Form | 'deny' | undefined;
}

/** Walks the whole document once, denied selections included. */
export function answerTemplate(input: TemplateInput): AnswerTemplate {
  const walk = walkOf(input.schema, input.document);
  const collecting: Collecting = {
    input,
    walk,
    denied: new Set(input.withheld.map(({ path }) => path)),
    unasked: new Set(input.withheld.map(({ path, coordinate }) => unaskedKey(path, coordinate))),
    filteredLists: new Set(),
    filteredEdges: new Set(),
    conditional: new Set(),
    party: new Set(),
    sources: new Map(),
    classes: new Set(),
  };
  const around: Around = {
    ...{ prefix: '', filtered: false, denied: false, unasked: false },
    ...{ rule: undefined, form: undefined },
  };
  collectSet(collecting, walk.operation.selectionSet, walk.root, around);
  return {
    withheld: input.withheld,
    withheldText: withheldJson(input.withheld),
    denied: collecting.denied,
    filteredLists: collecting.filteredLists,
    filteredEdges: collecting.filteredEdges,
    conditional: collecting.conditional,
    party: collecting.party,
    sources: [...collecting.sources.values()],
    businessOnly: [...collecting.classes].every((name) => openClasses.has(name)),
  };
}

/**
 * JSON text of what is withheld. V8 keeps some texts at two bytes a letter (parts of a longer one that
 * needs them), and one such piece doubles the whole answer that it is joined to: GraphQL's names need
 * one byte alone.
 */
export const withheldJson = (
  withheld: readonly { readonly path: string; readonly code: ErrorCode }[],
): string => {
  const entries = withheld.map(({ path, code }) => ({ path, code }));
  return Buffer.from(JSON.stringify(entries), 'latin1').toString('latin1');
};

function collectSet(
  to: Collecting,
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  around: Around,
): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const type = fieldOf(parent, node.name.value)?.type;
      const coordinate = `${parent.name}.${node.name.value}`;
      if (type !== undefined) {
        collectField(to, { key: responseKey(node), coordinate, type }, node.selectionSet, around);
      }
      continue;
    }
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT ? node : to.walk.fragments.get(node.name.value);
    if (fragment === undefined) continue;
    const type = fragmentType(to.walk.schema, fragment, parent);
    collectSet(to, fragment.selectionSet, type, around);
  }
}

interface SelectedField {
  readonly key: string;
  readonly coordinate: Coordinate;
  readonly type: GraphQLOutputType;
}

function collectField(
  to: Collecting,
  field: SelectedField,
  set: SelectionSetNode | undefined,
  around: Around,
): void {
  const { key, coordinate, type } = field;
  const path = `${around.prefix}${key}`;
  if (!isUnasked(to, path, coordinate, around)) {
    noteClass(to, path, to.input.lock.fields[coordinate]);
  }
  const inner = within(to, field, path, around);
  const named = getNamedType(type);
  if (isCompositeType(named) && set !== undefined) {
    collectSet(to, set, named, inner);
  } else if (!to.sources.has(path) && inner.rule !== undefined) {
    to.sources.set(path, sourceTemplate(path, coordinate, inner.rule, inner.form ?? 'deny'));
  }
}

/** By path and field: another type of an abstract one may show another field at the same path. */
const unaskedKey = (path: string, coordinate: Coordinate): string => `${path} ${coordinate}`;

/** No store is asked for it, so the answer holds no value of its class. */
const isUnasked = (to: Collecting, path: string, coordinate: Coordinate, around: Around): boolean =>
  around.unasked || to.unasked.has(unaskedKey(path, coordinate));

/** What holds below a field. */
function within(to: Collecting, field: SelectedField, path: string, around: Around): Around {
  const { coordinate, type } = field;
  const rule = to.input.lock.fields[coordinate];
  const denied = around.denied || to.denied.has(path);
  const own = isOwnFact(rule);
  return {
    prefix: `${path}${listSuffix(type)}.`,
    filtered: around.filtered || noteFilter(to, path, type, rule, denied),
    denied,
    unasked: isUnasked(to, path, coordinate, around),
    rule: own ? rule : (around.rule ?? rule),
    form: denied ? 'deny' : formBelow(to, coordinate, own, around),
  };
}

const formBelow = (to: Collecting, coordinate: Coordinate, own: boolean, around: Around) =>
  own ? formOf(to.input, coordinate) : (around.form ?? 'clear');

/** Classes whose values are nobody's. */
export const openClasses: ReadonlySet<FieldRule['class']> = new Set(['business', 'structure']);

function noteClass(to: Collecting, path: string, rule: FieldRule | undefined): void {
  if (rule === undefined) return;
  to.classes.add(rule.class);
  if (personalClasses.has(rule.class)) to.conditional.add(path);
  if (rule.class === 'party') to.party.add(path);
}

const isOwnFact = (rule: FieldRule | undefined): boolean =>
  rule !== undefined && rule.source.kind !== 'structure';

function formOf(
  { lock, purpose, roles, region }: TemplateInput,
  coordinate: Coordinate,
): Form | 'deny' {
  const decision = decideField(lock, { coordinate, purpose, roles, region });
  return decision.effect === 'allow' ? decision.form : 'deny';
}

const sourceTemplate = (
  path: string,
  coordinate: Coordinate,
  rule: FieldRule,
  form: Form | 'deny',
): SourceTemplate => ({
  path,
  coordinate,
  store: rule.store,
  source: rule.source.kind,
  guarantee: rule.guarantee,
  form,
});

/** Notes lists and edges to party rows; true where rows of natural persons are left out from here on. */
function noteFilter(
  to: Collecting,
  path: string,
  type: GraphQLOutputType,
  rule: FieldRule | undefined,
  denied: boolean,
): boolean {
  const target = rowType(type);
  if (denied || rule === undefined || target === undefined) return false;
  if (!hidesNaturalPersons(to.input, rule.store, target.name)) return false;
  (target.isList ? to.filteredLists : to.filteredEdges).add(path);
  return true;
}

/** Codes that end the whole request when a store answers with them: no value leaves. */
export const refusingCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'EVIDENCE_MISSING',
  'BUDGET_EXCEEDED',
]);
