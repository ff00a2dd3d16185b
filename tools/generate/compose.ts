import { composeServices } from '@apollo/composition';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphQLError, parse } from 'graphql';
import { projectFile } from '../../lib/projectRoot.ts';
import type { StoreName } from '../../lib/storeName.ts';

export interface CompositionFault {
  /** Apollo's code, for example `INVALID_FIELD_SHARING`. */
  readonly code: string;
  readonly message: string;
}

export type Composition =
  | { readonly supergraphSdl: string; readonly faults?: undefined }
  | { readonly supergraphSdl?: undefined; readonly faults: readonly CompositionFault[] };

/** Composes the subgraphs' SDL into the supergraph. The same SDL gives the same bytes. */
export function composeSubgraphs(
  sdlByStore: Readonly<Partial<Record<StoreName, string>>>,
): Composition {
  const texts = Object.entries(sdlByStore).sort(([left], [right]) => (left < right ? -1 : 1));
  try {
    const services = texts.map(([name, text]) => ({
      name,
      url: `http://${name}.invalid/graphql`,
      typeDefs: parse(text),
    }));
    const result = composeServices(services);
    return result.errors === undefined
      ? { supergraphSdl: `${result.supergraphSdl.trimEnd()}\n` }
      : { faults: result.errors.map(faultOf) };
  } catch (error) {
    if (error instanceof GraphQLError) return { faults: [faultOf(error)] };
    throw error;
  }
}

const faultOf = (error: GraphQLError): CompositionFault => ({
  code: typeof error.extensions.code === 'string' ? error.extensions.code : 'INVALID_GRAPHQL',
  message: error.message,
});

/** Composes some stores of the project; throws a sentence for each reason why they do not compose. */
export function composeSupergraph(stores: readonly StoreName[], root = projectFile()): string {
  const texts = stores.map((store): [StoreName, string] => [
    store,
    readFileSync(join(root, 'schema', `${store}.graphql`), 'utf8'),
  ]);
  const result = composeSubgraphs(Object.fromEntries(texts));
  if (result.supergraphSdl !== undefined) return result.supergraphSdl;
  throw new Error(
    `The graph of ${stores.join(', ')} does not compose:\n${result.faults.map(({ message }) => `  ${message}`).join('\n')}`,
  );
}
