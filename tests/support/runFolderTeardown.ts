import { rmSync } from 'node:fs';

/** Jest global teardown: removes what the suites shared. */
export default function runFolderTeardown(): void {
  const folder = globalThis.referentRunFolder;
  if (folder === undefined) return;
  rmSync(folder, { recursive: true, force: true });
  globalThis.referentRunFolder = undefined;
}
