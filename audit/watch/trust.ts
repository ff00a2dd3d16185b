import { z } from 'zod';
import { hashOfInstallationLock, type InstallationLock } from '../../lib/installationLock.ts';
import { witnessQuorum, witnessStores } from '../../lib/processNames.ts';
import { storeNames } from '../../lib/storeName.ts';
import { logKeysOf } from '../logKeys.ts';
import { MalformedError } from '../malformed.ts';
import {
  cosignatureAlgorithm,
  noteAlgorithm,
  parseVerifierKey,
  verifierKeyText,
  type Algorithm,
  type VerifierKey,
} from '../note/verifierKey.ts';

/** trust.json: what an auditor pins out of band (docs/audit-format.md). */
const PinnedKey = z.object({ kid: z.string(), ed25519: z.string() });
const TrustFile = z.object({
  format: z.literal(1),
  origin: z.string().min(1),
  genesis: z.string(),
  log: z.string(),
  witnesses: z.array(z.object({ name: z.string(), key: z.string(), operator: z.string() })),
  quorum: z.number().int().min(1),
  stores: z.record(z.string(), z.array(PinnedKey)),
  signers: z.array(PinnedKey),
});
export type TrustFile = Readonly<z.output<typeof TrustFile>>;

export interface TrustedWitness {
  readonly name: string;
  readonly key: VerifierKey;
  /** Who runs it: witnesses of one operator are one word. */
  readonly operator: string;
}

/** The part of trust.json by which checkpoints are judged. */
export interface Trust {
  readonly origin: string;
  readonly log: VerifierKey;
  readonly witnesses: readonly TrustedWitness[];
  readonly quorum: number;
}

/** Throws `MalformedError` where the file could be satisfied by less than it seems to ask. */
export function parseTrust(text: string): Trust {
  const { origin, log, witnesses, quorum } = fileOf(text);
  const trusted = witnesses.map(({ name, key, operator }) => ({
    ...{ name, operator, key: keyOf(key, cosignatureAlgorithm) },
  }));
  const keys = new Set(trusted.map(({ key }) => Buffer.from(key.publicKey).toString('hex')));
  const names = new Set(trusted.map(({ name }) => name));
  if (keys.size < trusted.length || names.size < trusted.length) {
    throw new MalformedError('trust.json lists a witness twice, which would count for two');
  }
  if (quorum > trusted.length)
    throw new MalformedError('trust.json asks for more witnesses than it lists');
  return { origin, log: keyOf(log, noteAlgorithm), witnesses: trusted, quorum };
}

function fileOf(text: string): TrustFile {
  try {
    return TrustFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new MalformedError('trust.json is not of the form that docs/audit-format.md gives', {
      cause,
    });
  }
}

function keyOf(text: string, algorithm: Algorithm): VerifierKey {
  const key = parseVerifierKey(text);
  if (key.algorithm !== algorithm) {
    throw new MalformedError('trust.json has a key of another signature type in its place');
  }
  return key;
}

/**
 * What there is to pin of an installation, from its chain of locks, the genesis lock first. Keys
 * that were replaced are listed as well: what they signed stays in the log.
 */
export function trustOf(chain: readonly InstallationLock[], operator: string): TrustFile {
  const [genesis] = chain;
  const present = chain.at(-1);
  if (genesis === undefined || present === undefined) throw new TypeError('a chain has a lock');
  const names = logKeysOf(present);
  const log = names.log.at(-1);
  if (log === undefined) throw new MalformedError('the installation lock does not name a log');
  const witnesses = names.witnesses.flatMap(({ store, keys }) => {
    const key = keys.at(-1);
    return key === undefined ? [] : [{ name: store, key: verifierKeyText(key), operator }];
  });
  return {
    ...{ format: 1, origin: names.origin, genesis: hashOfInstallationLock(genesis) },
    log: verifierKeyText(log),
    witnesses,
    quorum: Math.min(witnessQuorum, witnessStores.length),
    stores: Object.fromEntries(
      storeNames.map((store) => [store, everyKey(chain, (lock) => lock.processes[store] ?? [])]),
    ),
    signers: everyKey(chain, ({ signers }) => signers),
  };
}

type PinnedKey = z.output<typeof PinnedKey>;

function everyKey(
  chain: readonly InstallationLock[],
  keysOf: (lock: InstallationLock) => readonly PinnedKey[],
): PinnedKey[] {
  const keys = new Map<string, PinnedKey>();
  for (const lock of chain) {
    for (const { kid, ed25519 } of keysOf(lock)) keys.set(kid, { kid, ed25519 });
  }
  return [...keys.values()];
}

/** Each lock names the one before it and is signed by one of that one's signers. */
export function checkChain(chain: readonly InstallationLock[]): void {
  for (const [at, lock] of chain.entries()) {
    const before = chain[at - 1];
    const follows =
      before === undefined
        ? lock.previous === null && lock.genesis === null
        : lock.previous === hashOfInstallationLock(before) &&
          lock.epoch > before.epoch &&
          signerIn(lock) !== undefined &&
          signerIn(lock) === signerIn(before, lock.signature.kid);
    if (!follows) throw new MalformedError('the installation locks are not one chain');
  }
}

/** A lock's signature was verified by the key that it lists itself, so that key must be the earlier one's. */
const signerIn = ({ signers, signature }: InstallationLock, wanted = signature.kid) =>
  signers.find(({ kid }) => kid === wanted)?.ed25519;
