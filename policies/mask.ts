import {
  getNamedType,
  isCompositeType,
  isNonNullType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { decideArgument, decideField, type DecisionTable } from './decide.ts';
import { argumentCoordinates, type Variables } from './inputCoordinates.ts';
import type { Coordinate, PurposeName } from './lock.ts';
import {
  fieldCoordinates,
  fieldOf,
  fragmentType,
  listSuffix,
  responseKey,
  walkOf,
  type Walk,
} from './walk.ts';

export interface MaskRequest {
  readonly lock: DecisionTable;
  readonly schema: GraphQLSchema;
  /** One operation with its fragments, valid against the schema. */
  readonly document: DocumentNode;
  readonly purpose: PurposeName;
  /** The caller's roles, already intersected with the screen's. */
  readonly roles: readonly string[];
  readonly region: string;
  /** For ad-hoc documents: decides the input fields that are there instead of all that could be. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface Withheld {
  /** Response keys, with `*` for list positions; where a non-null field is denied, the nearest nullable field above it. */
  readonly path: string;
  /** The coordinate that was denied: a field, an argument or an input field. */
  readonly coordinate: Coordinate;
  /** `NOT_PERMITTED` by policy, `RESTRICTED` by an order; `AUDIT_UNAVAILABLE` where its reading can't be logged. */
  readonly code: 'NOT_PERMITTED' | 'RESTRICTED' | 'AUDIT_UNAVAILABLE';
}

export interface MaskResult {
  /** What may be planned and fetched; null where nothing is left. */
  readonly document: DocumentNode | null;
  readonly withheld: readonly Withheld[];
}

interface Masked {
  readonly selections: readonly SelectionNode[];
  /** Paths below this selection set. */
  readonly withheld: readonly { readonly path: string; readonly coordinate: Coordinate }[];
  /** The denied coordinate of a non-null field: the field around this selection set can't be answered. */
  readonly lost: Coordinate | undefined;
}

interface Masking {
  readonly walk: Walk;
  readonly request: MaskRequest;
  readonly variables: Variables;
  /** Fragments are masked once: a decision hangs on the type, not on the path. */
  readonly fragments: Map<string, Masked>;
}

const nothing: Masked = { selections: [], withheld: [], lost: undefined };

/** Removes what the published policy denies, before anything is planned: it is never fetched. */
export function maskDocument(request: MaskRequest): MaskResult {
  const walk = walkOf(request.schema, request.document);
  const masking: Masking = {
    walk,
    request,
    variables: request.variables,
    fragments: new Map(),
  };
  const root = maskSet(masking, walk.operation.selectionSet, walk.root, false);
  const withheld = distinct(root.withheld);
  if (root.lost !== undefined || root.selections.length === 0) return { document: null, withheld };
  if (withheld.length === 0) return { document: request.document, withheld };
  const operation: OperationDefinitionNode = {
    ...walk.operation,
    selectionSet: { ...walk.operation.selectionSet, selections: root.selections },
  };
  return { document: withUsedParts(masking, operation), withheld };
}

function distinct(withheld: Masked['withheld']): readonly Withheld[] {
  const byPath = new Map<string, Withheld>();
  for (const { path, coordinate } of withheld) {
    if (!byPath.has(path)) byPath.set(path, { path, coordinate, code: 'NOT_PERMITTED' });
  }
  return [...byPath.values()];
}

/** `counted`: inside a list that is shown as a count, where nullable leaves are withheld. */
function maskSet(
  masking: Masking,
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  counted: boolean,
): Masked {
  const parts = set.selections.map((node) => maskSelection(masking, node, parent, counted));
  return {
    selections: parts.flatMap((part) => part.selections),
    withheld: parts.flatMap((part) => part.withheld),
    lost: parts.find((part) => part.lost !== undefined)?.lost,
  };
}

function maskSelection(
  masking: Masking,
  node: SelectionNode,
  parent: GraphQLCompositeType,
  counted: boolean,
): Masked {
  switch (node.kind) {
    case Kind.FIELD:
      return maskField(masking, node, parent, counted);
    case Kind.INLINE_FRAGMENT:
      return maskInline(masking, node, parent, counted);
    case Kind.FRAGMENT_SPREAD:
      return maskSpread(masking, node, parent, counted);
  }
}

function maskInline(
  masking: Masking,
  node: InlineFragmentNode,
  parent: GraphQLCompositeType,
  counted: boolean,
): Masked {
  const type = fragmentType(masking.walk.schema, node, parent);
  const inner = maskSet(masking, node.selectionSet, type, counted);
  if (inner.selections.length === 0) return { ...inner, selections: [] };
  const selectionSet = { ...node.selectionSet, selections: inner.selections };
  return { ...inner, selections: [{ ...node, selectionSet }] };
}

function maskSpread(
  masking: Masking,
  node: FragmentSpreadNode,
  parent: GraphQLCompositeType,
  counted: boolean,
): Masked {
  const fragment = masking.walk.fragments.get(node.name.value);
  if (fragment === undefined) return nothing;
  // Inside a counted list the same fragment is masked otherwise: it is written out there.
  if (counted) {
    const inline: InlineFragmentNode = {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: fragment.typeCondition,
      selectionSet: fragment.selectionSet,
      ...(node.directives === undefined ? {} : { directives: node.directives }),
    };
    return maskInline(masking, inline, parent, true);
  }
  const inner = maskedFragment(masking, fragment, parent);
  return { ...inner, selections: inner.selections.length === 0 ? [] : [node] };
}

function maskedFragment(
  masking: Masking,
  fragment: FragmentDefinitionNode,
  parent: GraphQLCompositeType,
): Masked {
  const name = fragment.name.value;
  const known = masking.fragments.get(name);
  if (known !== undefined) return known;
  // Guards against fragments that spread themselves; validation refuses them, this must still end.
  masking.fragments.set(name, nothing);
  const type = fragmentType(masking.walk.schema, fragment, parent);
  const masked = maskSet(masking, fragment.selectionSet, type, false);
  masking.fragments.set(name, masked);
  return masked;
}

function maskField(
  masking: Masking,
  node: FieldNode,
  parent: GraphQLCompositeType,
  counted: boolean,
): Masked {
  if (node.name.value.startsWith('__')) return { ...nothing, selections: [node] };
  const field = fieldOf(parent, node.name.value);
  if (field === undefined) return withhold(node, undefined, `${parent.name}.${node.name.value}`);
  const { denied, count } = decideSelection(masking, node, parent);
  if (denied !== undefined) return withhold(node, field, denied);
  const type = getNamedType(field.type);
  if (!isCompositeType(type) || node.selectionSet === undefined) {
    return counted && !isNonNullType(field.type)
      ? withhold(node, field, `${parent.name}.${node.name.value}`)
      : { ...nothing, selections: [node] };
  }
  const inner = maskSet(masking, node.selectionSet, type, counted || count);
  if (inner.lost !== undefined) return withhold(node, field, inner.lost);
  return keep(node, node.selectionSet, field, inner);
}

function decideSelection(
  masking: Masking,
  node: FieldNode,
  parent: GraphQLCompositeType,
): { readonly denied: Coordinate | undefined; readonly count: boolean } {
  const { lock, purpose, roles, region } = masking.request;
  const ask = (coordinate: Coordinate) => ({ coordinate, purpose, roles, region });
  let count = false;
  for (const coordinate of fieldCoordinates(masking.walk.schema, parent, node.name.value)) {
    const decision = decideField(lock, ask(coordinate));
    if (decision.effect === 'deny') return { denied: coordinate, count };
    count ||= decision.form === 'count';
  }
  const denied = argumentCoordinates(masking.walk, parent, node, masking.variables).find(
    (coordinate) => decideArgument(lock, ask(coordinate)).effect === 'deny',
  );
  return { denied, count };
}

function withhold(
  node: FieldNode,
  field: GraphQLField<unknown, unknown> | undefined,
  coordinate: Coordinate,
): Masked {
  const lost = field !== undefined && isNonNullType(field.type) ? coordinate : undefined;
  return { selections: [], withheld: [{ path: responseKey(node), coordinate }], lost };
}

const typename: FieldNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
};

/** A field of which something is left; of an emptied one its type's name, so that it still is an object. */
function keep(
  node: FieldNode,
  set: SelectionSetNode,
  field: GraphQLField<unknown, unknown>,
  inner: Masked,
): Masked {
  const prefix = `${responseKey(node)}${listSuffix(field.type)}.`;
  const selections = inner.selections.length === 0 ? [typename] : inner.selections;
  return {
    selections: [{ ...node, selectionSet: { ...set, selections } }],
    withheld: inner.withheld.map(({ path, coordinate }) => ({
      path: `${prefix}${path}`,
      coordinate,
    })),
    lost: undefined,
  };
}

/** The masked document: the fragments and variables that are still used, and no others. */
function withUsedParts(masking: Masking, operation: OperationDefinitionNode): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const variables = new Set<string>();
  const use = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    const body = { ...node, variableDefinitions: [] };
    visit(body, {
      Variable: ({ name }) => {
        variables.add(name.value);
      },
      FragmentSpread: ({ name }) => {
        const fragment = masking.walk.fragments.get(name.value);
        const masked = masking.fragments.get(name.value);
        if (fragment === undefined || masked === undefined || fragments.has(name.value)) return;
        const selectionSet = { ...fragment.selectionSet, selections: masked.selections };
        const used = { ...fragment, selectionSet };
        fragments.set(name.value, used);
        use(used);
      },
    });
  };
  use(operation);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter((definition) =>
    variables.has(definition.variable.name.value),
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, variableDefinitions }, ...fragments.values()],
  };
}
