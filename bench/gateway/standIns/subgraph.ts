import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { sha256Hex } from '../../../lib/hash.ts';
import type { BenchSubgraph } from '../graphs/benchGraph.ts';

interface SubRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** What was answered, and of which document. */
export interface Remembered {
  readonly bytes: Buffer;
  /** SHA-256 (hex) of the document's text, as receipts state it. */
  readonly statementHash: string;
}

/**
 * A real subgraph whose answers are remembered by the exact text of the request, whichever plan it
 * comes from: after the first time it costs one look-up, so that the gateway is what is measured.
 */
export interface MemoisedSubgraph {
  /** The answer if this very body was asked before. */
  readonly remembered: (body: string) => Remembered | undefined;
  /** Executes and remembers. Rejects where the body is no JSON. */
  readonly answer: (body: string) => Promise<Remembered>;
}

/** More different bodies than any plan has; a gateway that exceeds it varies them for each request. */
const bodiesMax = 10_000;

export function createMemoisedSubgraph(subgraph: BenchSubgraph): MemoisedSubgraph {
  const schema = buildSubgraphSchema({
    typeDefs: parse(subgraph.sdl),
    resolvers: subgraph.resolvers as never,
  });
  const answers = new Map<string, Remembered>();
  return {
    remembered: (body) => answers.get(body),
    answer: async (body) => {
      // Sockets hand bytes over one to a letter; the text itself is UTF-8.
      const text = Buffer.from(body, 'latin1').toString('utf8');
      const { query, variables, operationName } = JSON.parse(text) as SubRequest;
      const result = await graphql({
        schema,
        source: query,
        ...(variables ? { variableValues: variables } : {}),
        ...(operationName ? { operationName } : {}),
      });
      const bytes = Buffer.from(JSON.stringify(result));
      const answer = { bytes, statementHash: sha256Hex(query) };
      if (result.errors === undefined && answers.size < bodiesMax) answers.set(body, answer);
      return answer;
    },
  };
}
