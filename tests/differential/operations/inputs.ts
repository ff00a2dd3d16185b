import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parseType,
  parseValue,
  type ConstValueNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLLeafType,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Draw } from './draw.ts';
import { nameNode, variableNode } from './nodes.ts';

/** A variable of the operation. */
export interface Variable {
  readonly definition: VariableDefinitionNode;
  readonly type: string;
  /** Undefined where the request does not give it. */
  readonly value: unknown;
}

export interface InputDrawing {
  readonly draw: Draw;
  /** Those of the operation, to use and to add to; undefined where none may stand. */
  readonly variables: Variable[] | undefined;
}

type Place = Pick<GraphQLArgument | GraphQLInputField, 'type' | 'defaultValue'>;

const depthMax = 3;

/** A value for an argument or a member: a literal, a variable, or a literal with variables inside. */
export function drawValue(drawing: InputDrawing, place: Place, depth = 0): ValueNode {
  const { draw, variables } = drawing;
  return variables !== undefined && draw.chance(depth === 0 ? 0.45 : 0.2)
    ? drawVariable(draw, variables, place)
    : drawLiteral(drawing, place.type, depth);
}

/** Whether to give an argument or a member at all; those that must be given always are. */
export const isGiven = ({ draw }: InputDrawing, place: Place, depth: number): boolean =>
  (isNonNullType(place.type) && place.defaultValue === undefined) ||
  (depth < depthMax && draw.chance(0.55));

function drawLiteral(drawing: InputDrawing, type: GraphQLInputType, depth: number): ValueNode {
  const { draw } = drawing;
  if (isNonNullType(type)) return drawPresent(drawing, type.ofType, depth);
  return draw.chance(0.08) ? { kind: Kind.NULL } : drawPresent(drawing, type, depth);
}

function drawPresent(drawing: InputDrawing, type: GraphQLInputType, depth: number): ValueNode {
  const { draw } = drawing;
  if (isNonNullType(type)) return drawPresent(drawing, type.ofType, depth);
  if (isListType(type)) {
    // One value stands for a list of one (GraphQL, section 3.11).
    if (draw.chance(0.15)) return drawPresent(drawing, type.ofType, depth + 1);
    const values = Array.from({ length: draw.below(4) }, () =>
      drawValue(drawing, { type: type.ofType, defaultValue: undefined }, depth + 1),
    );
    return { kind: Kind.LIST, values };
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) =>
      isGiven(drawing, field, depth + 1),
    );
    return {
      kind: Kind.OBJECT,
      fields: fields.map((field) => ({
        kind: Kind.OBJECT_FIELD,
        name: nameNode(field.name),
        value: drawValue(drawing, field, depth + 1),
      })),
    };
  }
  return parseValue(leafText(draw, type), { noLocation: true });
}

/** A variable of its own, or one that is there already and fits. */
function drawVariable(draw: Draw, variables: Variable[], place: Place): ValueNode {
  const fitting = variables.filter((variable) => variable.type === String(place.type));
  if (fitting.length > 0 && draw.chance(0.4)) {
    return variableNode(draw.pick(fitting).definition.variable.name.value);
  }
  const variable = newVariable(draw, `v${String(variables.length + 1)}`, place);
  variables.push(variable);
  return variableNode(variable.definition.variable.name.value);
}

function newVariable(draw: Draw, name: string, { type, defaultValue }: Place): Variable {
  const bare = isNonNullType(type) ? type.ofType : type;
  const hasDefault = draw.chance(0.3);
  const isSaved = hasDefault || (defaultValue !== undefined && draw.chance(0.5));
  // A nullable variable may stand where no null may if a default saves it (section 5.8.5).
  const isStrict = isNonNullType(type) ? !isSaved : draw.chance(0.2);
  const declared = isStrict ? `${String(bare)}!` : String(bare);
  const mayBeNull = !isNonNullType(type) && !isStrict;
  const value =
    !isStrict && draw.chance(0.25)
      ? undefined
      : mayBeNull && draw.chance(0.12)
        ? null
        : drawJson(draw, bare, 0);
  const definition: VariableDefinitionNode = {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: nameNode(name) },
    type: parseType(declared, { noLocation: true }),
    ...(hasDefault && !isStrict ? { defaultValue: constant(draw, bare) } : {}),
  };
  return { type: declared, value, definition };
}

/** A literal without variables. */
const constant = (draw: Draw, type: GraphQLInputType): ConstValueNode =>
  drawPresent({ draw, variables: undefined }, type, 1) as ConstValueNode;

/** A value as a request's variables carry it. */
export function drawJson(draw: Draw, type: GraphQLInputType, depth: number): unknown {
  if (isNonNullType(type)) return drawJson(draw, type.ofType, depth);
  if (isListType(type)) {
    if (draw.chance(0.15)) return drawJson(draw, type.ofType, depth + 1);
    return Array.from({ length: draw.below(4) }, () => nullable(draw, type.ofType, depth + 1));
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) =>
      isGiven({ draw, variables: undefined }, field, depth + 1),
    );
    return Object.fromEntries(
      fields.map((field) => [field.name, nullable(draw, field.type, depth + 1)]),
    );
  }
  if (isEnumType(type)) return leafText(draw, type);
  return type.name === 'JSON' ? draw.pick(jsonValues) : JSON.parse(leafText(draw, type));
}

const nullable = (draw: Draw, type: GraphQLInputType, depth: number): unknown =>
  !isNonNullType(type) && draw.chance(0.1) ? null : drawJson(draw, type, depth);

const jsonValues: readonly unknown[] = [{ a: [1, { b: null }] }, [true, 'x'], 'text', 7, false, {}];

const texts: Readonly<Record<string, readonly string[]>> = {
  Int: ['0', '1', '-7', '2147483647'],
  Float: ['0', '1.5', '-2', '1e3'],
  String: ['""', '"text"', '"a \\"quote\\" \\\\ \\n é 😀"'],
  ID: ['"1"', '7', '"a b"'],
  Boolean: ['true', 'false'],
  Date: ['"2026-02-28"', '"2024-02-29"'],
  DateTime: ['"2026-02-28T10:00:00Z"'],
  Decimal: ['"1.50"', '"-3"'],
  URL: ['"https://example.test/"'],
  JSON: ['{a: [1, {b: null}], c: KEY}', '[1, "x", true]', '"text"', '3', '{}'],
};

function leafText(draw: Draw, type: GraphQLLeafType): string {
  if (isEnumType(type)) return draw.pick(type.getValues()).name;
  return draw.pick(texts[type.name] ?? ['"any"']);
}
