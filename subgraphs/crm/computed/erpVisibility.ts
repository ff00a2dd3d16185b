import type { BatchLoader } from '../../host/definition.ts';

/** Whether each party is a customer with at least one signed order: before that the ERP knows nothing of it. */
export const erpVisibilityByCustomerId: BatchLoader<string, undefined, boolean> = {
  name: 'erpVisibilityByCustomerId',
  load: async ({ db, visible }, customerIds) => {
    const rows = await db.query<{ id: string }>(
      `select t.id
         from customer t
        where t.id = any($1) and t.lifecycle <> 'PROSPECT'
          and exists (select 1 from sales_order o
                       where o.customer_id = t.id and o.signed_at is not null)
          and ${visible('Customer', 't.id')}`,
      [customerIds],
    );
    const seen = new Set(rows.map(({ id }) => id));
    return customerIds.map((id) => seen.has(id));
  },
};
