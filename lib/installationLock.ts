import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { canonicalJson } from './canonicalJson.ts';
import { sha256Hex } from './hash.ts';
import { publicKeysSchema, signBytes, verifyBytes, type ProcessKeys } from './keys.ts';

/**
 * The installation's lock: who the processes are and which published policy is in force. Made at
 * first start; every later one names the hash of the one before (a chain), and is signed.
 */
const InstallationLock = z.object({
  epoch: z.number().int().min(1),
  /** Hash of the published policy in force. */
  policy: z.string(),
  /** Hash of the installation lock before this one; null for the genesis lock. */
  previous: z.string().nullable(),
  /** Hash of the genesis lock, repeated in each successor; null in the genesis lock itself. */
  genesis: z.string().nullable(),
  /** Public keys a process; two while a key rolls over. */
  processes: z.record(z.string(), z.array(publicKeysSchema).min(1).max(2)),
  /** Who may sign locks. */
  signers: z.array(publicKeysSchema).min(1),
  signature: z.object({ kid: z.string(), value: z.string() }),
});
export type InstallationLock = Readonly<z.output<typeof InstallationLock>>;
export type UnsignedInstallationLock = Omit<InstallationLock, 'signature'>;

/** What is signed of a lock. */
export const unsignedOf = ({
  epoch,
  policy,
  previous,
  genesis,
  processes,
  signers,
}: InstallationLock): UnsignedInstallationLock => ({
  ...{ epoch, policy, previous, genesis, processes, signers },
});

const signedBytes = (lock: UnsignedInstallationLock): Uint8Array =>
  Buffer.from(canonicalJson(lock));

export function signInstallationLock(
  lock: UnsignedInstallationLock,
  keys: ProcessKeys,
): InstallationLock {
  return {
    ...lock,
    signature: { kid: keys.public.kid, value: signBytes(keys, signedBytes(lock)) },
  };
}

export const hashOfInstallationLock = (lock: InstallationLock): string =>
  sha256Hex(canonicalJson(lock));

/** Throws unless the lock is well-formed, signed by one of its signers, and of the pinned genesis. */
export function parseInstallationLock(text: string, pinnedGenesis?: string): InstallationLock {
  const lock = InstallationLock.parse(JSON.parse(text));
  const { signature, ...unsigned } = lock;
  const signer = lock.signers.find(({ kid }) => kid === signature.kid);
  if (signer === undefined || !verifyBytes(signer, signedBytes(unsigned), signature.value)) {
    throw new Error('the installation lock is not signed by one of its signers');
  }
  const genesis = lock.genesis ?? hashOfInstallationLock(lock);
  if (pinnedGenesis !== undefined && pinnedGenesis !== genesis) {
    throw new Error('the installation lock does not descend from the pinned genesis lock');
  }
  return lock;
}

export const readInstallationLock = (path: string, pinnedGenesis?: string): InstallationLock =>
  parseInstallationLock(readFileSync(path, 'utf8'), pinnedGenesis);
