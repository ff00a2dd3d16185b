import { readFileSync } from 'node:fs';
import type { ReadFile } from '../../audit/tree/tiles.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import type { UsedCoordinates } from '../../policies/coordinates.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import { parsePolicyLock } from '../../policies/readLock.ts';
import { askedByTexts } from '../../policies/replay/askedByTexts.ts';
import { documentTexts } from '../cli/documents.ts';

/** Policies that were in force, as the log keeps them; one that it lacks is left out. */
export async function policiesIn(
  read: ReadFile,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, PolicyLock>> {
  const found = await Promise.all(
    hashes.map(async (hash) => {
      const bytes = await read(`locks/policy/${hash}.json`);
      return bytes === undefined ? [] : [parsePolicyLock(Buffer.from(bytes).toString('utf8'))];
    }),
  );
  return new Map(found.flat().map((lock) => [lock.hash, lock]));
}

/** What the project's documents ask for, by the hash of their text. */
export const askedByDocument = (): ((document: string) => UsedCoordinates | undefined) =>
  askedByTexts(readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8'), documentTexts());
