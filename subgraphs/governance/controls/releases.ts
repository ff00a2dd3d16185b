import { z } from 'zod';
import type { LockdownOrder } from '../../../lib/lockdowns.ts';
import type { Database } from '../../host/definition.ts';
import { applyingTo, covers, reachesPersons } from '../../host/policyControls.ts';
import { policyInForce } from './proposals.ts';

/** How many of the newest releases are looked through. */
const lookedAt = 2_000;

/** Entries that wait for their place are part of the log as well. */
const newestReleases = `
  select entry_id, decision, subject from (
    (select entry_id, at, decision, subject from audit_inbox where type = 'release'
     order by at desc limit $1)
    union all
    (select entry_id, at, decision, subject from audit_entry where type = 'release'
     order by at desc limit $1)
  ) both_places order by at desc, entry_id desc limit $1`;

interface ReleaseRow {
  readonly entry_id: string;
  readonly decision: string | null;
  readonly subject: string | null;
}

const Decision = z.object({
  purpose: z.string(),
  roles: z.array(z.string()),
  region: z.string(),
  forms: z.record(z.string(), z.array(z.string())),
});
const Subject = z.object({ actor: z.string().nullable(), team: z.string().nullable() });

/** The newest release of what the order takes away, among the last ones; null where there is none. */
export async function lastReleaseUnder(db: Database, order: LockdownOrder): Promise<string | null> {
  const { lock } = await policyInForce(db);
  const rows = await db.query<ReleaseRow>(newestReleases, [lookedAt]);
  const found = rows.find(({ decision, subject }) => {
    const told = Decision.safeParse(parsed(decision));
    if (!told.success) return false;
    const { purpose, roles, region, forms } = told.data;
    const who = Subject.safeParse(parsed(subject)).data;
    const caller = {
      purpose,
      roles,
      region,
      actor: who?.actor ?? '',
      team: who?.team ?? undefined,
    };
    if (applyingTo([order], caller).length === 0) return false;
    return Object.values(forms)
      .flat()
      .some((coordinate) => {
        const rule = lock.fields[coordinate];
        return rule !== undefined && (covers(order, coordinate, rule) || reachesPersons(order));
      });
  });
  return found?.entry_id ?? null;
}

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

/** How often each screen released values within the last hour. */
export async function releasesAnHour(
  db: Database,
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const since = new Date(now.getTime() - 3_600_000);
  const rows = await db.query<{ readonly screen: string; readonly calls: number }>(
    `select screen, count(*)::integer as calls from (
       select screen from audit_entry where type = 'release' and at >= $1
       union all
       select decision::jsonb ->> 'screen' from audit_inbox where type = 'release' and at >= $1
     ) both_places where screen is not null group by screen`,
    [since],
  );
  return new Map(rows.map(({ screen, calls }) => [screen, calls]));
}
