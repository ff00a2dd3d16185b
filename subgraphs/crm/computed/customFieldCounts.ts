import type { BatchLoader } from '../../host/definition.ts';

/** How many custom fields of each customer hold a value. */
export const customFieldCountByCustomerId: BatchLoader<string, undefined, number> = {
  name: 'customFieldCountByCustomerId',
  load: async ({ db, visible }, customerIds) => {
    const rows = await db.query<{ customer_id: string; held: number }>(
      `select t.customer_id, count(*)::int as held
         from custom_field_value t
        where t.customer_id = any($1)
          and num_nonnulls(t.text, t.number, t.flag, t.date, t.options) > 0
          and ${visible('CustomFieldValue', 't.customer_id')}
        group by t.customer_id`,
      [customerIds],
    );
    const counts = new Map(rows.map((row) => [row.customer_id, row.held]));
    return customerIds.map((id) => counts.get(id) ?? 0);
  },
};
