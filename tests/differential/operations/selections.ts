import {
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parseType,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Draw } from './draw.ts';
import { conditionsFor, fieldsOf } from './fields.ts';
import { drawValue, isGiven, type Variable } from './inputs.ts';
import {
  argumentNode,
  directiveNode,
  fieldNode,
  namedType,
  nameNode,
  selectionSet,
  variableNode,
} from './nodes.ts';
import { absorb, copyOf, enter, newScope, type Scope } from './scope.ts';

/** How large an operation may become. */
export interface Size {
  readonly fieldsMax: number;
  readonly depthMax: number;
  /** Lists inside lists of the answer multiply. */
  readonly listsMax: number;
}

/** An operation in the making. */
export interface Drawing {
  readonly schema: GraphQLSchema;
  readonly draw: Draw;
  readonly size: Size;
  readonly variables: Variable[];
  readonly fragments: Map<string, FragmentDefinitionNode>;
  fieldsLeft: number;
  names: number;
}

/** Where a selection stands. */
interface Place {
  readonly parent: GraphQLCompositeType;
  readonly scope: Scope;
  readonly depth: number;
  readonly lists: number;
}

/** Selections of a root type: at least one field that is to be fetched. */
export function drawRoot(drawing: Drawing, root: GraphQLCompositeType): SelectionSetNode {
  const place: Place = { parent: root, scope: newScope(), depth: 0, lists: 0 };
  return selectionSet([drawField(drawing, place), ...drawSelections(drawing, place, 3)]);
}

function drawSet(drawing: Drawing, place: Place): SelectionSetNode {
  const selections = drawSelections(drawing, place, 1 + drawing.draw.below(5));
  return selectionSet(selections.length > 0 ? selections : [fieldNode('__typename')]);
}

function drawSelections(drawing: Drawing, place: Place, count: number): readonly SelectionNode[] {
  const selections: SelectionNode[] = [];
  for (let at = 0; at < count && drawing.fieldsLeft > 0; at += 1) {
    const selection = drawSelection(drawing, place);
    if (selection !== undefined) selections.push(selection);
  }
  return selections;
}

function drawSelection(drawing: Drawing, place: Place): SelectionNode | undefined {
  const { draw } = drawing;
  const isAbstract = !isObjectType(place.parent);
  if (place.depth <= drawing.size.depthMax) {
    if (draw.chance(isAbstract ? 0.45 : 0.1)) return drawInline(drawing, place);
    if (draw.chance(0.12)) return drawSpread(drawing, place);
  }
  return drawField(drawing, place);
}

function drawField(drawing: Drawing, place: Place): FieldNode {
  const { draw, size } = drawing;
  drawing.fieldsLeft -= 1;
  const all = fieldsOf(place.parent);
  if (all.length === 0 || draw.chance(0.1)) return drawTypename(drawing, place);
  const isDeep = place.depth >= size.depthMax || drawing.fieldsLeft <= 0;
  const inner = all.filter(
    ({ type }) =>
      isCompositeType(getNamedType(type)) && place.lists + listsOf(type) <= size.listsMax,
  );
  const leaves = all.filter(({ type }) => !isCompositeType(getNamedType(type)));
  const wanted = !isDeep && inner.length > 0 && draw.chance(0.6) ? inner : leaves;
  const candidates = wanted.length > 0 ? wanted : isDeep ? [] : inner;
  if (candidates.length === 0) return drawTypename(drawing, place);
  return finishField(drawing, place, draw.pick(candidates));
}

function drawTypename({ draw }: Drawing, place: Place): FieldNode {
  const alias = draw.chance(0.25) ? { alias: nameNode(`kind${String(draw.below(2))}`) } : {};
  const field = fieldNode('__typename', alias);
  return enter(place.scope, place.parent, field) === undefined ? fieldNode('__typename') : field;
}

type Field = GraphQLField<unknown, unknown>;

function finishField(drawing: Drawing, place: Place, field: Field): FieldNode {
  const given = field.args.filter((argument) => isGiven(drawing, argument, 0));
  const node = fieldNode(field.name, {
    arguments: given.map((argument) => argumentNode(argument.name, drawValue(drawing, argument))),
    directives: drawDirectives(drawing),
  });
  const [named, scope] = enterUnderSomeKey(drawing, place, node);
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return named;
  const lists = place.lists + listsOf(field.type);
  const inner: Place = { parent: type, scope, depth: place.depth + 1, lists };
  return { ...named, selectionSet: drawSet(drawing, inner) };
}

/** Under its own name, an alias, or where both mean another field here, a new one. */
function enterUnderSomeKey(
  drawing: Drawing,
  { scope, parent }: Place,
  node: FieldNode,
): readonly [FieldNode, Scope] {
  const { draw } = drawing;
  const aliases = ['a', 'b', 'c', ...fieldsOf(parent).map(({ name }) => name)];
  const preferred = draw.chance(0.2) ? { ...node, alias: nameNode(draw.pick(aliases)) } : node;
  const inner = enter(scope, parent, preferred);
  if (inner !== undefined) return [preferred, inner];
  drawing.names += 1;
  const renamed = { ...node, alias: nameNode(`f${String(drawing.names)}`) };
  return [renamed, enter(scope, parent, renamed) ?? newScope()];
}

function drawInline(drawing: Drawing, place: Place): InlineFragmentNode {
  const { draw } = drawing;
  const types = conditionsFor(drawing.schema, place.parent);
  const type = draw.chance(0.1) ? undefined : draw.pick(types);
  return {
    kind: Kind.INLINE_FRAGMENT,
    ...(type === undefined ? {} : { typeCondition: namedType(type.name) }),
    directives: drawDirectives(drawing),
    selectionSet: drawSet(drawing, { ...place, parent: type ?? place.parent }),
  };
}

/** A fragment of its own, or one that is there already and fits; no fragment contains itself. */
function drawSpread(drawing: Drawing, place: Place): SelectionNode | undefined {
  const { schema, draw, fragments } = drawing;
  const types = conditionsFor(schema, place.parent);
  const known = [...fragments.values()].filter((fragment) =>
    types.some((type) => type.name === fragment.typeCondition.name.value),
  );
  if (known.length > 0 && draw.chance(0.6)) {
    const again = draw.pick(known);
    const name = again.name.value;
    return fits(drawing, place, again) ? spread(drawing, name) : undefined;
  }
  const type = draw.pick(types);
  drawing.names += 1;
  const name = `F${String(drawing.names)}`;
  const set = drawSet(drawing, { ...place, parent: type });
  fragments.set(name, {
    kind: Kind.FRAGMENT_DEFINITION,
    name: nameNode(name),
    typeCondition: namedType(type.name),
    selectionSet: set,
  });
  return spread(drawing, name);
}

function fits(
  drawing: Drawing,
  { scope, depth }: Place,
  fragment: FragmentDefinitionNode,
): boolean {
  const { schema, fragments, size } = drawing;
  const type = schema.getType(fragment.typeCondition.name.value);
  if (!isCompositeType(type) || depth > size.depthMax / 2) return false;
  const set = fragment.selectionSet;
  if (!absorb(schema, fragments, copyOf(scope), type, set)) return false;
  return absorb(schema, fragments, scope, type, set);
}

const spread = (drawing: Drawing, name: string): SelectionNode => ({
  kind: Kind.FRAGMENT_SPREAD,
  name: nameNode(name),
  directives: drawDirectives(drawing),
});

function drawDirectives(drawing: Drawing): readonly DirectiveNode[] {
  const { draw } = drawing;
  if (!draw.chance(0.14)) return [];
  const names = draw.chance(0.12) ? ['skip', 'include'] : [draw.pick(['skip', 'include'])];
  return names.map((name) =>
    directiveNode(
      name,
      draw.chance(0.15)
        ? { kind: Kind.BOOLEAN, value: draw.chance(0.5) }
        : conditionVariable(drawing),
    ),
  );
}

/** One of a few boolean variables, so that conditions meet each other. */
function conditionVariable({ draw, variables }: Drawing) {
  const name = `c${String(draw.below(3))}`;
  if (!variables.some(({ definition }) => definition.variable.name.value === name)) {
    const hasDefault = draw.chance(0.3);
    const type = hasDefault ? 'Boolean' : 'Boolean!';
    variables.push({
      type,
      value: hasDefault && draw.chance(0.5) ? undefined : draw.chance(0.5),
      definition: {
        kind: Kind.VARIABLE_DEFINITION,
        variable: { kind: Kind.VARIABLE, name: nameNode(name) },
        type: parseType(type, { noLocation: true }),
        ...(hasDefault ? { defaultValue: { kind: Kind.BOOLEAN, value: draw.chance(0.5) } } : {}),
      },
    });
  }
  return variableNode(name);
}

function listsOf(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listsOf(type.ofType);
  return isListType(type) ? 1 + listsOf(type.ofType) : 0;
}
