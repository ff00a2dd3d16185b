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

type TypeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

const namedMax = 10;

/**
 * Throws `NOT_SUPPORTED`, naming types and fields, where Apollo's planner would answer wrong values
 * of this supergraph without an error: better no gateway than a wrong one.
 */
export function refuseWhatApolloPlansWrongly(supergraphSdl: string): void {
  const types = parse(supergraphSdl, { noLocation: true }).definitions.filter(
    (node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  const found = types.flatMap(findings);
  if (found.length === 0) return;
  throw new AppError('NOT_SUPPORTED', {
    details: { findings: found.length },
    subject: `the fallback planner would answer wrongly: ${found.slice(0, namedMax).join('; ')}`,
  });
}

function findings(node: TypeNode): readonly string[] {
  const type = node.name.value;
  const declarations = declarationsOf(node);
  const requiring = (node.fields ?? []).filter(({ directives }) =>
    (directives ?? [])
      .filter(isNamed('join__field'))
      .some((each) => requiresArguments({ requires: textOf(each, 'requires') })),
  );
  return [
    ...requiring.map(({ name }) => `${type}.${name.value} requires a field with arguments`),
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
