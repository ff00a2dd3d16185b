import { checkApprovals } from './approvals.ts';
import type { Crypto, LogFiles } from './crypto.ts';
import type { Findings } from './findings.ts';
import {
  followChain,
  parseInstallationLock,
  trustFromLocks,
  type InstallationLock,
} from './installationLocks.ts';
import type { Inventory } from './inventory.ts';
import type { Memo } from './memo.ts';
import { parsePolicy, type Policy } from './policy.ts';
import { parseActs, type PolicyActs } from './policyActs.ts';
import type { Trust } from './trust.ts';

export interface LocksInput {
  readonly crypto: Crypto;
  readonly files: LogFiles;
  readonly memo: Memo;
  readonly inventory: Inventory;
  readonly findings: Findings;
  readonly trust: Trust | undefined;
}

export interface Locks {
  /** What is pinned, or else what the folder claims; undefined where it claims nothing readable. */
  readonly trust: Trust | undefined;
  readonly chain: readonly InstallationLock[];
  readonly epochs: ReadonlyMap<number, string>;
  readonly policies: ReadonlyMap<string, Policy>;
}

/** Check 5: the installation's locks as one chain from the pinned one, and the policies they name. */
export async function loadLocks(input: LocksInput): Promise<Locks> {
  const { crypto, findings } = input;
  const locks = await readInstallations(input);
  const trust = input.trust ?? trustFromLocks(crypto, locks);
  if (trust === undefined) {
    findings.add('lock.genesis', { where: 'locks/installation' });
    return { trust, chain: [], epochs: new Map(), policies: new Map() };
  }
  const chain = await followChain(crypto, locks, trust, findings);
  const policies = await readPolicies(input);
  for (const { policy, path } of chain) {
    if (!policies.has(policy)) findings.add('policy.missing', { where: path });
  }
  const acts = await readActs(input, chain);
  await checkApprovals({ crypto, chain, policies, acts, genesis: trust.genesis, findings });
  return {
    ...{ trust, chain, policies },
    epochs: new Map(chain.map(({ epoch, policy }) => [epoch, policy])),
  };
}

async function readInstallations(input: LocksInput): Promise<readonly InstallationLock[]> {
  const { crypto, files, memo, inventory, findings } = input;
  const locks: InstallationLock[] = [];
  for (const { path, epoch } of inventory.installations) {
    const bytes = await files.read(path);
    const lock =
      bytes === undefined
        ? undefined
        : memo('installation', [bytes], () => parseInstallationLock(crypto, path, bytes));
    if (lock?.epoch === epoch) locks.push(lock);
    else findings.add('lock.malformed', { where: path });
  }
  return locks;
}

async function readPolicies(input: LocksInput): Promise<ReadonlyMap<string, Policy>> {
  const { crypto, files, memo, inventory, findings } = input;
  const policies = new Map<string, Policy>();
  for (const { path, hash } of inventory.policies) {
    const bytes = await files.read(path);
    const policy =
      bytes === undefined ? undefined : memo('policy', [bytes], () => parsePolicy(crypto, bytes));
    if (policy?.hash === hash) policies.set(hash, policy);
    else findings.add('policy.hash', { where: path });
  }
  return policies;
}

async function readActs(
  { files, memo, inventory, findings }: LocksInput,
  chain: readonly InstallationLock[],
): Promise<ReadonlyMap<number, PolicyActs>> {
  const known = new Map<number, PolicyActs>();
  for (const { path, epoch } of inventory.acts) {
    const bytes = await files.read(path);
    const acts = bytes === undefined ? undefined : memo('acts', [bytes], () => parseActs(bytes));
    const isOfChain = chain.some((lock) => lock.epoch === epoch);
    if (acts?.epoch === epoch && isOfChain) known.set(epoch, acts);
    else findings.add('policy.acts-malformed', { where: path });
  }
  return known;
}
