import { bytesOf, fromBase64, hexOf, sameBytes, textOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import type { Findings } from './findings.ts';
import { canonical, hasShape, isCount, isHash, isObject, isOrNull, isText } from './json.ts';
import { parseCanonical, without, type Json, type Test } from './json.ts';
import { verifierKey, type VerifierKey } from './note.ts';
import { keysIn, type Keys, type Trust, type TrustedWitness } from './trust.ts';

/** An installation lock: who the processes are and which policy is in force. */
export interface InstallationLock {
  readonly path: string;
  readonly hash: string;
  readonly epoch: number;
  readonly policy: string;
  readonly previous: string | null;
  readonly genesis: string | null;
  readonly processes: ReadonlyMap<string, Keys>;
  readonly signers: Keys;
  readonly signature: { readonly kid: string; readonly value: string };
  /** What was signed: canonical JSON without the signature. */
  readonly signed: string;
}

const shape: Readonly<Record<string, Test>> = {
  epoch: (value) => isCount(value) && value >= 1,
  genesis: isOrNull(isHash),
  policy: isHash,
  previous: isOrNull(isHash),
  processes: (value) => processesIn(value) !== undefined,
  signature: (value) => hasShape(value, { kid: isText, value: isText }),
  signers: (value) => keysIn(value) !== undefined,
};

export function parseInstallationLock(
  crypto: Crypto,
  path: string,
  bytes: Uint8Array,
): InstallationLock | undefined {
  const text = textOf(bytes);
  const lock = text === undefined ? undefined : parseCanonical(text);
  if (!hasShape(lock, shape)) return undefined;
  const unsigned = without(lock, 'signature');
  return {
    ...(lock as unknown as Pick<
      InstallationLock,
      'epoch' | 'policy' | 'previous' | 'genesis' | 'signature'
    >),
    path,
    processes: processesIn(lock.processes) ?? new Map(),
    signers: keysIn(lock.signers) ?? new Map(),
    hash: hexOf(crypto.sha256(bytes)),
    signed: canonical(unsigned),
  };
}

function processesIn(value: Json | undefined): ReadonlyMap<string, Keys> | undefined {
  if (!isObject(value)) return undefined;
  const processes = new Map<string, Keys>();
  for (const [name, list] of Object.entries(value)) {
    const keys = keysIn(list);
    if (keys === undefined) return undefined;
    processes.set(name, keys);
  }
  return processes;
}

/** Trust that the folder claims for itself: good for seeing whether it fits together, and no more. */
export function trustFromLocks(
  crypto: Crypto,
  locks: readonly InstallationLock[],
): Trust | undefined {
  const [first] = locks;
  const last = locks.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const origin = `referent/${first.hash.slice(0, 16)}`;
  const log = keysOf(crypto, last, 'log', origin, 1).at(-1);
  if (log === undefined) return undefined;
  const stores = new Map<string, Keys>();
  for (const lock of locks) {
    for (const [name, keys] of lock.processes) {
      stores.set(name, new Map([...(stores.get(name) ?? []), ...keys]));
    }
  }
  const witnesses = witnessesOf(crypto, last, origin);
  return {
    ...{ isPinned: false, origin, genesis: first.hash, log, witnesses, stores },
    quorum: Math.min(2, Math.max(1, witnesses.length)),
    signers: new Map(locks.flatMap(({ signers }) => [...signers])),
  };
}

const witnessPrefix = 'witness-';

function witnessesOf(crypto: Crypto, lock: InstallationLock, origin: string): TrustedWitness[] {
  return [...lock.processes.keys()]
    .filter((name) => name.startsWith(witnessPrefix))
    .flatMap((process) => {
      const name = process.slice(witnessPrefix.length);
      return keysOf(crypto, lock, process, `${origin}/witness/${name}`, 4).map((key) => ({
        ...{ name, key, operator: '?' },
      }));
    });
}

function keysOf(
  crypto: Crypto,
  lock: InstallationLock,
  process: string,
  name: string,
  algorithm: 1 | 4,
): VerifierKey[] {
  const keys = [...(lock.processes.get(process)?.values() ?? [])];
  return keys.map((key) => verifierKey(crypto, { name, algorithm, key }));
}

/** Keys of the log and its witnesses that locks name which descend from what is pinned: replaced ones too. */
export function keysOfChain(
  crypto: Crypto,
  locks: readonly InstallationLock[],
  origin: string,
): VerifierKey[] {
  return locks.flatMap((lock) => [
    ...keysOf(crypto, lock, 'log', origin, 1),
    ...witnessesOf(crypto, lock, origin).map(({ key }) => key),
  ]);
}

/** The locks that descend from the pinned genesis lock, each signed by a pinned signer. */
export async function followChain(
  crypto: Crypto,
  locks: readonly InstallationLock[],
  trust: Trust,
  findings: Findings,
): Promise<readonly InstallationLock[]> {
  const chain: InstallationLock[] = [];
  if (locks.length === 0) findings.add('lock.genesis', { where: 'locks/installation' });
  for (const lock of locks) {
    const before = chain.at(-1);
    const spot = { where: lock.path };
    if (before === undefined && !isGenesis(lock, trust)) findings.add('lock.genesis', spot);
    else if (before !== undefined && !follows(lock, before, trust))
      findings.add('lock.chain', spot);
    else if (!(await isSigned(crypto, lock, before, trust))) findings.add('lock.signature', spot);
    else chain.push(lock);
  }
  return chain;
}

const isGenesis = (lock: InstallationLock, { genesis }: Trust): boolean =>
  lock.previous === null && lock.genesis === null && lock.hash === genesis;

const follows = (lock: InstallationLock, before: InstallationLock, { genesis }: Trust): boolean =>
  lock.previous === before.hash && lock.epoch > before.epoch && lock.genesis === genesis;

async function isSigned(
  crypto: Crypto,
  lock: InstallationLock,
  before: InstallationLock | undefined,
  trust: Trust,
): Promise<boolean> {
  const { kid, value } = lock.signature;
  const pinned = trust.signers.get(kid);
  // Whoever signs has to be a signer of the lock before, not one that the new lock brings along.
  const named = (before ?? lock).signers.get(kid);
  const signature = fromBase64(value, 'url');
  if (pinned === undefined || named === undefined || signature === undefined) return false;
  if (!sameBytes(pinned, named)) return false;
  return crypto.verifyEd25519(pinned, bytesOf(lock.signed), signature);
}
