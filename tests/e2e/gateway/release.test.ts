import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commitment } from '../../../audit/entry.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { writerLimits } from '../../../gateway/release/writer.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import * as documents from './support/documents.ts';
import type { Behaviour, Receipts } from './support/fixtureStore.ts';
import { startWorld, type Answer, type World } from './support/world.ts';

const waitMs = 120;
const person = 'a1'.repeat(16);
const another = 'b2'.repeat(16);

let world: World;
beforeAll(async () => {
  world = await startWorld({ gate: { waitMs } });
  // The first request waits for keys and compilers, which is not what is timed here.
  await ask();
});
beforeEach(async () => {
  world.reset();
  await world.audit.clear();
});
afterAll(() => world.close());

const ask = (headers?: Record<string, string>): Promise<Answer> =>
  world.screen(documents.customer360, { id: 'c1' }, undefined, headers);

/** Values of the rows that belong to a person, and one that belongs to the party. */
const personal = 'person@example.test';
const party = 'Example Works';

/** Waits until the intent of the answer has its end. */
const endOf = (intent: string | undefined): Promise<unknown> =>
  world.audit.until(({ type, decision }) => {
    const facts = JSON.parse(decision) as { intent?: string };
    return (type === 'deny' || type === 'release') && facts.intent === intent;
  });

describe('a value of a person', () => {
  test.each<[how: string, Partial<World['audit']>]>([
    ['the log is away', { state: 'away' }],
    ['the log takes nothing', { state: 'stuck' }],
    ['the log is slower than the bound', { latencyMs: 200 }],
  ])('does not leave while %s; business values go on', async (_how, change) => {
    Object.assign(world.audit, change);
    const began = performance.now();
    const answer = await ask();
    expect(performance.now() - began).toBeLessThan(waitMs + 2_000);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(personal);
    expect(answer.withheld).toEqual([
      { path: 'customer.contacts.*.person.birthDate', code: 'NOT_PERMITTED' },
      { path: 'customer.contacts.*.person.name', code: 'AUDIT_UNAVAILABLE' },
      { path: 'customer.contacts.*.person.emails', code: 'AUDIT_UNAVAILABLE' },
    ]);
    // No receipt counted a person: the party is a legal one.
    expect(answer.text).toContain(party);
    expect(answer.errors).toEqual([]);
    Object.assign(world.audit, { state: 'ok', latencyMs: 0 });
    await world.audit.until(({ type }) => type === 'deny');
    expect(world.audit.decisions('deny')).toMatchObject([
      { intent: answer.entryId, code: 'AUDIT_UNAVAILABLE', count: 1, screen: 'customer-360' },
    ]);
    expect(world.audit.decisions('intent')).toMatchObject([{ entryId: answer.entryId }]);
  });

  test('leaves again, whole, once the log is back', async () => {
    world.audit.state = 'away';
    expect((await ask()).text).not.toContain(personal);
    world.audit.state = 'ok';
    await world.audit.until(({ type }) => type === 'deny');
    const answer = await ask();
    expect(answer.text).toContain(personal);
    expect(answer.withheld.map(({ code }) => code)).not.toContain('AUDIT_UNAVAILABLE');
  });

  test('does not leave without a quorum of witnesses', async () => {
    world.audit.witnessed = false;
    const answer = await ask();
    expect(answer.text).not.toContain(personal);
    expect(answer.withheld).toContainEqual({
      path: 'customer.contacts.*.person.emails',
      code: 'WITNESS_UNAVAILABLE',
    });
    await endOf(answer.entryId);
    expect(world.audit.decisions('deny')).toMatchObject([{ code: 'WITNESS_UNAVAILABLE' }]);
    expect(world.audit.decisions('release')).toEqual([]);
  });

  test('takes the values of its party with it where a store counted a person', async () => {
    world.stores.crm.subjects = [person];
    world.audit.state = 'away';
    const answer = await ask();
    expect(answer.text).not.toContain(party);
    expect(answer.text).not.toContain(personal);
    expect(answer.withheld).toContainEqual({ path: 'customer', code: 'AUDIT_UNAVAILABLE' });
  });

  test.each<[way: string, asking: () => Promise<Answer>]>([
    ['as text', () => world.send({ query: documents.customer360, variables: { id: 'c1' } })],
    ['with its sources', () => ask({ 'referent-sources': '1' })],
    ['compressed', () => ask({ 'accept-encoding': 'gzip' })],
  ])('does not leave %s either', async (_way, asking) => {
    world.audit.state = 'away';
    const answer = await asking();
    expect(answer.text).toContain('AUDIT_UNAVAILABLE');
    expect(answer.text).not.toContain(personal);
  });

  test('does not leave by GET', async () => {
    world.audit.state = 'away';
    const token = await world.issuer.token();
    const id = sha256Hex(documents.activityFeed);
    const variables = encodeURIComponent('{"id":"c1"}');
    const answer = await world.fetch(`/graphql?documentId=sha256:${id}&variables=${variables}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([answer.status, answer.code]).toEqual([405, 'USE_POST']);
    expect(world.asked()).toBe(0);
  });
});

describe('a store’s answer', () => {
  test.each<Receipts>([
    'missing',
    'other-jti',
    'other-intent',
    'other-statement',
    'other-attempt',
    'one-member-more',
    'no-counts',
    'unsorted',
  ])('counts for nothing with a receipt that is %s', async (receipts) => {
    world.stores['customer-pii'].receipts = receipts;
    const answer = await ask();
    expect(answer.text).not.toContain(personal);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toContain(
      'STORE_ANSWER_INVALID',
    );
    expect(answer.text).toContain(party);
    const [release] = world.audit.decisions('release');
    expect(release?.entryId).toBe(answer.entryId);
    expect(JSON.stringify(release?.receipts)).not.toContain('customer-pii');
    expect(world.log()).toContain('receipt.invalid');
  });

  test('is owed no receipt for business values', async () => {
    world.stores['supply-chain'].receipts = 'missing';
    world.stores.crm.receipts = 'missing';
    const answer = await world.screen(documents.catalogue, { max: 2 });
    expect(answer.errors).toEqual([]);
    expect(answer.text).toContain('Bolt');
    expect(world.audit.entries).toEqual([]);
  });
});

describe('a denial is an entry', () => {
  test('for a role that the screen does not know, once and then counted', async () => {
    const claims = { roles: ['sales-lead'], sub: 'somebody' };
    for (let time = 0; time < 3; time += 1) {
      const answer = await world.screen(documents.customer360, { id: 'c1' }, claims);
      expect(answer.code).toBe('ROLE_NOT_ALLOWED');
    }
    const entry = await world.audit.until(({ type }) => type === 'deny');
    expect(JSON.parse(entry.subject ?? '')).toMatchObject({ actor: 'somebody', subjects: [] });
    expect(world.audit.decisions('deny')).toMatchObject([
      { code: 'ROLE_NOT_ALLOWED', count: 1, screen: 'customer-360', purpose: 'account-management' },
    ]);
    expect(world.asked()).toBe(0);
  });

  test.each<[code: string, text: string, claims: { roles?: string[] }]>([
    ['ROLE_CONFLICT', documents.customer360, { roles: ['account-manager', 'accountant'] }],
    ['NOT_PERMITTED', documents.strict, {}],
  ])('for %s', async (code, text, claims) => {
    const answer = await world.screen(text, { id: 'c1' }, { ...claims, sub: `by-${code}` });
    expect(answer.code).toBe(code);
    await world.audit.until(({ subject }) => subject?.includes(`by-${code}`) === true);
    expect(world.audit.decisions('deny')).toMatchObject([{ code, count: 1 }]);
    expect(world.audit.decisions('intent')).toEqual([]);
  });

  test('that ends the intent where a store refused', async () => {
    world.stores['customer-pii'].behaviour = 'budget-exceeded';
    const answer = await ask();
    expect([answer.status, answer.code]).toEqual([403, 'BUDGET_EXCEEDED']);
    await endOf(answer.entryId);
    expect(world.audit.decisions('deny')).toMatchObject([
      { code: 'BUDGET_EXCEEDED', intent: answer.entryId },
    ]);
    expect(world.audit.decisions('release')).toEqual([]);
  });

  test('never for somebody unknown', async () => {
    const answer = await world.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ documentId: sha256Hex(documents.customer360) }),
    });
    expect(answer.status).toBe(401);
    expect(world.audit.entries).toEqual([]);
  });
});

test('a client that goes away leaves an intent that has its end', async () => {
  world.stores.finance.latencyMs = 300;
  const leaving = new AbortController();
  const token = await world.issuer.token();
  const gone = fetch(`${world.url}/graphql`, {
    method: 'POST',
    signal: leaving.signal,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      documentId: `sha256:${sha256Hex(documents.customer360)}`,
      variables: { id: 'c1' },
    }),
  }).catch(() => undefined);
  const intent = await world.audit.until(({ type }) => type === 'intent');
  leaving.abort();
  await gone;
  await endOf(intent.entryId);
  expect(world.audit.decisions('deny')).toMatchObject([
    { code: 'CLIENT_GONE', intent: intent.entryId },
  ]);
});

describe('a release', () => {
  test('is durable, with its intent, before the answer comes', async () => {
    world.audit.latencyMs = 30;
    world.stores['customer-pii'].subjects = [another, person];
    const answer = await ask();
    expect(answer.text).toContain(personal);
    const types = world.audit.entries.map(({ type }) => type);
    expect(types).toEqual(['intent', 'release']);
    expect(world.audit.entries[1]?.entryId).toBe(answer.entryId);
  });

  test('says who saw what for which purpose, under which policy, and no value', async () => {
    world.stores['customer-pii'].subjects = [another, person];
    world.stores.crm.subjects = [person];
    const answer = await ask();
    const [intent] = world.audit.decisions('intent');
    const [release] = world.audit.decisions('release');
    expect(release?.unanswered).toEqual([]);
    const asked = Object.values(world.stores).flatMap((store) =>
      store.seen.map(({ claims }) => ({ store: store.name, jti: claims.jti })),
    );
    expect(release).toMatchObject({
      ...{ screen: 'customer-360', document: sha256Hex(documents.customer360) },
      ...{ purpose: 'account-management', basis: 'none', region: 'EU' },
      ...{ roles: ['account-manager'], epoch: 7, lock: world.lock.hash, lockVersion: 0 },
      ...{ intent: intent?.entryId, conditions: [], guardSeq: null, entryId: answer.entryId },
      ...{ subjects: 3, rows: 2 * asked.length, cells: 3 * asked.length },
    });
    const { receipts, forms } = release as unknown as {
      receipts: { store: string; jti: string }[];
      forms: Record<string, string[]>;
    };
    expect(new Set(receipts.map(({ store, jti }) => `${store} ${jti}`))).toEqual(
      new Set(asked.map(({ store, jti }) => `${store} ${jti}`)),
    );
    expect(Object.keys(forms)).toEqual(['clear']);
    expect(forms.clear).toEqual([...(forms.clear ?? [])].sort());
    expect(forms.clear).toEqual(expect.arrayContaining(['Customer.tradeName', 'Person.name']));
    expect(forms.clear).not.toContain('Person.birthDate');
    const entry = world.audit.entries[1];
    expect(JSON.parse(entry?.subject ?? '')).toMatchObject({
      subjects: [
        { store: 'crm', refs: [person] },
        { store: 'customer-pii', refs: [person, another] },
      ],
    });
    const text = JSON.stringify(world.audit.entries);
    for (const value of [personal, party]) expect(text).not.toContain(value);
    expect(text).not.toMatch(/"c1\\*"/);
    for (const { claims } of Object.values(world.stores).flatMap(({ seen }) => seen)) {
      expect(claims.intent).toBe(intent?.entryId);
    }
  });

  test('is written as canonical JSON that its header commits to', async () => {
    await ask();
    await world.screen(documents.customer360, { id: 'c1' }, { roles: ['sales-lead'] });
    await world.audit.until(({ type }) => type === 'deny');
    expect(world.audit.entries.map(({ type }) => type)).toEqual(['intent', 'release', 'deny']);
    for (const entry of world.audit.entries) {
      expect(canonicalJson(JSON.parse(entry.decision))).toBe(entry.decision);
      const salt = Buffer.from(entry.decisionSalt, 'hex');
      expect(commitment(salt, entry.decision)).toBe(entry.decisionCommit);
    }
    const numbers = world.audit.entries.map(({ nodeSeq }) => nodeSeq);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });

  test('is of its own mask: what a role may not see is not among its fields', async () => {
    const seen = async (roles: string[], sub: string): Promise<string> => {
      await world.screen(documents.activityFeed, { id: 'c1' }, { roles, sub });
      return JSON.stringify(world.audit.decisions('release').at(-1)?.forms);
    };
    expect(await seen(['account-manager'], 'one')).not.toContain('NoteActivity.body');
  });

  test('names the attempt whose connection broke, beside the one that was answered', async () => {
    world.stores.finance.behaviour = 'hang-up-once';
    expect((await ask()).errors).toEqual([]);
    const [first, second] = world.stores.finance.seen.map(({ claims }) => claims);
    expect([first?.attempt, second?.attempt]).toEqual([undefined, 2]);
    const [release] = world.audit.decisions('release');
    expect(release?.unanswered).toEqual([{ store: 'finance', jti: first?.jti }]);
    const named = JSON.stringify(release?.receipts);
    expect(named).toContain(second?.jti);
    expect(named).not.toContain(first?.jti);
  });

  test.each<Behaviour>(['slow', 'cut-off', 'garbage', 'wrong-jti', 'null-data'])(
    'names what was asked of a store whose answer was %s: it may have been served',
    async (behaviour) => {
      world.stores.finance.behaviour = behaviour;
      await ask();
      const unanswered = world.stores.finance.seen.map(({ claims: { jti } }) => ({
        ...{ store: 'finance', jti },
      }));
      expect(unanswered.length).toBeGreaterThan(0);
      expect(world.audit.decisions('release')).toMatchObject([{ unanswered }]);
    },
  );

  test('covers what a command returns', async () => {
    const answer = await world.screen(documents.moveOpportunity, { id: 'o1' });
    expect(answer.text).toContain('WON');
    expect(world.audit.decisions('release')).toMatchObject([
      { screen: 'moveOpportunity', entryId: answer.entryId },
    ]);
  });
});

describe('while so many entries wait that no more are begun', () => {
  const shopAndCustomer = `query ShopAndCustomer($id: ID!)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) {
  products(max: 1) { id name }
  customer(id: $id) { id tradeName }
}
`;
  let full: World;
  beforeAll(async () => {
    full = await startWorld({
      documents: [...documents.allDocuments, shopAndCustomer],
      gate: { waitMs, limits: { ...writerLimits, queueMax: 3 } },
    });
  });
  beforeEach(async () => {
    full.reset();
    await full.audit.clear();
    full.audit.state = 'stuck';
    for (let entry = 0; entry < 3; entry += 1) {
      full.audit.gate.record({ type: 'heartbeat', decision: '{}', subject: null });
    }
  });
  afterAll(async () => {
    full.audit.state = 'ok';
    await full.close();
  });

  test('no store is asked for a value of a person or party; business values go on', async () => {
    const answer = await full.screen(shopAndCustomer, { id: 'c1' });
    expect(answer.data).toMatchObject({ products: [{ name: 'Bolt' }, {}], customer: null });
    expect(answer.withheld).toEqual([{ path: 'customer', code: 'AUDIT_UNAVAILABLE' }]);
    const asked = Object.values(full.stores).flatMap(({ seen }) => seen);
    expect(asked.length).toBeGreaterThan(0);
    for (const { query } of asked) expect(query).not.toContain('customer');
  });

  test('no command is begun', async () => {
    const answer = await full.screen(documents.moveOpportunity, { id: 'o1' });
    expect(answer.code).toBe('AUDIT_UNAVAILABLE');
    expect(full.asked()).toBe(0);
  });
});
