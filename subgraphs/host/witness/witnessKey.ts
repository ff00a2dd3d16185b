import { logKeysOf, witnessName, type LogKeys } from '../../../audit/logKeys.ts';
import { noteCosigner, type NoteCosigner } from '../../../audit/note/signedNote.ts';
import type { InstallationLock } from '../../../lib/installationLock.ts';
import type { ProcessKeys } from '../../../lib/keys.ts';
import { isWitnessStore, witnessKey } from '../../../lib/processNames.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import { LockError } from '../locks.ts';

export interface Witness {
  readonly log: LogKeys;
  readonly cosigner: NoteCosigner;
}

/** A store's witness with its own key. Throws `LockError` where the installation knows no such witness. */
export function witnessOf(
  store: StoreName,
  keys: ProcessKeys,
  installation: InstallationLock,
): Witness {
  if (!isWitnessStore(store)) throw new LockError(`${store} is no witness of the audit log`);
  const known = installation.processes[witnessKey(store)] ?? [];
  if (!known.some(({ kid }) => kid === keys.public.kid)) {
    throw new LockError(`the installation lock does not know the key of ${witnessKey(store)}`);
  }
  const log = logKeysOf(installation);
  if (log.log.length === 0) throw new LockError('the installation lock does not name a log');
  return { log, cosigner: noteCosigner(keys, witnessName(log.origin, store)) };
}
