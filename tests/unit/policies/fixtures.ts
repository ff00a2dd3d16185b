import { compilePolicies } from '../../../policies/compiler/compile.ts';
import type {
  Catalogue,
  CompileInput,
  CompileResult,
  TextFile,
  Violation,
} from '../../../policies/compiler/types.ts';
import { composeSubgraphs } from '../../../tools/generate/compose.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import { baseFiles } from './fixtureFiles.ts';

/** Replaces a text in a file; `''` as the text to find appends. A file that is new is made. */
export type Edit = readonly [file: string, find: string, replace: string];

export function fixtureFiles(edits: readonly Edit[] = []): Readonly<Record<string, string>> {
  const files: Record<string, string> = { ...baseFiles };
  for (const [file, find, replace] of edits) {
    const text = files[file] ?? '';
    if (!text.includes(find)) throw new Error(`the fixture ${file} does not hold: ${find}`);
    files[file] = find === '' ? `${text}${replace}\n` : text.replace(find, replace);
  }
  return files;
}

function composed(sdl: Readonly<Record<string, TextFile>>): string {
  const texts = Object.entries(sdl).map(([store, { text }]) => [store, text] as const);
  const composition = composeSubgraphs(Object.fromEntries(texts));
  if (composition.supergraphSdl !== undefined) return composition.supergraphSdl;
  throw new Error(composition.faults.map(({ message }) => message).join('\n'));
}

const sdlOf = (files: Readonly<Record<string, string>>): Readonly<Record<string, TextFile>> =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([file]) => file.startsWith('schema/'))
      .map(([file, text]) => [
        file.replace(/^schema\/(.*)\.graphql$/, '$1') as StoreName,
        { file, text },
      ]),
  );

/** Composed once: most edits leave the graph as it is. */
const baseSupergraph = composed(sdlOf(baseFiles));

export function fixtureInput(edits: readonly Edit[] = [], catalogue?: Catalogue): CompileInput {
  const files = fixtureFiles(edits);
  const pick = (pattern: RegExp): TextFile[] =>
    Object.entries(files)
      .filter(([file]) => pattern.test(file))
      .map(([file, text]) => ({ file, text }));
  const sdl = sdlOf(files);
  const changesGraph = edits.some(([file]) => file.startsWith('schema/'));
  return {
    sdl,
    supergraph: changesGraph ? composed(sdl) : baseSupergraph,
    policies: pick(/^policies\//),
    screens: pick(/^screens\/(commands\/)?[\w-]+\.graphql$/).filter(
      ({ file }) => !file.startsWith('screens/registered/'),
    ),
    registered: pick(/^screens\/registered\//),
    ...(catalogue === undefined ? {} : { catalogue }),
  };
}

export const compileFixture = (edits: readonly Edit[] = [], catalogue?: Catalogue): CompileResult =>
  compilePolicies(fixtureInput(edits, catalogue));

/** What the compiler refuses after some edits: `I1 Customer.extra`. */
export const refusals = (edits: readonly Edit[], catalogue?: Catalogue): readonly string[] =>
  compileFixture(edits, catalogue).violations.map(
    ({ invariant, coordinate }: Violation) => `${invariant} ${coordinate}`,
  );
