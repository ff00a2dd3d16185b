import type { Clock } from '../../../lib/clock.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import type {
  BatchLoader,
  Database,
  PolicyInForce,
  ReadContext,
} from '../../../subgraphs/host/definition.ts';
import type { Vault } from '../../../subgraphs/host/vault/vault.ts';
import type { Opener } from './values.ts';

/**
 * The policy is read for one fact alone: which purposes need consent. `canContact` answers by it in
 * every store of every contender, so it belongs to the value and not to who may see it.
 */
export const publishedPolicy = (): PolicyInForce => ({
  lock: readPolicyLock(projectFile('policies', 'policy.lock.json')),
  epoch: 1,
});

export interface UnrestrictedInput {
  readonly db: Database;
  readonly clock: Clock;
  readonly policy: PolicyInForce;
  /** For `canContact`, which answers for a purpose. */
  readonly purpose: string;
  readonly opener: Opener;
}

type Load = <Key extends string, Args, Value>(
  loader: BatchLoader<Key, Args, Value>,
  keys: readonly Key[],
  args: Args,
) => Promise<readonly Value[]>;

/** What the stores' computed statements run in where no policy decides: every row may be seen. */
export function unrestrictedContext(input: UnrestrictedInput): ReadContext {
  const { db, clock, policy, purpose, opener } = input;
  const context: ReadContext = {
    ...{ db, clock, policy },
    caller: { actor: 'bench', roles: [], team: undefined, region: 'EU', purpose },
    audit: {
      store: 'governance',
      referencesOf: () => Promise.reject(new TypeError('nothing here is audited')),
      wasRead: () => Promise.reject(new TypeError('nothing here is audited')),
    },
    visible: () => 'true',
    subject: () => 'null::text',
    load: async (loader, key, args) => {
      const [value] = await loader.load(context, [key], args);
      return value as never;
    },
    row: () => Promise.reject(new TypeError('rows are read by their own statements here')),
    vault: vaultOf(opener),
  };
  return context;
}

/** Runs a store's computed statement for many keys at once. */
export const loadOf =
  (context: ReadContext): Load =>
  (loader, keys, args) =>
    keys.length === 0 ? Promise.resolve([]) : loader.load(context, keys, args);

const vaultOf = (opener: Opener): Vault => ({
  opener,
  seal: () => Promise.reject(new TypeError('nothing is written here')),
  index: () => Promise.reject(new TypeError('nothing is looked up here')),
  sought: () => Promise.reject(new TypeError('nothing is looked up here')),
});
