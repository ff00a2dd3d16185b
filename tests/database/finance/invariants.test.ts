import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { finance } from '../../../subgraphs/finance/store.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { allocated, books, draft, invoiced, issue, received } from './books.ts';

let database: ClonedDatabase;
let owner: pg.Client;
let service: pg.Client;
const clients: pg.Client[] = [];

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

beforeAll(async () => {
  database = await cloneDatabase(finance);
  owner = await connect(database.ownerUrl);
  service = await connect(database.url);
  await owner.query(books);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.drop();
});
beforeEach(async () => {
  await service.query('rollback');
});

const refused = async (client: pg.Client, sql: string, words: RegExp): Promise<void> => {
  await expect(client.query(sql)).rejects.toThrow(words);
};

describe('an issued invoice', () => {
  beforeAll(() => invoiced(service, { id: 'final', netMinor: 1000, taxMinor: 200 }));

  test.each([
    ['is not changed', `update invoice set due_date = '2030-01-01' where id = 'final'`],
    ['is not deleted', `delete from invoice where id = 'final'`],
    ['keeps its lines', `update invoice_line set net_minor = 1 where invoice_id = 'final'`],
    ['loses no line', `delete from invoice_line where invoice_id = 'final'`],
    [
      'gains no line',
      `insert into invoice_line values
         ('x', 'final', 2, null, 'product-1', null, 1, 'EUR', 1, 0, 1, 0, 'FR-STD')`,
    ],
    ['keeps its taxes', `update invoice_tax set tax_minor = 1 where invoice_id = 'final'`],
    ['takes no further shipment', `insert into invoice_shipment values ('s-9', 'final')`],
  ])('%s', async (_guarantee, sql) => {
    await refused(service, sql, /never changed|never deleted/);
    await refused(owner, sql, /never changed|never deleted/);
  });

  test('is not born as one by the service', async () => {
    await refused(
      service,
      `insert into invoice select (jsonb_populate_record(i, '{"id": "born", "number": "FR-1"}')).*
         from invoice i where i.id = 'final'`,
      /begins as a draft/,
    );
  });
});

test('the owner loads issued invoices with their parts in one transaction', async () => {
  await owner.query(`
    begin;
    insert into invoice (id, number, number_year, sequence, entity_id, customer_id, status,
        issue_date, due_date, issued_at, payment_terms_code, currency, net_total_minor,
        tax_total_minor, gross_total_minor, rounding_rule, billing_party_id, created_at)
      values ('loaded', 'FR-2020-000001', 2020, 1, 'entity-fr', 'company', 'ISSUED', '2020-01-01',
        '2020-01-31', '2020-01-01', 'NET30', 'EUR', 100, 20, 120, 'PER_LINE', 's', '2020-01-01');
    insert into invoice_line values
      ('loaded-1', 'loaded', 1, null, 'product-1', null, 1, 'EUR', 100, 0, 100, 20, 'FR-STD');
    insert into invoice_tax values
      ('loaded-t', 'loaded', 'FR-STD', 'EUR', 100, 20, 0.2, 'PER_LINE');
    commit`);
  const { rows } = await owner.query(`select 1 from invoice where id = 'loaded'`);
  expect(rows).toHaveLength(1);
});

describe('numbers', () => {
  test('are not chosen by the service, but given without a gap', async () => {
    await draft(service, { id: 'n-1', netMinor: 100 });
    await service.query(
      `update invoice set status = 'ISSUED', number = 'FR-2026-999999', sequence = 999999,
         number_year = 2026, issued_at = now(), billing_party_id = 's' where id = 'n-1'`,
    );
    const { rows } = await service.query<{ number: string }>(
      `select number from invoice where id = 'n-1'`,
    );
    expect(rows).toEqual([{ number: 'FR-2026-000002' }]);
  });

  test('are free of gaps when many issue at once and some give up', async () => {
    const ids = Array.from({ length: 24 }, (_, index) => `many-${String(index)}`);
    for (const id of ids) {
      await draft(service, { id, customerId: 'german', netMinor: 100 });
    }
    const workers = await Promise.all([0, 1, 2, 3].map(() => connect(database.url)));
    await Promise.all(
      workers.map(async (worker, turn) => {
        for (const [index, id] of ids.entries()) {
          if (index % workers.length !== turn) continue;
          await worker.query('begin');
          await issue(worker, id);
          await worker.query(index % 3 === 0 ? 'rollback' : 'commit');
        }
      }),
    );
    const { rows } = await owner.query<{ sequence: number }>(
      `select sequence from invoice where entity_id = 'entity-de' and status = 'ISSUED' order by 1`,
    );
    expect(rows.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
  });

  test('are counted up only', async () => {
    await refused(service, `update invoice_series set last_number = 90`, /follow one another/);
    await refused(service, `delete from invoice_series`, /follow one another/);
  });
});

test('the totals of an invoice are the sums of its lines and taxes', async () => {
  await draft(service, { id: 'sums', netMinor: 500, taxMinor: 100 });
  await refused(
    service,
    `update invoice set net_total_minor = 400, gross_total_minor = 500 where id = 'sums'`,
    /sums of its parts/,
  );
});

test('a shipment is billed once', async () => {
  await draft(service, { id: 'ship-1', netMinor: 500, shipments: ['s-1'] });
  await expect(draft(service, { id: 'ship-2', netMinor: 500, shipments: ['s-1'] })).rejects.toThrow(
    /duplicate key/,
  );
});

test('an invoice in another currency than the account is refused', async () => {
  await refused(
    service,
    `insert into invoice (id, entity_id, customer_id, issue_date, due_date, payment_terms_code,
       currency, net_total_minor, tax_total_minor, gross_total_minor, rounding_rule, created_at)
     values ('usd', 'entity-fr', 'company', '2026-01-01', '2026-01-01', 'NOW', 'USD', 0, 0, 0,
       'PER_LINE', now())`,
    /foreign key/,
  );
});

describe('an allocation', () => {
  beforeAll(async () => {
    await invoiced(service, { id: 'owed', netMinor: 1000 });
    await invoiced(service, { id: 'owed-too', netMinor: 1000 });
    await invoiced(service, { id: 'of-person', customerId: 'person', netMinor: 1000 });
    await draft(service, { id: 'not-final', netMinor: 1000 });
    await received(service, { id: 'cash', amountMinor: 1500 });
  });

  test('is not over what is due', async () => {
    await expect(allocated(service, 'cash', 'owed', 1001)).rejects.toThrow(/over the payment/);
  });
  test('settles no draft', async () => {
    await expect(allocated(service, 'cash', 'not-final', 1)).rejects.toThrow(/only issued/);
  });
  test('settles no invoice of another customer', async () => {
    await expect(allocated(service, 'cash', 'of-person', 1)).rejects.toThrow(/foreign key/);
  });
  test('is not over the payment', async () => {
    await allocated(service, 'cash', 'owed', 1000);
    await expect(allocated(service, 'cash', 'owed-too', 501)).rejects.toThrow(/over the payment/);
  });
  test('is kept', async () => {
    await refused(service, 'delete from payment_allocation', /never changed/);
    await refused(service, 'update payment_allocation set amount_minor = 1', /never changed/);
  });

  test('counts another that happens at the same moment', async () => {
    await invoiced(service, { id: 'raced', netMinor: 1000 });
    await received(service, { id: 'left', amountMinor: 700 });
    await received(service, { id: 'right', amountMinor: 700 });
    const [one, two] = await Promise.all([connect(database.url), connect(database.url)]);
    const outcomes = await Promise.allSettled([
      allocated(one, 'left', 'raced', 700),
      allocated(two, 'right', 'raced', 700),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('an account', () => {
  test('is not confirmed without terms, tax and entity', async () => {
    await service.query(
      `insert into billing_profile (customer_id, currency, requested_at) values ('new', 'EUR', now())`,
    );
    await refused(
      service,
      `update billing_profile set status = 'CONFIRMED' where customer_id = 'new'`,
      /confirmed_is_complete/,
    );
  });
  test('does not go back to requested', async () => {
    await refused(
      service,
      `update billing_profile set status = 'REQUESTED' where customer_id = 'company'`,
      /may not go/,
    );
  });
  test('of a person has no company tax id', async () => {
    await refused(
      service,
      `update billing_profile set company_tax_id = 'FR1' where customer_id = 'person'`,
      /legal person/,
    );
    await service.query(
      `update billing_profile set company_tax_id = 'FR1' where customer_id = 'company'`,
    );
  });
  test('holds no account number', async () => {
    await refused(
      service,
      `update billing_profile set payment_mandate_ref = 'FR76 3000 6000 0112 3456 7890 189'`,
      /payment_mandate_ref/,
    );
  });
});

test('a recorded payment is never changed, and its state only steps', async () => {
  await received(service, { id: 'fixed', amountMinor: 100 });
  await refused(service, `update payment set amount_minor = 1 where id = 'fixed'`, /never changed/);
  await refused(service, `update payment set status = 'DRAFT' where id = 'fixed'`, /may not go/);
});

test('two rates of one tax code do not overlap', async () => {
  await refused(
    service,
    `insert into tax_rate values ('r9', 'FR-STD', 0.21, '2030-01-01', null)`,
    /overlap/,
  );
});

test('all migrations can be taken back', async () => {
  const own = await cloneDatabase(finance);
  const client = await connect(own.ownerUrl);
  for (const Migration of finance.migrations.toReversed()) {
    await new Migration().down({
      query: (sql: string) => client.query(sql),
    } as never);
  }
  const { rows } = await client.query<{ name: string }>(
    `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and p.proname not like 'installation%' and p.proname not like 'declare%' and p.proname not like 'witness%'
     union all select tablename from pg_tables where schemaname = 'public' and tablename not in
       ('migrations', 'installation', 'command_log', 'outbox', 'inbox', 'party_kind',
        'witness_checkpoint', 'audit_ref', 'audit_outbox', 'audit_counter')`,
  );
  expect(rows).toEqual([]);
  await client.end();
  clients.splice(clients.indexOf(client), 1);
  await own.drop();
});
