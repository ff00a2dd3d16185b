import { hashOfInstallationLock, type InstallationLock } from '../lib/installationLock.ts';
import { logKey, witnessKey, witnessStores, type WitnessStore } from '../lib/processNames.ts';
import {
  cosignatureAlgorithm,
  noteAlgorithm,
  verifierKey,
  type VerifierKey,
} from './note/verifierKey.ts';

/** Who signs an installation's log, as its lock says; the names are those of docs/audit-format.md. */
export interface LogKeys {
  /** Origin line of the log's checkpoints, and name of its key. */
  readonly origin: string;
  /** Two while the log's key rolls over. */
  readonly log: readonly VerifierKey[];
  readonly witnesses: readonly WitnessKeys[];
}

export interface WitnessKeys {
  readonly store: WitnessStore;
  readonly keys: readonly VerifierKey[];
}

export const logOrigin = (genesis: string): string => `referent/${genesis.slice(0, 16)}`;

export const witnessName = (origin: string, store: WitnessStore): string =>
  `${origin}/witness/${store}`;

export function logKeysOf(lock: InstallationLock): LogKeys {
  const origin = logOrigin(lock.genesis ?? hashOfInstallationLock(lock));
  const keysOf = (holder: string, name: string, algorithm: 1 | 4): VerifierKey[] =>
    (lock.processes[holder] ?? []).map((keys) => verifierKey(keys, name, algorithm));
  return {
    origin,
    log: keysOf(logKey, origin, noteAlgorithm),
    witnesses: witnessStores.map((store) => ({
      store,
      keys: keysOf(witnessKey(store), witnessName(origin, store), cosignatureAlgorithm),
    })),
  };
}

/** Of which witnesses a note holds a cosignature; two keys of one witness count once. */
export const witnessesOf = (
  { witnesses }: LogKeys,
  verified: readonly { readonly key: VerifierKey }[],
): readonly WitnessStore[] =>
  witnesses
    .filter(({ keys }) => verified.some(({ key }) => keys.includes(key)))
    .map(({ store }) => store);
