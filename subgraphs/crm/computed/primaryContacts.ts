import type { BatchLoader } from '../../host/definition.ts';

/** The person of each customer's primary contact, or null. */
export const primaryPersonByCustomerId: BatchLoader<string, undefined, string | null> = {
  name: 'primaryPersonByCustomerId',
  load: async ({ db, visible }, customerIds) => {
    const rows = await db.query<{ customer_id: string; person_id: string | null }>(
      `select t.customer_id, t.person_id
         from contact t
        where t.customer_id = any($1) and t.is_primary and t.status = 'ACTIVE'
          and ${visible('Contact', 't.customer_id')}`,
      [customerIds],
    );
    const persons = new Map(rows.map((row) => [row.customer_id, row.person_id]));
    return customerIds.map((id) => persons.get(id) ?? null);
  },
};
