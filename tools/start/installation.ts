import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../lib/canonicalJson.ts';
import {
  hashOfInstallationLock,
  readInstallationLock,
  signInstallationLock,
  type InstallationLock,
  type UnsignedInstallationLock,
} from '../../lib/installationLock.ts';
import {
  generateProcessKeys,
  readProcessKeys,
  writeProcessKeys,
  type ProcessKeys,
  type PublicKeys,
} from '../../lib/keys.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import { policiesFolder } from '../../policies/readLock.ts';
import type { DataFolder } from './dataFolder.ts';
import { readJsonFile, replaceFile } from './files.ts';

export interface Installation {
  /** Hash of the genesis lock, which every process pins. */
  readonly genesis: string;
  readonly epoch: number;
  readonly change: 'made' | 'new epoch' | 'unchanged';
}

/**
 * Key pairs of every process and the signed lock that names them. The genesis lock is made at first
 * start; a published policy or a process that is not the one in force makes the next epoch.
 */
export function ensureInstallation(
  folder: DataFolder,
  processNames: readonly string[],
  policyHash: string,
): Installation {
  const processes = Object.fromEntries(
    processNames.map((name) => [name, [ensureKeys(folder.keyFile(name)).public]]),
  );
  const signer = ensureKeys(folder.keyFile('signer'));
  if (!existsSync(folder.installationLock)) {
    return makeGenesis(folder, { processes, policyHash, signer });
  }
  const genesis = readFileSync(genesisFile(folder), 'utf8').trim();
  const present = readInstallationLock(folder.installationLock, genesis);
  const wanted = { ...present.processes, ...processes };
  const policy = policyWanted(folder, present.policy, policyHash);
  if (present.policy === policy && sameKeys(present.processes, wanted)) {
    return { genesis, epoch: present.epoch, change: 'unchanged' };
  }
  const next = signInstallationLock(
    {
      epoch: present.epoch + 1,
      policy,
      previous: hashOfInstallationLock(present),
      genesis,
      processes: wanted,
      signers: present.signers,
    },
    signer,
  );
  writeLock(folder, next);
  return { genesis, epoch: next.epoch, change: 'new epoch' };
}

/** A policy that was activated here, and the project's own policy at that moment. */
const Activated = z.object({ activated: z.string(), project: z.string() });

const activatedFile = (folder: DataFolder): string => join(folder.root, 'installation.active.json');

/** What was activated stays in force until the project's own policy is another one than it was then. */
function policyWanted(folder: DataFolder, present: string, project: string): string {
  const known = readJsonFile(activatedFile(folder), Activated);
  return known?.activated === present && known.project === project ? present : project;
}

/** Puts a policy that was activated into the data folder: from now on a start finds it in force. */
export function installActivated(
  folder: DataFolder,
  lock: InstallationLock,
  policy: PolicyLock,
  project: string,
): void {
  const policies = join(folder.root, policiesFolder);
  mkdirSync(policies, { recursive: true });
  replaceFile(join(policies, `${policy.hash}.json`), canonicalJson(policy));
  replaceFile(activatedFile(folder), JSON.stringify({ activated: policy.hash, project }));
  writeLock(folder, lock);
}

interface Genesis {
  readonly processes: UnsignedInstallationLock['processes'];
  readonly policyHash: string;
  readonly signer: ProcessKeys;
}

function makeGenesis(folder: DataFolder, { processes, policyHash, signer }: Genesis): Installation {
  const lock = signInstallationLock(
    {
      epoch: 1,
      policy: policyHash,
      previous: null,
      genesis: null,
      processes,
      signers: [signer.public],
    },
    signer,
  );
  const genesis = hashOfInstallationLock(lock);
  replaceFile(genesisFile(folder), genesis);
  writeLock(folder, lock);
  return { genesis, epoch: 1, change: 'made' };
}

/** The pin lies with the keys: whoever can change the lock alone cannot change what it must descend from. */
const genesisFile = (folder: DataFolder): string => join(folder.keys, 'genesis');

/** The present lock, and one file an epoch so that the chain can be followed back. */
function writeLock(folder: DataFolder, lock: InstallationLock): void {
  const text = `${JSON.stringify(lock, null, 2)}\n`;
  const chain = folder.installationLocks;
  mkdirSync(chain, { recursive: true });
  writeFileSync(join(chain, `${String(lock.epoch)}.json`), text);
  replaceFile(folder.installationLock, text);
}

function ensureKeys(path: string): ProcessKeys {
  if (!existsSync(path)) writeProcessKeys(path, generateProcessKeys());
  return readProcessKeys(path);
}

const sameKeys = (
  left: Readonly<Record<string, readonly PublicKeys[]>>,
  right: Readonly<Record<string, readonly PublicKeys[]>>,
): boolean => canonicalJson(left) === canonicalJson(right);
