import { readFileSync } from 'node:fs';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { storeNames, type StoreName } from '../../../../lib/storeName.ts';
import type { FromStores, ToStores } from './messages.ts';
import { openStore, type SwitchableStore } from './switchableStore.ts';
import { createSyntheticAnswers } from './syntheticAnswers.ts';

/** The process of all stores of the proof: each subgraph of the graph behind a port of its own. */
const say = (message: FromStores): void => {
  process.send?.(message);
};

const open = async (store: StoreName): Promise<readonly [StoreName, SwitchableStore]> => {
  const sdl = readFileSync(projectFile('schema', `${store}.graphql`), 'utf8');
  return [store, await openStore(createSyntheticAnswers(sdl))];
};

const stores = new Map(await Promise.all(storeNames.map(open)));

process.on('disconnect', () => process.exit(0));
process.on('message', ({ store, behaviour }: ToStores) => {
  const told = stores.get(store)?.behave(behaviour) ?? Promise.resolve();
  void told.then(() => {
    say({ kind: 'behaves', store, behaviour });
  });
});
const urls = Object.fromEntries([...stores].map(([name, { url }]) => [name, url]));
say({ kind: 'listening', urls: urls as Record<StoreName, string> });
