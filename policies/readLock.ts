import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../lib/canonicalJson.ts';
import { equalBytes, sha256Hex } from '../lib/hash.ts';
import type { PolicyLock } from './lock.ts';

/** Thrown where the published policy can't be relied on; nothing is answered then. */
export class PolicyLockError extends Error {
  override readonly name = 'PolicyLockError';
}

/** The hash over all other members of a lock. */
export function lockHash(lock: Omit<PolicyLock, 'hash'>): string {
  const content = Object.fromEntries(Object.entries(lock).filter(([member]) => member !== 'hash'));
  return sha256Hex(canonicalJson(content));
}

const record = z.record(z.string(), z.unknown());
/** Members are trusted by their hash; the shape says that it is a lock at all. */
const LockShape = z.object({
  format: z.literal(1),
  purposes: record,
  conflicts: z.array(z.tuple([z.string(), z.string()])),
  stores: record,
  types: record,
  fields: record,
  arguments: record,
  screens: record,
  gate: record,
  notYet: z.array(z.string()),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Parses the text of a lock and verifies its hash. */
export function parsePolicyLock(text: string): PolicyLock {
  const shape = LockShape.safeParse(parseJson(text));
  if (!shape.success) throw new PolicyLockError('The published policy is not a policy lock.');
  const lock = shape.data as unknown as PolicyLock;
  if (!equalBytes(Buffer.from(lockHash(lock)), Buffer.from(lock.hash))) {
    throw new PolicyLockError('The published policy was changed: its hash does not fit.');
  }
  return lock;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PolicyLockError('The published policy is not JSON.', { cause });
  }
}

/** Reads `policies/policy.lock.json`. */
export function readPolicyLock(path: string): PolicyLock {
  return parsePolicyLock(readFileSync(path, 'utf8'));
}

/** Where policies that were activated lie, beside the installation's lock. */
export const policiesFolder = 'installation.policies';

/** The policy of that hash: one that was activated, else the published one, which may be another. */
export function readPolicyInForce(
  hash: string,
  {
    policyLock,
    installationLock,
  }: { readonly policyLock: string; readonly installationLock: string },
): PolicyLock {
  const activated = join(dirname(installationLock), policiesFolder, `${hash}.json`);
  return readPolicyLock(existsSync(activated) ? activated : policyLock);
}
