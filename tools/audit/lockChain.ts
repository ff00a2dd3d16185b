import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkChain } from '../../audit/watch/trust.ts';
import { parseInstallationLock, type InstallationLock } from '../../lib/installationLock.ts';

/** An installation's locks, one file an epoch, as one chain from the pinned genesis lock. */
export function readLockChain(folder: string, genesis: string): readonly InstallationLock[] {
  const chain = readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => parseInstallationLock(readFileSync(join(folder, name), 'utf8'), genesis))
    .sort((left, right) => left.epoch - right.epoch);
  checkChain(chain);
  return chain;
}
