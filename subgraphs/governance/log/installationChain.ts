import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  hashOfInstallationLock,
  parseInstallationLock,
  type InstallationLock,
} from '../../../lib/installationLock.ts';
import { LockError } from '../../host/locks.ts';

/**
 * The installation's locks from the genesis lock to the present one, which tells them all: each
 * names the hash of the one before. `folder` has a file an epoch; without it, the present one alone.
 */
export function installationChain(
  present: InstallationLock,
  folder: string | undefined,
): readonly InstallationLock[] {
  const chain = [present];
  for (let { previous, epoch } = present; folder !== undefined && previous !== null;) {
    const before = lockBefore(folder, epoch, previous);
    chain.unshift(before);
    ({ previous, epoch } = before);
  }
  return chain;
}

function lockBefore(folder: string, epoch: number, hash: string): InstallationLock {
  for (let number = epoch - 1; number > 0; number -= 1) {
    const lock = lockOf(folder, number);
    if (lock !== undefined && hashOfInstallationLock(lock) === hash) return lock;
  }
  throw new LockError(
    `the folder of installation locks lacks the one before epoch ${String(epoch)}`,
  );
}

function lockOf(folder: string, epoch: number): InstallationLock | undefined {
  try {
    return parseInstallationLock(readFileSync(join(folder, `${String(epoch)}.json`), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new LockError(`the installation lock of epoch ${String(epoch)} can't be read`);
  }
}
