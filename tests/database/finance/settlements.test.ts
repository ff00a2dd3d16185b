import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openInvoices, settledBy } from '../../../subgraphs/finance/computed/settlement.ts';
import { finance } from '../../../subgraphs/finance/store.ts';
import { seed } from '../../../tools/seed/seed.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { allocated, books, draft, invoiced, issue, received } from './books.ts';

let database: ClonedDatabase;
let owner: pg.Client;
let service: pg.Client;
let other: pg.Client;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

beforeAll(async () => {
  database = await cloneDatabase(finance);
  owner = await connect(database.ownerUrl);
  service = await connect(database.url);
  other = await connect(database.url);
  await owner.query(books);
});
afterAll(async () => {
  await Promise.all([owner, service, other].map((client) => client.end()));
  await database.drop();
});

/** What was due on each invoice at the end of each of these days, added up from the facts alone. */
const summed = `
  select i.id, d.day::date::text as day, (case
      when i.status <> 'ISSUED' or i.issue_date > d.day
        or exists (select from invoice_exception x
          where x.invoice_id = i.id and x.kind = 'WRITTEN_OFF' and x.since <= d.day) then 0
      else i.gross_total_minor
        - (select coalesce(sum(l.amount_minor + coalesce(l.discount_taken_minor, 0)), 0)
             from payment_allocation l join payment p on p.id = l.payment_id
            where l.invoice_id = i.id and p.status = 'SETTLED'
              and (l.at at time zone 'UTC')::date <= d.day)
        - (select coalesce(sum(n.total_minor), 0) from credit_note n
            where n.invoice_id = i.id and (n.issued_at at time zone 'UTC')::date <= d.day)
    end)::text as due
  from invoice i cross join generate_series($1::date, $2::date, interval '1 day') d(day)
  order by i.id, d.day`;

/** The same as the store tells it. */
const told = `
  select i.id, d.day::text as day, settled.due_minor::text as due
  from invoice i
  cross join (select day::date from generate_series($1::date, $2::date, interval '1 day') day) d
  ${settledBy('d.day')} order by i.id, d.day`;

/** What it tells of those that are open, by customer. */
const open = `
  select d.day::text as day, o.customer_id, sum(o.due_minor)::text as due, count(*)::int as count
  from (select day::date from generate_series($1::date, $2::date, interval '1 day') day) d
  cross join lateral ${openInvoices('d.day', 'true')} o
  group by 1, 2 order by 1, 2`;

const summedOpen = `
  select s.day, i.customer_id, sum(s.due::bigint)::text as due, count(*)::int as count
  from (${summed}) s join invoice i on i.id = s.id where s.due::bigint > 0
  group by 1, 2 order by 1, 2`;

async function expectSums(
  client: pg.Client,
  from: string,
  to: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await client.query<Record<string, unknown>>(sql, [from, to])).rows;
  const expected = await rows(summed);
  expect(await rows(told)).toEqual(expected);
  expect(await rows(open)).toEqual(await rows(summedOpen));
  return expected;
}

const dueOn = (
  rows: readonly Readonly<Record<string, unknown>>[],
  id: string,
  day: string,
): unknown => rows.find((row) => row.id === id && row.day === day)?.due;

const settlement = async (id: string): Promise<object | undefined> =>
  (
    await service.query<{ due_minor: string; settled_on: string }>(
      'select due_minor, settled_on::text from invoice_settlement where invoice_id = $1',
      [id],
    )
  ).rows[0];

describe('what is due on an invoice, on every day, is the sum of its facts', () => {
  const from = '2026-05-28';
  const to = '2026-07-20';
  const check = (): ReturnType<typeof expectSums> => expectSums(service, from, to);
  const moves = async (payment: string, ...states: readonly string[]): Promise<void> => {
    for (const status of states) {
      await service.query('update payment set status = $2 where id = $1', [payment, status]);
      await check();
    }
  };

  test('after each of them: payments in part, under way, settled and returned, credit, exceptions', async () => {
    await draft(service, { id: 'a', netMinor: 1_000 });
    expect(await settlement('a')).toBeUndefined();
    await issue(service, 'a');
    await invoiced(service, { id: 'b', netMinor: 500, issueDate: '2026-06-10' });
    await invoiced(service, { id: 'free', netMinor: 0, issueDate: '2026-06-02' });
    await received(service, { id: 'p', amountMinor: 5_000 });
    await allocated(service, 'p', 'a', 400, '2026-06-20T23:59:59Z');
    expect(dueOn(await check(), 'a', '2026-06-20')).toBe('600');
    // Known later, of an earlier day.
    await allocated(service, 'p', 'a', 100, '2026-06-05');
    expect(dueOn(await check(), 'a', '2026-06-05')).toBe('900');
    await received(service, { id: 'sent', amountMinor: 500, status: 'SENT' });
    await allocated(service, 'sent', 'a', 500, '2026-06-25');
    expect(dueOn(await check(), 'a', to)).toBe('500');
    await moves('sent', 'SETTLED');
    expect(await settlement('a')).toEqual({ due_minor: '0', settled_on: '2026-06-25' });
    await moves('sent', 'RETURNED');
    expect(await settlement('a')).toEqual({ due_minor: '500', settled_on: 'infinity' });
    await owner.query(`insert into credit_note
      (id, number, invoice_id, currency, total_minor, net_minor, issued_at)
      values ('n', 'N-1', 'b', 'EUR', 200, 200, '2026-06-30')`);
    expect(dueOn(await check(), 'b', to)).toBe('300');
    for (const sql of [
      `insert into invoice_exception values ('b', 'DISPUTED', '2026-07-01')`,
      `update invoice_exception set kind = 'WRITTEN_OFF' where invoice_id = 'b'`,
    ]) {
      await owner.query(sql);
      await check();
    }
    expect(await settlement('b')).toEqual({ due_minor: '0', settled_on: '2026-07-01' });
    await owner.query(`delete from invoice_exception where invoice_id = 'b'`);
    expect(dueOn(await check(), 'b', to)).toBe('300');
  });

  test('whatever their order: fifty payments at chance over ten invoices', async () => {
    let state = 20_261_124;
    const chance = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const day = (): string => `2026-06-${String(chance(28) + 1).padStart(2, '0')}`;
    for (let n = 0; n < 10; n += 1) {
      await invoiced(service, { id: `r${String(n)}`, netMinor: 1_000, issueDate: day() });
    }
    for (let n = 0; n < 50; n += 1) {
      const payment = `chance-${String(n)}`;
      const status = ['SETTLED', 'SENT', 'DRAFT'][chance(3)] ?? 'SETTLED';
      await received(service, { id: payment, amountMinor: 1_000, status });
      // One that is over what is due is refused, and changes nothing.
      await allocated(service, payment, `r${String(chance(10))}`, chance(500) + 1, day()).catch(
        (error: unknown) => {
          expect(String(error)).toMatch(/over what is due/);
        },
      );
      if (status === 'SENT') {
        const next = chance(2) === 0 ? 'SETTLED' : 'RETURNED';
        await service.query('update payment set status = $2 where id = $1', [payment, next]);
      }
      if (n % 10 === 9) await check();
    }
  });
});

describe('a settlement', () => {
  beforeEach(async () => {
    await service.query('rollback');
  });

  test.each([
    ['changed', 'update invoice_settlement set due_minor = 0'],
    ['deleted', 'delete from invoice_settlement'],
    [
      'written',
      `insert into invoice_settlement select 'x', entity_id, customer_id, currency, issue_date,
         due_date, 0, 0, 0, 0, null, changed_on, settled_on from invoice_settlement limit 1`,
    ],
  ])('is %s by nobody', async (_what, sql) => {
    await expect(service.query(sql)).rejects.toThrow(/follows from the facts/);
    await expect(owner.query(sql)).rejects.toThrow(/follows from the facts/);
  });

  test('counts both of two facts that come at the same time', async () => {
    await invoiced(service, { id: 'both', netMinor: 1_000 });
    await received(service, { id: 'first', amountMinor: 400, status: 'SENT' });
    await received(service, { id: 'second', amountMinor: 300, status: 'SENT' });
    await allocated(service, 'first', 'both', 400);
    await allocated(service, 'second', 'both', 300);
    await service.query('begin');
    await other.query('begin');
    await service.query(`update payment set status = 'SETTLED' where id = 'first'`);
    const waits = other.query(`update payment set status = 'SETTLED' where id = 'second'`);
    await service.query('commit');
    await waits;
    await other.query('commit');
    expect(await settlement('both')).toMatchObject({ due_minor: '300' });
  });

  test('is undone with the fact that is undone', async () => {
    await invoiced(service, { id: 'undone', netMinor: 1_000 });
    await received(service, { id: 'gone', amountMinor: 1_000 });
    await service.query('begin');
    await allocated(service, 'gone', 'undone', 1_000);
    expect(await settlement('undone')).toMatchObject({ due_minor: '0' });
    await service.query('rollback');
    expect(await settlement('undone')).toMatchObject({ due_minor: '1000' });
  });
});

test('of data that was loaded, each amount due is the sum too', async () => {
  const loaded = await cloneDatabase(finance);
  const folder = mkdtempSync(join(tmpdir(), 'referent-settlements-'));
  await seed({
    ...{ size: 'S', seed: 1, stores: { finance: loaded.ownerUrl }, report: () => undefined },
    examplesFile: join(folder, 'examples.json'),
  });
  const client = await connect(loaded.url);
  try {
    const rows = await expectSums(client, '2026-11-10', '2026-11-25');
    expect(rows.some(({ due }) => due === '0')).toBe(true);
    expect(rows.some(({ due }) => due !== '0')).toBe(true);
  } finally {
    await client.end();
    await loaded.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});
