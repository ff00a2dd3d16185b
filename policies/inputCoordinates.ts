import {
  getNamedType,
  isInputObjectType,
  Kind,
  typeFromAST,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ValueNode,
} from 'graphql';
import type { Coordinate } from './lock.ts';
import { fieldOf, withImplementers, type Walk } from './walk.ts';

/** The variables of one request; undefined: any that the document admits. */
export type Variables = Readonly<Record<string, unknown>> | undefined;

/**
 * The argument and input coordinates that one selection uses. Where the variables are not known,
 * a variable of an input type stands for every field of that type.
 */
export function argumentCoordinates(
  walk: Walk,
  parent: GraphQLCompositeType,
  node: FieldNode,
  variables: Variables,
): readonly Coordinate[] {
  const found = new Set<Coordinate>();
  const field = fieldOf(parent, node.name.value);
  for (const argument of node.arguments ?? []) {
    const name = argument.name.value;
    for (const type of withImplementers(walk.schema, parent)) {
      const declared = fieldOf(type, node.name.value);
      if (type === parent || declared?.args.some((known) => known.name === name)) {
        found.add(`${type.name}.${node.name.value}(${name}:)`);
      }
    }
    const type = field?.args.find((known) => known.name === name)?.type;
    if (type !== undefined) addFromNode(walk, type, argument.value, variables, found);
  }
  return [...found];
}

function addFromNode(
  walk: Walk,
  type: GraphQLInputType,
  node: ValueNode,
  variables: Variables,
  found: Set<Coordinate>,
): void {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return;
  if (node.kind === Kind.VARIABLE) {
    addFromVariable(walk, named, node.name.value, variables, found);
  } else if (node.kind === Kind.LIST) {
    for (const item of node.values) addFromNode(walk, named, item, variables, found);
  } else if (node.kind === Kind.OBJECT) {
    for (const member of node.fields) {
      found.add(`${named.name}.${member.name.value}`);
      const field = named.getFields()[member.name.value];
      if (field !== undefined) addFromNode(walk, field.type, member.value, variables, found);
    }
  }
}

function addFromVariable(
  walk: Walk,
  type: GraphQLInputObjectType,
  name: string,
  variables: Variables,
  found: Set<Coordinate>,
): void {
  if (variables === undefined) {
    addAllFields(type, found);
    return;
  }
  const definition = walk.operation.variableDefinitions?.find(
    (known) => known.variable.name.value === name,
  );
  if (Object.hasOwn(variables, name)) {
    addFromValue(type, variables[name], found);
  } else if (definition?.defaultValue !== undefined) {
    const declared = typeFromAST(walk.schema, definition.type);
    if (declared !== undefined) addFromNode(walk, type, definition.defaultValue, variables, found);
  }
}

function addFromValue(type: GraphQLInputObjectType, value: unknown, found: Set<Coordinate>): void {
  if (Array.isArray(value)) {
    for (const item of value) addFromValue(type, item, found);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [name, member] of Object.entries(value)) {
    found.add(`${type.name}.${name}`);
    const field = type.getFields()[name];
    const named = field === undefined ? undefined : getNamedType(field.type);
    if (isInputObjectType(named)) addFromValue(named, member, found);
  }
}

/** Every field below an input type; a type that contains itself is entered once. */
export function addAllFields(type: GraphQLInputObjectType, found: Set<Coordinate>): void {
  for (const field of Object.values(type.getFields())) {
    const coordinate = `${type.name}.${field.name}`;
    if (found.has(coordinate)) continue;
    found.add(coordinate);
    const named = getNamedType(field.type);
    if (isInputObjectType(named)) addAllFields(named, found);
  }
}
