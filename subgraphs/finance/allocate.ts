import { refuse, type CommandContext, type Database } from '../host/definition.ts';
import type { AllocationInput } from './commands/inputs.ts';
import type { PaymentRow } from './entities/payment.ts';

/** Money that is set against invoices; its row is locked. */
export type MoneyToAllocate = Pick<PaymentRow, 'id' | 'customerId' | 'currency' | 'amountMinor'>;

interface InvoiceRoom {
  readonly id: string;
  readonly customer_id: string;
  readonly currency: string;
  readonly status: string;
  readonly open_minor: string;
}

/**
 * Sets a payment against invoices, never over what is due on one nor over what is left of the
 * payment (invariant A12). Invoices are locked in the order of their ids, so that two payments for
 * the same ones wait for each other and then see what the other took. The database checks again.
 */
export async function allocate(
  payment: MoneyToAllocate,
  wanted: readonly AllocationInput[],
  context: CommandContext,
): Promise<void> {
  const { db, clock, newId } = context;
  const rooms = await lockInvoices(
    db,
    wanted.map(({ invoiceId }) => invoiceId),
  );
  const taken = new Map<string, bigint>();
  let left = await unallocatedOf(db, payment);
  for (const [index, allocation] of wanted.entries()) {
    const path = ['allocations', String(index)];
    const room = checkInvoice(payment, allocation, rooms.get(allocation.invoiceId), path);
    const amount = BigInt(allocation.amount.minorUnits);
    const before = taken.get(room.id) ?? 0n;
    if (amount > left || before + amount > BigInt(room.open_minor)) {
      throw refuse('AMOUNT_EXCEEDED', [...path, 'amount', 'minorUnits']);
    }
    left -= amount;
    taken.set(room.id, before + amount);
  }
  await db.query(
    `insert into payment_allocation
       (id, payment_id, invoice_id, customer_id, currency, amount_minor, at)
     select a.id, $1, a.invoice_id, $2, $3, a.amount, $4
     from unnest($5::text[], $6::text[], $7::bigint[]) with ordinality
       as a(id, invoice_id, amount, n)
     order by a.invoice_id, a.n`,
    [
      ...[payment.id, payment.customerId, payment.currency, clock.now().toISOString()],
      wanted.map(() => newId()),
      wanted.map(({ invoiceId }) => invoiceId),
      wanted.map(({ amount }) => amount.minorUnits),
    ],
  );
}

/** The invoice of another customer is answered like one that is not there. */
function checkInvoice(
  payment: MoneyToAllocate,
  { amount }: AllocationInput,
  room: InvoiceRoom | undefined,
  path: readonly string[],
): InvoiceRoom {
  if (room === undefined || room.customer_id !== payment.customerId) {
    throw refuse('NOT_FOUND', [...path, 'invoiceId']);
  }
  if (room.status !== 'ISSUED') throw refuse('INVALID_TRANSITION', [...path, 'invoiceId']);
  if (amount.currency !== payment.currency || amount.currency !== room.currency) {
    throw refuse('CURRENCY_MISMATCH', [...path, 'amount', 'currency']);
  }
  return room;
}

/** Locks first, then reads in a statement of its own: so it sees what was waited for. */
async function lockInvoices(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, InvoiceRoom>> {
  await db.query('select id from invoice where id = any($1) order by id for update', [ids]);
  const rows = await db.query<InvoiceRoom>(
    `select i.id, i.customer_id, i.currency, i.status,
       case when exists (select 1 from invoice_exception x
                         where x.invoice_id = i.id and x.kind = 'WRITTEN_OFF') then '0'
       else (i.gross_total_minor
         - coalesce((select sum(a.amount_minor + coalesce(a.discount_taken_minor, 0))
             from payment_allocation a join payment p on p.id = a.payment_id
             where a.invoice_id = i.id and p.status not in ('RETURNED', 'CANCELLED')), 0)
         - coalesce((select sum(n.total_minor) from credit_note n where n.invoice_id = i.id), 0)
       )::text end as open_minor
     from invoice i where i.id = any($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function unallocatedOf(db: Database, payment: MoneyToAllocate): Promise<bigint> {
  const [row] = await db.query<{ minor: string }>(
    'select coalesce(sum(amount_minor), 0)::text as minor from payment_allocation where payment_id = $1',
    [payment.id],
  );
  return BigInt(payment.amountMinor) - BigInt(row?.minor ?? '0');
}
