import { rmSync } from 'node:fs';
import { postgresAccount, reachable } from '../../tools/postgres/binaries.ts';
import runFolderTeardown from './runFolderTeardown.ts';

/** Jest global teardown: stops the server of this run and removes its files. */
export default async function databaseTeardown(): Promise<void> {
  runFolderTeardown();
  const running = globalThis.referentTestServer;
  if (running === undefined) return;
  await running.server.stop();
  rmSync(running.folder, { recursive: true, force: true });
  rmSync(reachable(running.folder, postgresAccount()), { recursive: true, force: true });
}
