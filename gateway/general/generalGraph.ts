import { Supergraph } from '@apollo/federation-internals';
import { Kind, parse, type EnumValueDefinitionNode, type GraphQLSchema } from 'graphql';
import { apiSchemaOf } from '../../policies/apiSchema.ts';

/** A supergraph of anybody's, as composition wrote it. */
export interface GeneralGraph {
  readonly sdl: string;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** With every field of the supergraph. */
  readonly fullSchema: GraphQLSchema;
  /** Where each subgraph is, by the name under which plans ask it. */
  readonly urls: ReadonlyMap<string, string>;
}

/** Throws an `Error` with a sentence where the text is no supergraph, or names no address. */
export function loadGeneralGraph(sdl: string): GeneralGraph {
  const urls = readable(() => subgraphUrls(sdl));
  const homeless = [...urls].filter(([, url]) => !isAddress(url)).map(([name]) => name);
  if (urls.size === 0) throw new Error('The file is no supergraph: it has no enum join__Graph.');
  if (homeless.length > 0) {
    throw new Error(`The supergraph gives no address of: ${homeless.join(', ')}.`);
  }
  return readable(() => ({
    sdl,
    apiSchema: apiSchemaOf(sdl),
    fullSchema: Supergraph.build(sdl).schema.toGraphQLJSSchema(),
    urls,
  }));
}

/** The libraries' words say what is wrong with the text; ours say which text. */
function readable<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    const [why = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    throw new Error(`The supergraph can't be read: ${why}`, { cause });
  }
}

const isAddress = (url: string): boolean => /^https?:\/\//.test(url) && URL.canParse(url);

/** From `@join__graph(name:, url:)` of each value of `join__Graph` (join v0.3). */
function subgraphUrls(sdl: string): ReadonlyMap<string, string> {
  const graphs = parse(sdl, { noLocation: true }).definitions.flatMap((node) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph'
      ? (node.values ?? [])
      : [],
  );
  return new Map(graphs.map((node) => [textArgument(node, 'name'), textArgument(node, 'url')]));
}

function textArgument(node: EnumValueDefinitionNode, name: string): string {
  const graph = node.directives?.find((directive) => directive.name.value === 'join__graph');
  const value = graph?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}
