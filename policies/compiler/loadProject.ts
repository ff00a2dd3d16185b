import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFile } from '../../lib/projectRoot.ts';
import { storeNames, type StoreName } from '../../lib/storeName.ts';
import type { Catalogue, CompileInput, TextFile } from './types.ts';

const CatalogueFormat = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), z.object({ type: z.string(), nullable: z.boolean() }))),
);

/** Reads the project's files into the compiler's input. `root`: another folder, for tests. */
export function loadProject(root: string = projectFile()): CompileInput {
  const read = (file: string): TextFile => ({ file, text: readFileSync(join(root, file), 'utf8') });
  const list = (folder: string, ending: string): readonly TextFile[] =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .filter((name) => name.endsWith(ending))
          .sort()
          .map((name) => read(`${folder}/${name}`))
      : [];
  const sdl: Partial<Record<StoreName, TextFile>> = {};
  for (const store of storeNames) {
    const file = `schema/${store}.graphql`;
    if (existsSync(join(root, file))) sdl[store] = read(file);
  }
  const supergraph = 'schema/supergraph.graphql';
  const catalogue = readCatalogue(join(root, 'schema/catalogue.json'));
  return {
    sdl,
    supergraph: existsSync(join(root, supergraph)) ? read(supergraph).text : '',
    policies: list('policies', '.yaml'),
    screens: [...list('screens', '.graphql'), ...list('screens/commands', '.graphql')],
    registered: list('screens/registered', '.graphql'),
    ...(catalogue === undefined ? {} : { catalogue }),
  };
}

function readCatalogue(path: string): Catalogue | undefined {
  return existsSync(path)
    ? CatalogueFormat.parse(JSON.parse(readFileSync(path, 'utf8')))
    : undefined;
}
