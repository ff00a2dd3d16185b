import type { RowValue } from '../../host/definition.ts';

export interface PrimaryContact {
  readonly person_id: string | null;
}

/** The person of a customer's primary contact; a customer has one at most. */
export const primaryContact: RowValue<PrimaryContact> = {
  name: 'primaryContact',
  columns: ['person_id'],
  sql: ({ visible }) => ({
    join: `left join contact c on c.customer_id = t.id and c.is_primary and c.status = 'ACTIVE'
      and ${visible('Contact', 'c.customer_id')}`,
    select: { person_id: 'c.person_id' },
  }),
};
