import { AppError } from '../../lib/errors/appError.ts';
import { dataSubjectId } from '../host/audit/dataSubject.ts';
import type { ReadContext } from '../host/definition.ts';

const customersMax = 1_000;

interface PartyRow {
  readonly customer_id: string;
  readonly person_id: string | null;
}

/**
 * The person, and every customer that the person is: other stores know them by these alone. A
 * question for a customer with a person behind it is one for that person. An id that nobody has is
 * answered like one that has nothing, so that the answer does not tell who is known here.
 */
export async function dataSubject(
  _root: unknown,
  { person, customer }: { readonly person?: string | null; readonly customer?: string | null },
  { db }: ReadContext,
): Promise<{ readonly id: string }> {
  const given = [person, customer].filter((id) => (id ?? '') !== '');
  if (given.length !== 1) throw new AppError('INVALID_INPUT', { subject: 'person' });
  const rows = await db.query<PartyRow>(
    `select customer_id, person_id from party_identity
      where person_id = coalesce($1, (select person_id from party_identity where customer_id = $2))
         or customer_id = $2
      order by customer_id limit ${String(customersMax)}`,
    [person ?? null, customer ?? null],
  );
  const customers = rows.map((row) => row.customer_id);
  return {
    id: dataSubjectId({
      person: person ?? rows.find((row) => row.customer_id === customer)?.person_id ?? null,
      customers: [...new Set([...customers, ...(customer == null ? [] : [customer])])],
    }),
  };
}
