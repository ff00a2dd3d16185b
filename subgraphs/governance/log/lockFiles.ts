import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { InstallationLock } from '../../../lib/installationLock.ts';
import type { Database } from '../../host/definition.ts';

interface KeptPolicy {
  readonly number: number;
  readonly hash: string;
  readonly lock: unknown;
}

/** The published policies that were in force and the installation's locks, under their paths in the log. */
export function createLockFiles(
  db: Database,
  installations: readonly InstallationLock[],
): () => Promise<readonly { readonly path: string; readonly text: string }[]> {
  let known = 0;
  let epoch = installations.at(-1)?.epoch ?? 0;
  const files = installations.map((lock) => ({
    path: `locks/installation/${String(lock.epoch)}.json`,
    text: canonicalJson(lock),
  }));
  return async () => {
    // Locks that came into force while this process runs.
    const locks = await db.query<{ readonly epoch: number; readonly body: string }>(
      'select epoch, body from installation_lock where epoch > $1 order by epoch limit 10',
      [epoch],
    );
    for (const next of locks) {
      epoch = next.epoch;
      files.push({ path: `locks/installation/${String(next.epoch)}.json`, text: next.body });
    }
    const rows = await db.query<KeptPolicy>(
      'select number, hash, lock from policy_epoch where number > $1 order by number limit 10',
      [known],
    );
    for (const { number, hash, lock } of rows) {
      known = number;
      files.push({ path: `locks/policy/${hash}.json`, text: canonicalJson(lock) });
    }
    return files;
  };
}
