import {
  getNamedType,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  specifiedDirectives,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
} from 'graphql';
import type { Coordinate } from '../../policies/lock.ts';
import { screenDirective } from './screenDirective.ts';

type Fields = readonly GraphQLField<unknown, unknown>[];

/** Which parts of a type are left for a caller. */
interface View {
  readonly fields: (type: GraphQLObjectType | GraphQLInterfaceType) => Fields;
  readonly args: (typeName: string, field: Fields[number]) => readonly GraphQLArgument[];
  readonly inputs: (type: GraphQLInputObjectType) => readonly GraphQLInputField[];
  readonly members: (type: GraphQLUnionType) => readonly GraphQLObjectType[];
}

/**
 * The caller's own part of the graph: what some purpose of his roles allows. What is left is a
 * valid schema: a type without a visible field is gone, and with it whatever leads to it.
 */
export function visibleSchema(
  schema: GraphQLSchema,
  visible: ReadonlySet<Coordinate>,
): GraphQLSchema {
  const dead = new Set<string>();
  const view = viewOf(visible, dead);
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  for (let before = -1; before !== dead.size;) {
    before = dead.size;
    for (const type of types) if (isEmpty(type, view)) dead.add(type.name);
  }
  return build(schema, view, dead);
}

function viewOf(visible: ReadonlySet<Coordinate>, dead: ReadonlySet<string>): View {
  const args: View['args'] = (typeName, field) =>
    field.args.filter(
      ({ name, type }) =>
        visible.has(`${typeName}.${field.name}(${name}:)`) && !dead.has(getNamedType(type).name),
    );
  return {
    args,
    fields: (type) =>
      Object.values(type.getFields()).filter((field) => {
        if (!visible.has(`${type.name}.${field.name}`)) return false;
        if (dead.has(getNamedType(field.type).name)) return false;
        const kept = new Set(args(type.name, field));
        return field.args.every((argument) => kept.has(argument) || !isRequiredArgument(argument));
      }),
    inputs: (type) =>
      Object.values(type.getFields()).filter(
        ({ name, type: of }) =>
          visible.has(`${type.name}.${name}`) && !dead.has(getNamedType(of).name),
      ),
    members: (type) => type.getTypes().filter(({ name }) => !dead.has(name)),
  };
}

function isEmpty(type: GraphQLNamedType, view: View): boolean {
  if (isObjectType(type) || isInterfaceType(type)) return view.fields(type).length === 0;
  if (isUnionType(type)) return view.members(type).length === 0;
  if (!isInputObjectType(type)) return false;
  const kept = new Set(view.inputs(type));
  const lost = Object.values(type.getFields()).some(
    (field) => isRequiredInputField(field) && !kept.has(field),
  );
  return kept.size === 0 || lost;
}

function build(schema: GraphQLSchema, view: View, dead: ReadonlySet<string>): GraphQLSchema {
  const built = new Map<string, GraphQLNamedType>();
  const named = (type: GraphQLNamedType): GraphQLNamedType => {
    const known = built.get(type.name);
    if (known !== undefined) return known;
    const fresh = rebuilt(type, view, convert);
    built.set(type.name, fresh);
    return fresh;
  };
  // Lists and non-nulls around a type stay around its smaller twin.
  const convert = <Type extends GraphQLType>(type: Type): Type => {
    if (isNonNullType(type)) return new GraphQLNonNull(convert(type.ofType)) as unknown as Type;
    if (isListType(type)) return new GraphQLList(convert(type.ofType)) as unknown as Type;
    return named(type as GraphQLNamedType) as Type;
  };
  const root = (type: GraphQLObjectType | null | undefined) =>
    type == null || dead.has(type.name) ? undefined : convert(type);
  const implementers = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType =>
      isObjectType(type) && type.getInterfaces().length > 0 && !dead.has(type.name),
  );
  const shown = new GraphQLSchema({
    query: root(schema.getQueryType()) ?? nothing(),
    mutation: root(schema.getMutationType()),
  });
  // An object that is only ever answered through its interface is reached by no field.
  const reached = implementers.filter((type) =>
    type.getInterfaces().some(({ name }) => shown.getType(name) !== undefined),
  );
  return new GraphQLSchema({
    ...shown.toConfig(),
    directives: [...specifiedDirectives, screenDirective],
    types: reached.map(convert),
  });
}

const nothing = (): GraphQLObjectType =>
  new GraphQLObjectType({
    name: 'Query',
    fields: { nothing: { type: GraphQLString, description: 'Your roles may use no field.' } },
  });

type Convert = <Type extends GraphQLType>(type: Type) => Type;

function rebuilt(type: GraphQLNamedType, view: View, convert: Convert): GraphQLNamedType {
  if (isObjectType(type)) {
    return new GraphQLObjectType({
      ...type.toConfig(),
      fields: () => fieldMap(type, view, convert),
      interfaces: () => contracts(type, view).map(convert),
    });
  }
  if (isInterfaceType(type)) {
    return new GraphQLInterfaceType({
      ...type.toConfig(),
      fields: () => fieldMap(type, view, convert),
      interfaces: () => contracts(type, view).map(convert),
    });
  }
  if (isUnionType(type)) {
    return new GraphQLUnionType({
      ...type.toConfig(),
      types: () => view.members(type).map(convert),
    });
  }
  if (!isInputObjectType(type)) return type;
  return new GraphQLInputObjectType({
    ...type.toConfig(),
    fields: () =>
      byName(view.inputs(type).map((field) => ({ ...field, type: convert(field.type) }))),
  });
}

const fieldMap = (type: GraphQLObjectType | GraphQLInterfaceType, view: View, convert: Convert) =>
  byName(
    view.fields(type).map((field) => ({
      ...field,
      type: convert(field.type),
      args: byName(
        view.args(type.name, field).map((argument) => ({
          ...argument,
          type: convert(argument.type),
        })),
      ),
    })),
  );

/** A type of which less is shown than of its interface does not state that it implements it. */
const contracts = (
  type: GraphQLObjectType | GraphQLInterfaceType,
  view: View,
): readonly GraphQLInterfaceType[] => {
  const own = new Set(view.fields(type).map(({ name }) => name));
  return type
    .getInterfaces()
    .filter((contract) => view.fields(contract).length > 0)
    .filter((contract) => view.fields(contract).every(({ name }) => own.has(name)));
};

const byName = <Member extends { readonly name: string }>(
  members: readonly Member[],
): Record<string, Member> => Object.fromEntries(members.map((member) => [member.name, member]));
