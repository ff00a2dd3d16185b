import { existsSync, readFileSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import {
  databaseName,
  hasKeyDatabase,
  keyDatabase,
  type DatabaseHolder,
  type StoreName,
} from '../../lib/storeName.ts';
import { postgresAccount, reachable } from '../postgres/binaries.ts';
import { startEmbeddedPostgres, stopLeftOver } from '../postgres/embeddedPostgres.ts';
import {
  auditWriterRole,
  closeMaintenanceDatabases,
  provisionStore,
  rolesOf,
  withClient,
} from '../postgres/provision.ts';
import { servingSettings } from '../postgres/servingSettings.ts';
import type { DataFolder } from './dataFolder.ts';
import { openLogFile } from './logFile.ts';
import { Part, type PartHooks } from './part.ts';
import type { Secrets } from './secrets.ts';

export interface StoreDatabaseUrls {
  /** The service role's, for the store's process. */
  readonly url: string;
  /** The owner's: migrates and seeds. */
  readonly ownerUrl: string;
}

const logBytesMax = 10_000_000;
export const logLimits = { bytesMax: logBytesMax, keep: 3 };
const lastWordsBytes = 4_000;

/** Where the server's files lie: below the data folder, unless the server's account can't go there. */
export const postgresHome = (folder: DataFolder): string =>
  reachable(folder.postgres, postgresAccount());

/** The embedded server as a part: kept alive on one port. */
export function postgresPart(folder: DataFolder, port: number, hooks: PartHooks): Part {
  const path = join(folder.logs, 'postgres.log');
  return new Part(
    {
      name: 'postgres',
      url: `postgresql://127.0.0.1:${String(port)}`,
      launch: async () => {
        const log = openLogFile({ path, ...logLimits });
        const server = await startEmbeddedPostgres({
          folder: folder.postgres,
          port,
          settings: servingSettings(totalmem()),
          log: log.write,
        });
        const ended = server.ended.then((how) => {
          log.close();
          return how;
        });
        return { pid: server.pid, ended, end: server.stop };
      },
      isUp: () => Promise.resolve(true),
      lastWords: () =>
        existsSync(path) ? [readFileSync(path, 'utf8').slice(-lastWordsBytes).trim()] : [],
    },
    hooks,
  );
}

/** URLs of a store's database on the embedded server. */
export function urlsOnPort(
  store: DatabaseHolder,
  port: number,
  secrets: Secrets,
): StoreDatabaseUrls {
  const { ownerRole, serviceRole } = rolesOf(store);
  const url = (role: string, password: string): string =>
    `postgresql://${role}:${password}@127.0.0.1:${String(port)}/${databaseName(store)}`;
  return {
    url: url(serviceRole, secrets[store].service),
    ownerUrl: url(ownerRole, secrets[store].owner),
  };
}

/** Of the role that looks for copies in a store's database. */
export const scannerUrlOnPort = (store: StoreName, port: number, { scanners }: Secrets): string =>
  `postgresql://${rolesOf(store).scannerRole}:${scanners[store]}@127.0.0.1:${String(port)}/${databaseName(store)}`;

/** Where gateways write audit entries. */
export const auditUrlOnPort = (port: number, { auditWriter }: Secrets): string =>
  `postgresql://${auditWriterRole}:${auditWriter}@127.0.0.1:${String(port)}/${databaseName('governance')}`;

/** Of the embedded server, whose superuser is nobody's but the supervisor's. */
export const superuserUrl = (folder: DataFolder, port: number): string => {
  const password = readFileSync(join(postgresHome(folder), 'superuser.password'), 'utf8');
  return `postgresql://postgres:${password}@127.0.0.1:${String(port)}/postgres`;
};

/** The stores, and the key database where its store is among them. */
const holdersOf = (stores: readonly StoreName[]): readonly DatabaseHolder[] =>
  stores.some(hasKeyDatabase) ? [...stores, keyDatabase] : stores;

/** A database and roles a store, each of which reaches its own database alone. */
export async function provisionEmbedded(
  folder: DataFolder,
  port: number,
  stores: readonly StoreName[],
  secrets: Secrets,
): Promise<void> {
  const url = superuserUrl(folder, port);
  await closeMaintenanceDatabases(url);
  await Promise.all(
    holdersOf(stores).map((store) =>
      provisionStore({
        superuserUrl: url,
        store,
        ownerPassword: secrets[store].owner,
        servicePassword: secrets[store].service,
        ...(store === 'governance' ? { auditWriterPassword: secrets.auditWriter } : {}),
        ...(store === keyDatabase ? {} : { scannerPassword: secrets.scanners[store] }),
      }),
    ),
  );
}

/** For databases whose first filling was interrupted: nothing in them is anybody's yet. */
export async function dropEmbedded(
  folder: DataFolder,
  port: number,
  stores: readonly StoreName[],
): Promise<void> {
  await withClient(superuserUrl(folder, port), async (client) => {
    for (const store of holdersOf(stores)) {
      await client.query(`drop database if exists "${databaseName(store)}" with (force)`);
    }
  });
}

/** Stops a server that outlived its supervisor; the next start, or `stop`, does it. */
export const stopLeftOverServer = (folder: DataFolder): Promise<boolean> =>
  stopLeftOver(join(postgresHome(folder), 'data'));

/**
 * Server files beside the data folder stay when a person deletes that folder to begin anew; without
 * its keys and secrets they are nobody's.
 */
export async function removeOrphanedServer(folder: DataFolder): Promise<boolean> {
  const home = postgresHome(folder);
  if (home === folder.postgres || existsSync(folder.installationLock) || !existsSync(home)) {
    return false;
  }
  await stopLeftOverServer(folder);
  rmSync(home, { recursive: true, force: true });
  return true;
}
