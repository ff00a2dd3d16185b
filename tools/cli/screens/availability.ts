import { storeNames } from '../../../lib/storeName.ts';
import type { DataFolder } from '../../start/dataFolder.ts';
import { readRunFile } from '../../start/runFile.ts';
import { runningSupervisor } from '../../start/supervisorLock.ts';
import type { LocalDocument } from '../documents.ts';

/** Tells which stores a document needs and the installation of this folder does not run. */
export type MissingStores = (document: LocalDocument) => Promise<readonly string[]>;

/** Every store is there where nothing runs, or the whole graph does. */
export async function missingStoresOn(folder: DataFolder): Promise<MissingStores> {
  const runs = runningSupervisor(folder.supervisorFile) !== undefined;
  const stores = (runs ? readRunFile(folder)?.stores : undefined) ?? storeNames;
  const absent = new Set<string>(storeNames.filter((store) => !stores.includes(store)));
  if (absent.size === 0) return () => Promise.resolve([]);
  // The planner takes a while to load; the usual installation runs every store.
  const { createLocalPlanner } = await import('../planOf.ts');
  const plan = await createLocalPlanner();
  return async (document) => {
    const asked = new Set<string>((await plan(document)).map(({ store }) => store));
    return [...absent].filter((store) => asked.has(store));
  };
}
