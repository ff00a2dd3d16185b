import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import type { StoreName } from '../../lib/storeName.ts';
import { compilePolicies } from '../../policies/compiler/compile.ts';
import type { CompileResult, TextFile } from '../../policies/compiler/types.ts';

export interface CompiledGraph extends CompileResult {
  readonly supergraph: string;
}

/** Composes subgraphs and compiles their policy, in memory: tests need no generated file. */
export function compileGraph(
  sdl: Readonly<Partial<Record<StoreName, string>>>,
  policies: readonly TextFile[],
  screens: readonly TextFile[] = [],
): CompiledGraph {
  const stores = Object.entries(sdl) as [StoreName, string][];
  const composed = composeServices(
    stores.map(([name, text]) => ({ name, url: `http://${name}.invalid`, typeDefs: parse(text) })),
  );
  if (composed.supergraphSdl === undefined) {
    throw new TypeError(composed.errors.map(({ message }) => message).join('\n'));
  }
  const files = stores.map(([name, text]) => [name, { file: `schema/${name}.graphql`, text }]);
  return {
    supergraph: composed.supergraphSdl,
    ...compilePolicies({
      sdl: Object.fromEntries(files) as Partial<Record<StoreName, TextFile>>,
      supergraph: composed.supergraphSdl,
      policies,
      screens,
      registered: [],
    }),
  };
}
