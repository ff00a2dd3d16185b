import { withClient } from '../../../tools/postgres/provision.ts';
import type { TestStore } from '../../support/testStore.ts';
import { allocated, draft, invoiced, received } from './books.ts';
import { clockAt, startFinance } from './financeStore.ts';

/**
 * On 15 August 2026 the company owes: A 1,200.00 (45 days late), B 600.00 less 50.00 (106 days late),
 * C 240.00 (not due, under way); D 120.00 is paid; E is a draft. 30.00 of its cash is unallocated.
 */
export async function startFigures(): Promise<TestStore> {
  const store = await startFinance({ clock: clockAt('2026-08-15T12:00:00Z') });
  await withClient(store.database.url, async (client) => {
    await invoiced(client, {
      ...{ id: 'A', orderId: 'O1', issueDate: '2026-06-01', dueDate: '2026-07-01' },
      ...{ netMinor: 100_000, taxMinor: 20_000, shipments: ['s-1', 's-2'] },
    });
    await invoiced(client, {
      ...{ id: 'B', orderId: 'O4', issueDate: '2026-04-01', dueDate: '2026-05-01' },
      ...{ netMinor: 50_000, taxMinor: 10_000 },
    });
    await invoiced(client, {
      ...{ id: 'C', issueDate: '2026-08-10', dueDate: '2026-09-09' },
      ...{ netMinor: 20_000, taxMinor: 4_000 },
    });
    await invoiced(client, {
      ...{ id: 'D', orderId: 'O3', issueDate: '2026-03-01', dueDate: '2026-03-31' },
      ...{ netMinor: 10_000, taxMinor: 2_000 },
    });
    await draft(client, { id: 'E', orderId: 'O1', netMinor: 40_000, taxMinor: 8_000 });
    await received(client, { id: 'P1', amountMinor: 20_000 });
    await allocated(client, 'P1', 'D', 12_000);
    await allocated(client, 'P1', 'B', 5_000);
    await received(client, { id: 'P2', amountMinor: 24_000, status: 'SENT' });
    await allocated(client, 'P2', 'C', 24_000);
    await invoiced(client, {
      ...{ id: 'N', customerId: 'person', orderId: 'O6', issueDate: '2026-08-01' },
      ...{ dueDate: '2026-08-01', netMinor: 5_000, taxMinor: 1_000 },
    });
    for (const [id, netMinor] of [
      ...([['G', 30_000] as const, ['H', 30_000] as const] as const),
      ...([['I', 30_000] as const, ['J', 30_000] as const] as const),
    ]) {
      await invoiced(client, {
        ...{ id, customerId: 'german', orderId: `order-${id}`, issueDate: '2026-07-01' },
        ...{ dueDate: '2026-12-01', netMinor, taxMinor: 0 },
      });
    }
    await received(client, { id: 'P3', customerId: 'german', amountMinor: 10_000 });
    await allocated(client, 'P3', 'G', 10_000, '2026-07-15');
    await client.query(`
      insert into invoice_exception values ('H', 'DISPUTED', '2026-07-10'), ('I', 'WRITTEN_OFF', '2026-07-10');
      insert into credit_note (id, number, invoice_id, currency, total_minor, net_minor, issued_at)
        values ('cn', 'CN-1', 'J', 'EUR', 30000, 30000, '2026-07-20');
      insert into credit_commitment (order_id, customer_id, currency, amount_minor, committed_at) values
        ('O1', 'company', 'EUR', 150000, '2026-05-01'), ('O2', 'company', 'EUR', 30000, '2026-05-01'),
        ('O3', 'company', 'EUR', 10000, '2026-02-01'), ('O4', 'company', 'EUR', 50000, '2026-03-01'),
        ('O6', 'person', 'EUR', 5000, '2026-03-01')`);
  });
  return store;
}
