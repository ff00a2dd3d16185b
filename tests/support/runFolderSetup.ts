import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

declare global {
  /** What the teardown of the same process needs. */
  var referentRunFolder: string | undefined;
}

/** Jest global setup: a folder for what the suites of one run make once and share. */
export default function runFolderSetup(): void {
  if (globalThis.referentRunFolder !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'referent-run-'));
  // PostgreSQL may run under another account, which has to pass through.
  chmodSync(folder, 0o755);
  globalThis.referentRunFolder = folder;
  // eslint-disable-next-line no-restricted-properties -- the only channel from Jest's setup to its workers
  process.env.REFERENT_TEST_RUN = folder;
}
