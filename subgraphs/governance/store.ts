import type { StoreDefinition } from '../host/definition.ts';
import { adoptPolicy } from './adoptPolicy.ts';
import { edges } from './edges.ts';
import { LockdownRow } from './entities/lockdown.ts';
import { PolicyEpochRow } from './entities/policy.ts';
import { CreatePolicyEpoch1764000000000 } from './migrations/1764000000000-create-policy-epoch.ts';
import { CreateLockdown1764000001000 } from './migrations/1764000001000-create-lockdown.ts';
import { resolvers } from './resolvers.ts';

/** What auditors and data-protection officers work with; it holds no personal value. */
export const governance: StoreDefinition = {
  name: 'governance',
  types: {
    PolicyEpoch: { row: PolicyEpochRow, key: 'number' },
    Lockdown: { row: LockdownRow },
  },
  otherRows: [],
  migrations: [CreatePolicyEpoch1764000000000, CreateLockdown1764000001000],
  edges,
  resolvers,
  commands: {},
  receives: {},
  answers: {},
  onReady: adoptPolicy,
};
