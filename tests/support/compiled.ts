import type { StoreName } from '../../lib/storeName.ts';
import { compilePolicies } from '../../policies/compiler/compile.ts';
import type { CompileResult, TextFile } from '../../policies/compiler/types.ts';
import { composedOnce } from './composed.ts';
import { onceARun } from './runFolder.ts';

export interface CompiledGraph extends CompileResult {
  readonly supergraph: string;
}

type Sdl = Readonly<Partial<Record<StoreName, string>>>;

/**
 * Composes subgraphs and compiles their policy: tests need no generated file. The same texts are
 * compiled once a run.
 */
export const compileGraph = (
  sdl: Sdl,
  policies: readonly TextFile[],
  screens: readonly TextFile[] = [],
): CompiledGraph =>
  onceARun('compiled', { sdl, policies, screens }, () => compile(sdl, policies, screens));

function compile(
  sdl: Sdl,
  policies: readonly TextFile[],
  screens: readonly TextFile[],
): CompiledGraph {
  const stores = Object.entries(sdl) as [StoreName, string][];
  const supergraph = composedOnce(
    stores.map(([name, text]) => ({ name, url: `http://${name}.invalid`, sdl: text })),
  );
  const files = stores.map(([name, text]) => [name, { file: `schema/${name}.graphql`, text }]);
  return {
    supergraph,
    ...compilePolicies({
      sdl: Object.fromEntries(files) as Partial<Record<StoreName, TextFile>>,
      supergraph,
      policies,
      screens,
      registered: [],
    }),
  };
}
