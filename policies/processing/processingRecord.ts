import type { PolicyLock, Purpose, PurposeName } from '../lock.ts';
import { erasureOf, personsOf, personalFieldsOf, groupsOf } from './personalFields.ts';
import { neverUsed, observedOf, undeclaredUses } from './observedRights.ts';
import type { Observation } from './observedUse.ts';
import type { Activity, Controller, ProcessingRecord, StoreOfRecord } from './recordFormat.ts';

export interface RecordInput {
  readonly lock: PolicyLock;
  readonly version: number | null;
  readonly madeAt: Date;
  readonly controller?: Controller | undefined;
  readonly observation?: Observation | undefined;
  /** Policies that were in force before, by hash: whether a use was declared when it happened. */
  readonly earlier?: ReadonlyMap<string, PolicyLock> | undefined;
}

/** GDPR Art. 30 from the published policy, beside what the log saw. */
export function processingRecord(input: RecordInput): ProcessingRecord {
  const { lock, version, madeAt, controller, observation } = input;
  const uses = observation?.uses ?? [];
  return {
    format: 1,
    madeAt: madeAt.toISOString(),
    policy: { hash: lock.hash, version },
    controller: controller ?? null,
    observation:
      observation === undefined
        ? null
        : {
            from: observation.from,
            to: observation.to,
            releases: uses.reduce((sum, { releases }) => sum + releases, 0),
          },
    activities: Object.entries(lock.purposes)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, purpose]) => activityOf(lock, name, purpose, observation)),
    undeclared: undeclaredUses(lock, uses, input.earlier ?? new Map()),
  };
}

function activityOf(
  lock: PolicyLock,
  name: PurposeName,
  purpose: Purpose,
  observation: Observation | undefined,
): Activity {
  const fields = personalFieldsOf(lock, name);
  const documents = Object.entries(lock.screens)
    .filter(([, screen]) => screen.purpose === name)
    .map(([document, { kind }]) => ({ name: document, kind }));
  const uses = observation?.uses.filter((use) => use.purpose === name) ?? [];
  return {
    purpose: name,
    active: documents.length > 0,
    ...termsOf(purpose),
    roles: purpose.roles,
    recipients: purpose.recipients,
    retention: purpose.retention ?? null,
    stores: storesOf(lock, name),
    documents,
    personal: fields.length > 0,
    persons: personsOf(fields),
    data: groupsOf(fields),
    erasure: erasureOf(fields),
    safeguards: {
      encryptedFields: fields.filter(({ rule }) => rule.protect?.encrypt !== undefined).length,
      reducedFields: fields.filter(({ form }) => form !== 'clear').length,
      openOnlyInWindow: fields.filter(({ rule }) => rule.window.includes(name)).length,
    },
    observed: observation === undefined ? null : observedOf(uses),
    neverUsed: observation === undefined ? null : neverUsed(lock, name, purpose, uses),
  };
}

const termsOf = (purpose: Purpose) => ({
  is: purpose.is,
  legalBasis: purpose.legalBasis,
  law: purpose.law ?? null,
  interestAssessment: purpose.lia ?? null,
  impactAssessment: purpose.dpia ?? null,
  consent: purpose.consent ?? null,
  condition: purpose.condition ?? null,
  evidence: purpose.evidence ?? null,
});

/** The stores that answer anything for a purpose. */
function storesOf(lock: PolicyLock, purpose: PurposeName): readonly StoreOfRecord[] {
  const asked = new Set(
    Object.values(lock.fields)
      .filter(({ read, write }) => Object.hasOwn(read, purpose) || write.includes(purpose))
      .map(({ store }) => store as string),
  );
  return Object.entries(lock.stores)
    .filter(([store]) => asked.has(store))
    .map(([store, { accountable, steward, residency }]) => ({
      store,
      accountable,
      steward,
      residency,
    }));
}
