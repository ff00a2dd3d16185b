import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import { storeNames, type StoreName } from '../../lib/storeName.ts';
import type { TextFile } from '../../policies/compiler/types.ts';
import { compileGraph, type CompiledGraph } from './compiled.ts';

const filesOf = (folder: string, ending: string): TextFile[] =>
  readdirSync(projectFile(folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .map((file) => ({ file, text: readFileSync(projectFile(file), 'utf8') }));

/** The SDL of one of the project's stores. */
export const projectSdl = (store: StoreName): string =>
  readFileSync(projectFile('schema', `${store}.graphql`), 'utf8');

/** The project's policy files. */
export const projectPolicies = (): readonly TextFile[] => filesOf('policies', '.yaml');

/** The project's own graph and policy, compiled from its files. */
export function compileProject(): CompiledGraph {
  const sdl = Object.fromEntries(storeNames.map((name) => [name, projectSdl(name)])) as Record<
    StoreName,
    string
  >;
  return compileGraph(sdl, projectPolicies());
}
