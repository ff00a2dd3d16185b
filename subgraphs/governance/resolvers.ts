import type { ComputedResolvers, ReadContext } from '../host/definition.ts';
import { accessHistory } from './auditLog/accessHistory.ts';
import { auditLog } from './auditLog/entries.ts';
import { exposedActors, exposure } from './auditLog/exposure.ts';
import { observedUses, recordOfProcessing } from './auditLog/observedUses.ts';
import { policyReplay } from './auditLog/policyReplay.ts';
import { proofOf } from './auditLog/proofs.ts';
import type { PolicyEpochRow } from './entities/policy.ts';
import { fieldRules, type FieldRuleQuestion } from './fieldRules.ts';
import { publishedPolicies, type PublishedPolicy } from './publishedPolicy.ts';
import { purposeRecords, screenRecords } from './registers.ts';

/** The policy of a number, else the latest. */
async function policy(
  _root: unknown,
  { epoch }: { epoch?: number | null },
  read: ReadContext,
): Promise<object | null> {
  const [found] = await read.db.query<{ readonly number: number }>(
    `select number from policy_epoch where $1::integer is null or number = $1
     order by number desc limit 1`,
    [epoch ?? null],
  );
  return found === undefined ? null : read.row('PolicyEpoch', String(found.number));
}

async function publishedOf(
  { number }: PolicyEpochRow,
  read: ReadContext,
): Promise<PublishedPolicy> {
  const lock = await read.load(publishedPolicies, String(number), null);
  if (lock === undefined) throw new TypeError('an adopted policy is never taken away');
  return lock;
}

/** Newest first; the list of lockdowns is short, and bounded all the same. */
async function lockdowns(
  _root: unknown,
  { active }: { active?: boolean | null },
  read: ReadContext,
): Promise<readonly object[]> {
  const found = await read.db.query<{ readonly id: string }>(
    `select id from lockdown where $1::boolean is null or (unlocked_at is null) = $1
     order by locked_at desc, id limit 100`,
    [active ?? null],
  );
  const rows = await Promise.all(found.map(({ id }) => read.row('Lockdown', id)));
  return rows.filter((row) => row !== null);
}

export const resolvers: ComputedResolvers = {
  Query: {
    ...{ policy, lockdowns },
    ...{ auditLog, exposure, accessHistory, observedUses, recordOfProcessing, policyReplay },
  },
  AuditEntry: { proof: proofOf },
  ExposureReport: { actors: exposedActors },
  PolicyEpoch: {
    fields: async (epoch: PolicyEpochRow, question: FieldRuleQuestion, read) =>
      fieldRules(await publishedOf(epoch, read), question),
    purposes: async (epoch: PolicyEpochRow, _: object, read) =>
      purposeRecords(await publishedOf(epoch, read)),
    screens: async (epoch: PolicyEpochRow, _: object, read) =>
      screenRecords(await publishedOf(epoch, read)),
  },
};
