import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue, type ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { PurposeClaims } from '../../../lib/purposeToken.ts';
import { storeNames, type StoreName } from '../../../lib/storeName.ts';
import type { Answer, ErrorEntry } from '../../../tools/cli/gatewayClient.ts';
import { eventually } from '../../../tools/start/processes.ts';
import { referent, start, type Started, type TestFolder } from './support/commandLine.ts';
import { seededFolder } from './support/seededFolder.ts';
import {
  keyRing,
  storeDoor,
  type Headers,
  type KeyRing,
  type Reply,
  type StoreDoor,
} from './support/storeDoor.ts';
import { reads, writes, type StoreQuestion } from './support/storeQuestions.ts';
import { createAsReal, realCaller } from './support/realStore.ts';
import { another, faults, type Honest } from './support/tokenFaults.ts';

/*
 * The stores of a started installation, asked past its gateway with tokens made of the gateway's
 * own key file: each is right but for the one thing under test, so that nothing else refuses it.
 */
let folder: TestFolder;
let started: Started;
let ring: KeyRing;
const doors = new Map<StoreName, StoreDoor>();
const bearers = new Map<string, string>();

beforeAll(async () => {
  folder = await seededFolder();
  started = await start(['--port', '0', '--data', folder.path]);
  ring = keyRing(folder);
  for (const store of storeNames) doors.set(store, storeDoor(folder, store));
  const asked = new Set([...Object.values(reads), ...Object.values(writes)].map((q) => q.persona));
  for (const persona of asked) {
    const { output } = await referent(['token', '--as', persona, '--json', '--data', folder.path]);
    bearers.set(persona, `Bearer ${(JSON.parse(output) as { token: string }).token}`);
  }
  await twoOrdersArrive();
}, 120_000);
afterAll(async () => {
  for (const store of storeNames) await door(store).close();
  started.child.kill('SIGTERM');
  await started.ended;
  await folder.remove();
}, 60_000);

const door = (store: StoreName): StoreDoor => present(doors.get(store));

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a value was expected');
  return value;
}

/** Supply chain's seeded orders are all done: what CRM would send gives it two to promise. */
async function twoOrdersArrive(): Promise<void> {
  const [product] = await door('supply-chain').sql<{ id: string }>(
    'select id from product limit 1',
  );
  const events = [randomUUID(), randomUUID()].map((orderId) => ({
    id: randomUUID(),
    event: 'order-released',
    payload: {
      ...{ orderId, customerId: randomUUID(), shipToAddressId: null },
      lines: [
        {
          ...{ lineId: randomUUID(), productId: present(product).id },
          ...{ quantity: '1', requestedDate: '2026-12-01' },
        },
      ],
    },
  }));
  const body = JSON.stringify({ events });
  const authorization = ring.serviceToken('crm', 'supply-chain', body);
  const reply = await door('supply-chain').post('/events', body, { authorization });
  expect(reply.body).toMatchObject({ results: [{ status: 'done' }, { status: 'done' }] });
}

const callerOf = ({ persona, purpose }: StoreQuestion): Partial<PurposeClaims> => ({
  ...{ actor: persona, roles: [persona], purpose },
});

/** About rows that the store holds. */
async function honest(store: StoreName, question: StoreQuestion): Promise<Honest> {
  const { persona, query } = question;
  const rows = await door(store).sql(question.variables);
  const [body, other] = rows.map((variables) => JSON.stringify({ query, variables }));
  const claims: Honest['claims'] = (changes = {}) =>
    ring.claims(store, present(body), { ...callerOf(question), demo: true, ...changes });
  const bearer = present(bearers.get(persona));
  return {
    ...{ store, body: present(body), other: present(other), claims, bearer, ring },
    token: (changes) => ring.purposeToken('gateway', store, claims(changes)),
    beside: store === 'customer-pii' ? { 'referent-caller': bearer } : {},
  };
}

const refusal = (code: ErrorCode): object => ({
  errors: [{ message: catalogue[code].en, extensions: { code } }],
});

const logged = (store: StoreName, event: string, code?: ErrorCode): number =>
  door(store)
    .log()
    .filter((entry) => entry.event === event && (code === undefined || entry.code === code)).length;

/** Sends it and holds that it is refused so, that nothing is read or written, and that the log says so. */
async function expectRefused(
  store: StoreName,
  code: ErrorCode,
  send: () => Promise<Reply>,
  refusedEvent = 'subrequest.refused',
): Promise<void> {
  const before = await door(store).fingerprint();
  const [answered, refused] = [logged(store, 'subrequest'), logged(store, refusedEvent, code)];
  const reply = await send();
  // The whole body, so no word of the question and no value of the store can stand in it.
  expect([reply.status, reply.body]).toEqual([401, refusal(code)]);
  expect(await door(store).fingerprint()).toBe(before);
  // A log keeps its order: had the question run, its line would stand before the refusal's.
  expect(await eventually(() => logged(store, refusedEvent, code) > refused, 5_000)).toBe(true);
  expect(logged(store, 'subrequest')).toBe(answered);
}

const questions = storeNames.flatMap((store) => {
  const write = store === 'governance' ? [] : [['a command', writes[store]] as const];
  return [['a question', reads[store]] as const, ...write].map(
    ([kind, question]) => [store, kind, question] as const,
  );
});

describe.each(questions)('%s, asked %s', (store, kind, question) => {
  test.each(faults)('%s, answers %s and does nothing', async (_name, code, fault) => {
    const asked = await honest(store, question);
    const { body = asked.body, ...headers } = fault(asked);
    await expectRefused(store, code, () =>
      door(store).post('/graphql', body, { ...asked.beside, ...headers }),
    );
  });

  test('with the right token answers, and once only', async () => {
    const asked = await honest(store, question);
    const authorization = asked.token();
    const send = (): Promise<Reply> =>
      door(store).post('/graphql', asked.body, { ...asked.beside, authorization });
    const before = await door(store).fingerprint();
    const answered = logged(store, 'subrequest');
    const reply = await send();
    expect(reply.status).toBe(200);
    const { data, errors } = reply.body as { data: Record<string, unknown>; errors?: unknown };
    expect(errors).toBeUndefined();
    const [answer] = Object.values(data);
    if (kind === 'a command') expect(answer).toEqual({ errors: [] });
    else expect(JSON.stringify(answer)).toMatch(/^\{"\w+":("[^"]|\{"full":"[^"])/);
    // The measure of the refusals above: a command that runs leaves a trace, a question none.
    expect((await door(store).fingerprint()) !== before).toBe(kind === 'a command');
    // Lines come a moment late; the refusal's is looked for behind this one.
    expect(await eventually(() => logged(store, 'subrequest') > answered, 5_000)).toBe(true);
    await expectRefused(store, 'TOKEN_REPLAYED', send);
  });
});

describe('customer-pii, beside the gateway’s word', () => {
  test.each<[string, ErrorCode, () => Headers]>([
    ['without the caller’s own token', 'UNAUTHENTICATED', () => ({})],
    [
      'with a token that nobody issued',
      'UNAUTHENTICATED',
      () => ({ 'referent-caller': `${present(bearers.get('account-manager'))}x` }),
    ],
    [
      'with the token of another person',
      'TOKEN_INVALID',
      () => ({ 'referent-caller': present(bearers.get('accountant')) }),
    ],
  ])('%s, answers %s and does nothing', async (_name, code, beside) => {
    const { body, token } = await honest('customer-pii', reads['customer-pii']);
    await expectRefused('customer-pii', code, () =>
      door('customer-pii').post('/graphql', body, { ...beside(), authorization: token() }),
    );
  });
});

describe.each(storeNames.map((store) => [store] as const))('%s, told by another store', (store) => {
  const body = JSON.stringify({ events: [] });
  const sender = another(store);

  test.each<[string, ErrorCode, () => Headers]>([
    ['without a token', 'TOKEN_MISSING', () => ({})],
    [
      'with a purpose token in its place',
      'TOKEN_MISSING',
      () => ({ authorization: ring.purposeToken('gateway', store, ring.claims(store, body, {})) }),
    ],
    [
      'for another store',
      'TOKEN_INVALID',
      () => ({ authorization: ring.serviceToken(sender, sender, body) }),
    ],
    [
      'in the name of a store that did not sign',
      'TOKEN_INVALID',
      () => ({ authorization: ring.serviceToken('governance', store, body, randomUUID(), sender) }),
    ],
    [
      'with a changed body',
      'BODY_MISMATCH',
      () => ({ authorization: ring.serviceToken(sender, store, `${body} `) }),
    ],
  ])('%s, answers %s and does nothing', async (_name, code, headers) => {
    for (const path of ['/events', '/call']) {
      await expectRefused(
        store,
        code,
        () => door(store).post(path, body, headers()),
        'service.refused',
      );
    }
  });

  test('with the right token answers, and once only', async () => {
    const headers = { authorization: ring.serviceToken(sender, store, body) };
    const reply = await door(store).post('/events', body, headers);
    expect([reply.status, reply.body]).toEqual([200, { results: [] }]);
    await expectRefused(
      store,
      'TOKEN_REPLAYED',
      () => door(store).post('/events', body, headers),
      'service.refused',
    );
  });
});

type GatewayAnswer = Answer & { readonly errors: readonly ErrorEntry[] };

describe('created as real, behind a gateway that takes the demonstration issuer’s word', () => {
  test('a store refuses what the gateway passes on, and the other stores answer', async () => {
    await createAsReal(folder, 'finance');
    const words = ['screen', 'customer-360', '--as', 'account-manager', '--example', '--json'];
    const { output } = await referent([...words, '--data', folder.path]);
    const { data, errors } = JSON.parse(output) as GatewayAnswer;
    expect(data).toMatchObject({ customer: { tradeName: expect.any(String), receivables: null } });
    expect(errors.map(({ path }) => path?.join('.'))).toContain('customer.receivables');
    const codes = new Set(errors.map(({ extensions }) => extensions?.code));
    expect([...codes]).toEqual(['DEMO_REFUSED']);
  }, 60_000);

  test('it refuses a command too, and keeps no row of it', async () => {
    const before = await door('finance').fingerprint();
    const input = JSON.stringify({
      ...{ direction: 'INBOUND', amount: { minorUnits: '4200', currency: 'EUR' } },
      ...{ valueDate: '2026-01-05', method: 'CASH', endToEndId: 'E2E-DOOR' },
      ...{ customerId: randomUUID(), idempotencyKey: randomUUID() },
    });
    const words = ['command', 'record-payment', '--as', 'accountant', '--input', input, '--json'];
    const { code, output } = await referent([...words, '--data', folder.path]);
    expect(code).toBe(1);
    expect((JSON.parse(output) as GatewayAnswer).errors).toMatchObject([
      { path: ['recordPayment'], extensions: { code: 'DEMO_REFUSED' } },
    ]);
    expect(await door('finance').fingerprint()).toBe(before);
  });

  test.each(storeNames.map((store) => [store] as const))(
    '%s refuses a token with the mark of a demonstration, and answers one without',
    async (store) => {
      if (store !== 'finance') await createAsReal(folder, store);
      const question = reads[store];
      const body = JSON.stringify({ query: question.query, variables: { key: 99 } });
      const beside = { 'referent-caller': await realCaller(folder, question.persona) };
      const ask = (mark: Partial<PurposeClaims>): Promise<Reply> => {
        const claims = ring.claims(store, body, { ...callerOf(question), ...mark });
        const authorization = ring.purposeToken('gateway', store, claims);
        return door(store).post('/graphql', body, { ...beside, authorization });
      };
      await expectRefused(store, 'DEMO_REFUSED', () => ask({ demo: true }));
      const answered = await ask({});
      expect(answered).toMatchObject({ status: 200, body: { data: expect.any(Object) } });
      expect(answered.body).not.toHaveProperty('errors');
    },
    60_000,
  );

  test('customer-pii sees for itself that the caller is one, though the gateway keeps it quiet', async () => {
    const store = 'customer-pii';
    const question = reads[store];
    const body = JSON.stringify({ query: question.query, variables: { key: 99 } });
    const claims = ring.claims(store, body, callerOf(question));
    const authorization = ring.purposeToken('gateway', store, claims);
    const beside = { 'referent-caller': present(bearers.get(question.persona)) };
    await expectRefused(store, 'DEMO_REFUSED', () =>
      door(store).post('/graphql', body, { ...beside, authorization }),
    );
  });
});
