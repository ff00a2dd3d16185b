import type { InstallationLock } from '../../lib/installationLock.ts';
import type { ProcessKeys } from '../../lib/keys.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { PolicyLock } from '../../policies/lock.ts';

/** Thrown before a store starts: it would decide by something else than what is in force. */
export class LockError extends Error {
  override readonly name = 'LockError';
}

/** The policy must be the one that the installation puts in force, and this process one of its own. */
export function checkLocks(
  store: StoreName,
  keys: ProcessKeys,
  installation: InstallationLock,
  policy: PolicyLock,
): void {
  const problems: string[] = [];
  if (installation.policy !== policy.hash) {
    problems.push('the published policy is not the one that the installation lock puts in force');
  }
  const own = installation.processes[store] ?? [];
  if (!own.some(({ kid }) => kid === keys.public.kid)) {
    problems.push(`the installation lock does not know the key of ${store}`);
  }
  if (installation.processes.gateway === undefined) {
    problems.push('the installation lock does not name a gateway');
  }
  if (problems.length > 0) throw new LockError(problems.join('; '));
}
