import type { GraphQLSchema } from 'graphql';
import { sha256Hex } from '../../../lib/hash.ts';
import { apiSchemaOf, coordinatesOf, parseScreen } from '../../host/policyControls.ts';

/**
 * What documents select, by the hash of their text. A text that is missing or cannot be read in this
 * graph is answered by nothing, which counts as widening.
 */
export function fieldsOfTexts(
  supergraph: () => string,
  texts: readonly string[],
): (hash: string) => readonly string[] | undefined {
  const byHash = new Map(texts.map((text) => [sha256Hex(text), text]));
  let schema: GraphQLSchema | undefined;
  return (hash) => {
    const text = byHash.get(hash);
    if (text === undefined) return undefined;
    schema ??= apiSchemaOf(supergraph());
    try {
      const screen = parseScreen(text);
      return screen.hash === hash ? coordinatesOf(schema, screen.document).fields : undefined;
    } catch {
      return undefined;
    }
  };
}
