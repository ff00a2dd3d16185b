import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { ulid } from 'ulid';
import { createEntryMaker, type Entry } from '../../../audit/entry.ts';
import { aboutNobody } from '../../../gateway/release/gated.ts';
import { createGate, type Gate, type Verdict } from '../../../gateway/release/gate.ts';
import { createInbox } from '../../../gateway/release/inbox.ts';
import { decisionTexts } from '../../../gateway/release/texts.ts';
import { systemClock } from '../../../lib/clock.ts';
import { silentLog } from '../../../lib/log.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { auditUrlOf, cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';

const inForce = { epoch: 1, lock: 'a'.repeat(64), lockVersion: 0 };
const about = aboutNobody({ region: 'EU' });
const waitMs = 250;

let database: ClonedDatabase;
let admin: pg.Client;
let gate: Gate;
let incarnation: string;

beforeAll(async () => {
  database = await cloneDatabase(governance);
  admin = new pg.Client({ connectionString: database.superuserUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});
beforeEach(() => {
  incarnation = randomBytes(16).toString('hex');
  gate = createGate({
    ...{ inForce, waitMs, log: silentLog, clock: systemClock, now: () => performance.now() },
    inbox: createInbox({
      ...{ url: auditUrlOf(database), connectTimeoutMs: 1_000, insertTimeoutMs: 400 },
    }),
    witnessing: { holds: () => true, close: () => undefined },
    makeEntry: createEntryMaker({
      ...{ node: 'gateway-1', incarnation, clock: systemClock },
      newEntryId: () => ulid(),
      newSalt: () => randomBytes(32),
    }),
  });
});
afterEach(() => gate.close());

type Row = Pick<Entry, 'type'> & { readonly number: number; readonly decision: Decision };
type Decision = Readonly<Record<string, unknown>>;
async function written(): Promise<readonly Row[]> {
  const { rows } = await admin.query<Row>(
    `select type, node_seq::int as number, decision::jsonb as decision
     from audit_inbox where incarnation = $1 order by node_seq`,
    [incarnation],
  );
  return rows;
}

/** One response: it may leave where the verdict says so. */
function respond(): Promise<Verdict> {
  const opened = gate.open({
    ...{ requestId: ulid(), texts: decisionTexts(about, inForce), subjectsMax: 1 },
    asked: { texts: new Map(), owesReceipts: true, forms: '{}' },
    caller: { actor: 'somebody', roles: [], team: undefined, region: 'EU' } as never,
  });
  if (opened === undefined) throw new TypeError('the log is not behind');
  opened.release();
  return opened.verdict();
}

const withheld = { released: false, code: 'AUDIT_UNAVAILABLE' };
const strike = (body: string): string => `
  create function strike() returns trigger language plpgsql as $$ begin ${body} end $$;
  create trigger strike before insert on audit_inbox for each statement execute function strike()`;
const unstrike = 'drop trigger strike on audit_inbox; drop function strike';
const cut =
  "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'referent_audit_writer'";

describe('nothing leaves, and nothing of it is lost, while governance’s database', () => {
  test.each<[state: string, begin: string, end: string]>([
    ['is blocked', 'begin; lock table audit_inbox in access exclusive mode', 'rollback'],
    ['is slower than the bound', strike('perform pg_sleep(0.35); return null;'), unstrike],
    [
      'has a full disk',
      strike("raise exception 'no space left' using errcode = '53100';"),
      unstrike,
    ],
    [
      'is on a read-only disk',
      `alter role referent_audit_writer set default_transaction_read_only = on; ${cut}`,
      `alter role referent_audit_writer reset default_transaction_read_only; ${cut}`,
    ],
    [
      'refuses connections',
      `alter role referent_audit_writer nologin; ${cut}`,
      'alter role referent_audit_writer login',
    ],
  ])('%s', async (_state, begin, end) => {
    expect(await respond()).toMatchObject({ released: true });
    await admin.query(begin);
    const began = performance.now();
    expect(await Promise.all([respond(), respond()])).toEqual([withheld, withheld]);
    expect(performance.now() - began).toBeLessThan(waitMs + 1_500);
    await admin.query(end);
    // The end of what was withheld is on its way with everything else.
    let after = await respond();
    for (let time = 0; !after.released && time < 50; time += 1) {
      await setTimeout(100);
      after = await respond();
    }
    expect(after).toMatchObject({ released: true });
    const rows = await written();
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_row, index) => index + 1));
    const denied = rows.filter(({ type }) => type === 'deny');
    expect(denied.length).toBeGreaterThanOrEqual(2);
    const intents = rows.filter(({ type }) => type === 'intent');
    expect(rows.filter(({ type }) => type === 'release')).toHaveLength(intents.length);
  });
});

describe('a flood of denials', () => {
  const actorsMax = 10_000;
  const deny = (actor: string): void => {
    gate.deny({ actor: { actor, team: undefined }, about, code: 'ROLE_NOT_ALLOWED' });
  };
  const counted = async (): Promise<{ entries: number; denials: number }> => {
    const rows = (await written()).filter(({ decision }) => decision.code === 'ROLE_NOT_ALLOWED');
    const denials = rows.reduce((sum, { decision }) => sum + Number(decision.count), 0);
    return { entries: rows.length, denials };
  };

  test('of one actor is two entries a minute, however many they are, and each is counted', async () => {
    for (let number = 0; number < 50_000; number += 1) deny('somebody');
    expect(await respond()).toMatchObject({ released: true });
    await gate.close();
    const { entries, denials } = await counted();
    expect(denials).toBe(50_000);
    expect(entries).toBeLessThanOrEqual(4);
  });

  test('of made-up actors is bounded, each is counted, and there is room for others beside it', async () => {
    for (let number = 0; number < 30_000; number += 1) deny(`actor-${String(number % 15_000)}`);
    // Nothing was written meanwhile: all of it came in one turn.
    let verdict = await respond();
    for (let time = 0; !verdict.released && time < 100; time += 1) verdict = await respond();
    expect(verdict).toMatchObject({ released: true });
    await gate.close();
    const { entries, denials } = await counted();
    expect(denials).toBe(30_000);
    // A minute may turn in between.
    expect(entries).toBeLessThanOrEqual(4 * (actorsMax + 1));
  });
});
