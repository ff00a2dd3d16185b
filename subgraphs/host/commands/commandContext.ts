import type { EntityManager } from 'typeorm';
import type { StoreName } from '../../../lib/storeName.ts';
import type { Identity } from '../between/exchange.ts';
import { createEmit } from '../between/outbox.ts';
import { databaseOf } from '../database.ts';
import type { CommandContext, PolicyInForce, StoreCaller } from '../definition.ts';
import type { Vault } from '../vault/vault.ts';

export interface CommandContextInput {
  readonly manager: EntityManager;
  readonly caller: StoreCaller;
  readonly policy: PolicyInForce;
  readonly identity: Identity;
  readonly vault: Vault | undefined;
}

export function createCommandContext(input: CommandContextInput): CommandContext {
  const { manager, caller, policy, identity, vault } = input;
  const db = databaseOf(manager);
  return {
    manager,
    db,
    caller,
    clock: identity.clock,
    policy,
    newId: identity.newId,
    emit: createEmit(identity, policy.lock, db),
    vault,
  };
}

/** Another store acts for no person and no purpose of its own: the gate says what it may do. */
export const serviceCaller = (sender: StoreName): StoreCaller => ({
  actor: sender,
  roles: [],
  team: undefined,
  region: '',
  purpose: '',
});
