import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../tools/postgres/embeddedPostgres.ts';
import { closeMaintenanceDatabases } from '../../tools/postgres/provision.ts';
import runFolderSetup from './runFolderSetup.ts';

/** What the teardown of the same process needs. */
export interface TestServer {
  readonly server: EmbeddedPostgres;
  readonly folder: string;
}

declare global {
  var referentTestServer: TestServer | undefined;
}

/** Durability is of no use to a server that is thrown away. */
const fastSettings = [
  ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
  // Clones are copied by the system itself, many times faster than page by page through the server.
  ...(process.platform === 'win32' ? [] : ['file_copy_method=clone']),
];

/** Jest global setup: one PostgreSQL a run; workers learn of it through the environment. */
export default async function databaseSetup(): Promise<void> {
  runFolderSetup();
  const folder = mkdtempSync(join(tmpdir(), 'referent-test-'));
  // PostgreSQL may run under another account, which has to pass through.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ folder, settings: fastSettings });
  globalThis.referentTestServer = { server, folder };
  const superuserUrl = server.superuserUrl('postgres');
  await closeMaintenanceDatabases(superuserUrl);
  const told = { superuserUrl, password: randomBytes(16).toString('hex') };
  // eslint-disable-next-line no-restricted-properties -- the only channel from Jest's setup to its workers
  process.env.REFERENT_TEST_POSTGRES = JSON.stringify(told);
}
