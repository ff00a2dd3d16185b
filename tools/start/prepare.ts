import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { readPolicyLock } from '../../policies/readLock.ts';
import { demonstrationOfficers } from '../../lib/officers.ts';
import { keyHolders } from '../../lib/processNames.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { hasKeyDatabase, keyDatabase, storeNames, type StoreName } from '../../lib/storeName.ts';
import { migrateKeys, migrateStore } from '../../subgraphs/host/migrate.ts';
import { openAuditInbox } from '../postgres/provision.ts';
import { makeDataFolder, type DataFolder } from './dataFolder.ts';
import { developmentPart } from './developmentPart.ts';
import {
  dropEmbedded,
  postgresHome,
  provisionEmbedded,
  removeOrphanedServer,
  urlsOnPort,
  type StoreDatabaseUrls,
} from './embeddedDatabases.ts';
import { replaceFile } from './files.ts';
import { ensureInstallation, type Installation } from './installation.ts';
import { endLeftOvers } from './leftOvers.ts';
import type { Part } from './part.ts';
import type { Progress } from './progress.ts';
import { ensureSecrets } from './secrets.ts';
import { interrupted, readSeedState, seedEmpty, type SeedSize } from './seeding.ts';
import { storeDefinition } from './storeDefinitions.ts';

/** Makes or finds what an installation keeps: folder, keys, lock. */
export async function prepareFolder(folder: DataFolder, progress: Progress): Promise<Installation> {
  const left = await endLeftOvers(folder);
  if (left > 0) progress.note('An earlier start was ended from outside; cleared up after it.');
  if (await removeOrphanedServer(folder)) {
    progress.note('Removed the database files of a data folder that was deleted.');
  }
  makeDataFolder(folder);
  return progress.step('Keys and the signed list of processes', () => {
    const policy = readPolicyLock(projectFile('policies', 'policy.lock.json')).hash;
    return Promise.resolve(
      ensureInstallation(folder, [...keyHolders, ...demonstrationOfficers], policy),
    );
  });
}

/** Production and the whole graph use the committed supergraph; a choice of stores gets one of its own. */
export async function prepareSupergraph(
  folder: DataFolder,
  stores: readonly StoreName[],
  progress: Progress,
): Promise<string> {
  if (stores.length === storeNames.length) return projectFile('schema', 'supergraph.graphql');
  await progress.step(`Graph of ${stores.join(', ')}`, async () => {
    const compose = (await developmentPart(
      'tools/generate/compose.js',
      'composeSupergraph',
      'composition',
    )) as (stores: readonly StoreName[]) => string;
    replaceFile(folder.supergraph, compose(stores));
  });
  return folder.supergraph;
}

export interface EmbeddedPreparation {
  readonly folder: DataFolder;
  readonly stores: readonly StoreName[];
  readonly server: Part;
  readonly port: number;
  readonly progress: Progress;
}

export type EmbeddedUrls = Readonly<Partial<Record<StoreName, StoreUrls>>>;

/** For the sealing of what was written before; the store's own process has its window by itself. */
const windowDays = 7;

export interface StoreUrls extends StoreDatabaseUrls {
  /** Of the key database, for the store that has one. */
  readonly keysUrl: string | undefined;
}

/** Starts the embedded server, with a migrated database a store. */
export async function prepareDatabases(input: EmbeddedPreparation): Promise<EmbeddedUrls> {
  const { folder, server, port, progress } = input;
  await progress.step(`PostgreSQL on port ${String(port)}`, () => server.start());
  const home = postgresHome(folder);
  if (home !== folder.postgres) {
    progress.note(`Its account can't enter ${folder.root}; its files are in ${home}`);
  }
  return prepareStores(input);
}

async function prepareStores(input: EmbeddedPreparation): Promise<EmbeddedUrls> {
  const { folder, stores, port, progress } = input;
  const secrets = ensureSecrets(folder);
  const halfFilled = interrupted(readSeedState(folder));
  await progress.step('A database and its roles for each store', async () => {
    if (halfFilled.length > 0) await dropEmbedded(folder, port, halfFilled);
    await provisionEmbedded(folder, port, stores, secrets);
  });
  if (halfFilled.length > 0) {
    progress.note(`The first filling of ${halfFilled.join(', ')} was interrupted; begun anew.`);
  }
  const keys = urlsOnPort(keyDatabase, port, secrets);
  const urls: EmbeddedUrls = Object.fromEntries(
    stores.map((store): [StoreName, StoreUrls] => [
      store,
      {
        ...urlsOnPort(store, port, secrets),
        keysUrl: hasKeyDatabase(store) ? keys.url : undefined,
      },
    ]),
  );
  await Promise.all(
    stores.map((store) =>
      progress.step(`Tables of ${store}`, () => makeTables(store, urls[store], keys, folder)),
    ),
  );
  return urls;
}

/** One store's alone: no database knows of another, so that all are made at once. */
async function makeTables(
  store: StoreName,
  urls: StoreUrls | undefined,
  keys: StoreDatabaseUrls,
  folder: DataFolder,
): Promise<void> {
  if (urls === undefined) throw new TypeError(`${store} has no database`);
  const { ownerUrl, keysUrl } = urls;
  const definition = await storeDefinition(store);
  await migrateStore(definition, ownerUrl);
  if (store === 'governance') await openAuditInbox(ownerUrl);
  if (hasKeyDatabase(store)) await migrateKeys(keys.ownerUrl);
  await definition.vault?.sealExisting({
    ...{ ownerUrl, keysUrl, clock: systemClock, log: silentLog },
    config: { folder: folder.wrappingKeys, windowDays },
  });
}

/** Fills what is empty; a store that was filled once is never touched again. */
export async function prepareData(
  folder: DataFolder,
  urls: EmbeddedUrls,
  wanted: { readonly size: SeedSize; readonly seed: number },
  progress: Progress,
): Promise<void> {
  const filled = readSeedState(folder)?.stores ?? [];
  const owners = Object.fromEntries(
    Object.entries(urls).flatMap(([store, { ownerUrl }]) =>
      filled.includes(store as StoreName) ? [] : [[store, ownerUrl]],
    ),
  );
  if (Object.keys(owners).length === 0) return;
  const { size } = readSeedState(folder) ?? wanted;
  const keysUrl = Object.values(urls).find((store) => store.keysUrl !== undefined)?.keysUrl;
  await progress.step(`Synthetic data, size ${size}`, (report) =>
    seedEmpty(folder, wanted, { owners, keysUrl }, report),
  );
}
