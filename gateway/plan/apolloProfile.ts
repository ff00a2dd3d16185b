import {
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { AppError } from '../../lib/errors/appError.ts';
import {
  isUnresolvableObject,
  requiresArguments,
  sharedNestedKeys,
  type KeyedType,
} from '../../policies/plannerProfile.ts';
import { fieldsOfSet, requiredSets } from './requirements.ts';

type TypeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

const namedMax = 10;

/** Types and fields that Apollo's planner would answer wrong values of, without an error. */
export function wrongUnderApollo(supergraphSdl: string): readonly string[] {
  const types = parse(supergraphSdl, { noLocation: true }).definitions.filter(
    (node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  const requiring = types.flatMap(({ fields }) =>
    (fields ?? []).filter((field) => requiredSets(field).length > 0).map(({ name }) => name.value),
  );
  return types.flatMap((node) => findings(node, new Set(requiring)));
}

/** Throws `NOT_SUPPORTED`, naming them, where there are any: better no gateway than a wrong one. */
export function refuseWhatApolloPlansWrongly(supergraphSdl: string): void {
  const found = wrongUnderApollo(supergraphSdl);
  if (found.length === 0) return;
  throw new AppError('NOT_SUPPORTED', {
    details: { findings: found.length },
    subject: `the fallback planner would answer wrongly: ${found.slice(0, namedMax).join('; ')}`,
  });
}

function findings(node: TypeNode, requiring: ReadonlySet<string>): readonly string[] {
  const type = node.name.value;
  const declarations = declarationsOf(node);
  const fields = (node.fields ?? []).map((field) => ({
    name: `${type}.${field.name.value}`,
    required: requiredSets(field),
  }));
  const withArguments = fields.filter(({ required }) =>
    required.some((requires) => requiresArguments({ requires })),
  );
  const chained = fields.filter(({ required }) =>
    required.some((requires) => fieldsOfSet(requires).some((name) => requiring.has(name))),
  );
  return [
    ...withArguments.map(({ name }) => `${name} requires a field with arguments`),
    // Where the required field's own subgraph is at hand, it is asked for without what it requires.
    ...chained.map(({ name }) => `${name} requires a field that requires another`),
    ...(sharedNestedKeys(declarations).length > 0 ? [`${type} has a nested key`] : []),
    ...(declarations.some(isUnresolvableObject)
      ? [`${type} is an interface object that can't be resolved`]
      : []),
  ];
}

/** One for each subgraph; `@join__type` stands once for each key (join specification, v0.3 and later). */
function declarationsOf({ directives }: TypeNode): readonly KeyedType[] {
  const byGraph = new Map<string, ConstDirectiveNode[]>();
  for (const directive of (directives ?? []).filter(isNamed('join__type'))) {
    const graph = textOf(directive, 'graph') ?? '';
    byGraph.set(graph, [...(byGraph.get(graph) ?? []), directive]);
  }
  return [...byGraph.values()].map((joins) => ({
    keys: joins.flatMap((join) => {
      const fields = textOf(join, 'key');
      return fields === undefined
        ? []
        : [{ fields, resolvable: argumentOf(join, 'resolvable') !== false }];
    }),
    interfaceObject: joins.some((join) => argumentOf(join, 'isInterfaceObject') === true),
  }));
}

const isNamed =
  (name: string) =>
  (directive: ConstDirectiveNode): boolean =>
    directive.name.value === name;

function argumentOf(directive: ConstDirectiveNode, name: string): unknown {
  const found = directive.arguments?.find((candidate) => candidate.name.value === name);
  return found === undefined ? undefined : valueFromASTUntyped(found.value);
}

function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return typeof value === 'string' ? value : undefined;
}
