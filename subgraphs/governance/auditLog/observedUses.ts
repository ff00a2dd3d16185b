import { AppError } from '../../../lib/errors/appError.ts';
import { processingRecord, type ObservedUse } from '../../host/policyWords.ts';
import type { Database, ReadContext } from '../../host/definition.ts';
import { shownFields, type Forms } from './decisionFields.ts';

interface Period {
  readonly from: string;
  readonly to: string;
}

interface UseRow {
  readonly use: {
    readonly screen: string;
    readonly document: string;
    readonly purpose: string;
    readonly roles: readonly string[];
    readonly region: string;
    readonly lock: string;
    readonly forms: Forms;
  };
  readonly releases: number;
  readonly first_at: string;
  readonly last_at: string;
}

/** Releases of a period, counted by all that they have in common. */
export async function usesIn(db: Database, { from, to }: Period): Promise<readonly ObservedUse[]> {
  const rows = await db.query<UseRow>(
    `select use, count(*)::int as releases, min(at) as first_at, max(at) as last_at
       from (
         select at, jsonb_build_object(
             'screen', d -> 'screen', 'document', d -> 'document', 'purpose', d -> 'purpose',
             'roles', d -> 'roles', 'region', d -> 'region', 'lock', d -> 'lock', 'forms', d -> 'forms'
           ) as use
           from audit_entry, lateral (select decision::jsonb) as parsed(d)
          where type = 'release' and decision is not null
            and at >= $1::timestamptz and at < $2::timestamptz
       ) as releases
      group by use`,
    [from, to],
  );
  return rows.map(({ use: { lock: policy, ...use }, releases, first_at, last_at }) => ({
    ...{ ...use, policy, releases, firstAt: first_at, lastAt: last_at },
  }));
}

/** `Query.observedUses(…)`. */
export async function observedUses(
  _root: unknown,
  period: Period,
  { db }: ReadContext,
): Promise<readonly object[]> {
  if (period.from >= period.to) throw new AppError('INVALID_INPUT', { subject: 'to' });
  const uses = await usesIn(db, period);
  return uses.map(({ forms, ...use }) => ({ ...use, fields: shownFields(forms) }));
}

const daysDefault = 30;
const daysMax = 3_650;
const dayMs = 86_400_000;

interface PolicyRow {
  readonly lock: ReadContext['policy']['lock'];
}

/** The days until a moment. */
export function daysBefore(until: Date, asked: number | null | undefined): Period {
  const days = asked ?? daysDefault;
  if (days < 1 || days > daysMax) throw new AppError('INVALID_INPUT', { subject: 'days' });
  return {
    from: new Date(until.getTime() - days * dayMs).toISOString(),
    to: until.toISOString(),
  };
}

/** The policies under which these answers left, by hash. */
export async function policiesOf(
  db: Database,
  uses: readonly ObservedUse[],
): Promise<ReadonlyMap<string, PolicyRow['lock']>> {
  const before = await db.query<PolicyRow>(
    'select lock from policy_epoch where hash = any($1::text[])',
    [[...new Set(uses.map((use) => use.policy))]],
  );
  return new Map(before.map(({ lock }) => [lock.hash, lock]));
}

/** `Query.recordOfProcessing(…)`: JSON in the form of `policies/processing/processing-record.schema.json`. */
export async function recordOfProcessing(
  _root: unknown,
  { days }: { readonly days?: number | null },
  { db, clock, policy }: ReadContext,
): Promise<string> {
  const madeAt = clock.now();
  const period = daysBefore(madeAt, days);
  const uses = await usesIn(db, period);
  return JSON.stringify(
    processingRecord({
      ...{ lock: policy.lock, version: policy.epoch, madeAt },
      observation: { ...period, uses },
      earlier: await policiesOf(db, uses),
    }),
  );
}
