import type { StoreDefinition } from '../host/definition.ts';
import { adoptPolicy } from './adoptPolicy.ts';
import { governanceBeside } from './beside.ts';
import { edges } from './edges.ts';
import { LockdownRow } from './entities/lockdown.ts';
import { PolicyEpochRow } from './entities/policy.ts';
import { CreatePolicyEpoch1764000000000 } from './migrations/1764000000000-create-policy-epoch.ts';
import { CreateLockdown1764000001000 } from './migrations/1764000001000-create-lockdown.ts';
import { CreateAuditInbox1764000002000 } from './migrations/1764000002000-create-audit-inbox.ts';
import { CreateAuditEntry1764000003000 } from './migrations/1764000003000-create-audit-entry.ts';
import { CreateAuditCheckpoint1764000004000 } from './migrations/1764000004000-create-audit-checkpoint.ts';
import { RemoveAuditBodies1764000005000 } from './migrations/1764000005000-remove-audit-bodies.ts';
import { CreateAuditPublishing1764000006000 } from './migrations/1764000006000-create-audit-publishing.ts';
import { CreateControlAct1764000020000 } from './migrations/1764000020000-create-control-act.ts';
import { NumberLockdowns1764000021000 } from './migrations/1764000021000-number-lockdowns.ts';
import { CheckAuditRowsCheaply1764000022000 } from './migrations/1764000022000-check-audit-rows-cheaply.ts';
import { NumberActs1764000024000 } from './migrations/1764000024000-number-acts.ts';
import { resolvers } from './resolvers.ts';

/** What auditors and data-protection officers work with; it holds no personal value. */
export const governance: StoreDefinition = {
  name: 'governance',
  types: {
    PolicyEpoch: { row: PolicyEpochRow, key: 'number' },
    Lockdown: { row: LockdownRow },
  },
  otherRows: [],
  migrations: [
    CreatePolicyEpoch1764000000000,
    CreateLockdown1764000001000,
    CreateAuditInbox1764000002000,
    CreateAuditEntry1764000003000,
    CreateAuditCheckpoint1764000004000,
    RemoveAuditBodies1764000005000,
    CreateAuditPublishing1764000006000,
    CreateControlAct1764000020000,
    NumberLockdowns1764000021000,
    CheckAuditRowsCheaply1764000022000,
    NumberActs1764000024000,
  ],
  edges,
  resolvers,
  commands: {},
  receives: {},
  answers: {},
  beside: governanceBeside,
  onReady: adoptPolicy,
};
