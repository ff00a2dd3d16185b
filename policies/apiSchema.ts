import {
  buildASTSchema,
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

const machinery = /^(join|link|core|federation)__/;
const directives = new Set(['link', 'core', 'tag', 'inaccessible', 'authenticated', 'cost']);

const isMachineryName = (name: string): boolean => machinery.test(name);

const isHidden = (node: { readonly directives?: readonly ConstDirectiveNode[] }): boolean =>
  node.directives?.some(({ name }) => name.value === 'inaccessible') ?? false;

function isMachinery(node: DefinitionNode): boolean {
  if (!('name' in node)) return false;
  if (node.kind === Kind.DIRECTIVE_DEFINITION) {
    return isMachineryName(node.name.value) || directives.has(node.name.value);
  }
  return isMachineryName(node.name.value);
}

/** The supergraph as its clients see it: without the joins, and without what is `@inaccessible`. */
export function apiDocumentOf(supergraphSdl: string): DocumentNode {
  const hide = (node: { readonly directives?: readonly ConstDirectiveNode[] }) =>
    isHidden(node) ? null : undefined;
  const document = parse(supergraphSdl);
  const shown = visit(
    { ...document, definitions: document.definitions.filter((node) => !isMachinery(node)) },
    {
      ObjectTypeDefinition: hide,
      InterfaceTypeDefinition: hide,
      UnionTypeDefinition: hide,
      EnumTypeDefinition: hide,
      InputObjectTypeDefinition: hide,
      ScalarTypeDefinition: hide,
      FieldDefinition: hide,
      InputValueDefinition: hide,
      EnumValueDefinition: hide,
    },
  );
  return visit(shown, {
    Directive: (node) =>
      isMachineryName(node.name.value) || directives.has(node.name.value) ? null : undefined,
  });
}

/** Builds the API schema of a composed supergraph. */
export const apiSchemaOf = (supergraphSdl: string): GraphQLSchema =>
  buildASTSchema(apiDocumentOf(supergraphSdl), { assumeValidSDL: true });
