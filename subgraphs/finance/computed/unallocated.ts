import type { BatchLoader } from '../../host/definition.ts';

/** What of each payment settles no invoice yet, in minor units. */
export const unallocatedByPaymentId: BatchLoader<string, undefined, string | null> = {
  name: 'unallocatedByPaymentId',
  load: async ({ db, visible }, ids) => {
    const rows = await db.query<{ id: string; minor: string }>(
      `select p.id, (p.amount_minor - coalesce(sum(l.amount_minor), 0))::text as minor
       from payment p left join payment_allocation l on l.payment_id = p.id
       where p.id = any($1) and ${visible('Payment', 'p.customer_id')}
       group by p.id`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.id, row.minor]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};
