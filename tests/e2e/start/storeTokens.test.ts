import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { PurposeClaims } from '../../../lib/purposeToken.ts';
import { storeNames, type StoreName } from '../../../lib/storeName.ts';
import type { Answer, ErrorEntry } from '../../../tools/cli/gatewayClient.ts';
import { eventually } from '../../../tools/start/processes.ts';
import { attempt, expectRefused, type Attempt, type RefusedEvent } from './support/attempts.ts';
import { discard, referent, start, type Started, type TestFolder } from './support/commandLine.ts';
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
import { twoOrdersArrive } from './support/twoOrders.ts';

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
  await twoOrdersArrive(door('supply-chain'), ring);
}, 120_000);
afterAll(async () => {
  for (const store of storeNames) await door(store).close();
  await discard(started, folder);
}, 60_000);

const door = (store: StoreName): StoreDoor => present(doors.get(store));

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a value was expected');
  return value;
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

const logged = (store: StoreName, event: string): number =>
  door(store)
    .log()
    .filter((entry) => entry.event === event).length;

/** One request alone. */
async function refuses(
  store: StoreName,
  code: ErrorCode,
  send: () => Promise<Reply>,
  event?: RefusedEvent,
): Promise<void> {
  const [attempted] = await attempt(door(store), [send], event);
  expectRefused(attempted, code, event);
}

const questions = storeNames.flatMap((store) => {
  const write = store === 'governance' ? [] : [['a command', writes[store]] as const];
  return [['a question', reads[store]] as const, ...write].map(
    ([kind, question]) => [store, kind, question] as const,
  );
});

describe.each(questions)('%s, asked %s', (store, kind, question) => {
  const attempts = new Map<string, Attempt | undefined>();
  beforeAll(async () => {
    const sends = faults.map(([, , fault]) => async () => {
      const asked = await honest(store, question);
      const { body = asked.body, ...headers } = fault(asked);
      return door(store).post('/graphql', body, { ...asked.beside, ...headers });
    });
    const made = await attempt(door(store), sends);
    for (const [position, [name]] of faults.entries()) attempts.set(name, made[position]);
  }, 60_000);

  test.each(faults)('%s, answers %s and does nothing', (name, code) => {
    expectRefused(attempts.get(name), code);
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
    await refuses(store, 'TOKEN_REPLAYED', send);
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
    await refuses('customer-pii', code, () =>
      door('customer-pii').post('/graphql', body, { ...beside(), authorization: token() }),
    );
  });
});

describe.each(storeNames.map((store) => [store] as const))('%s, told by another store', (store) => {
  const body = JSON.stringify({ events: [] });
  const sender = another(store);

  const faulty: readonly (readonly [string, ErrorCode, () => Headers])[] = [
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
  ];
  const paths = ['/events', '/call'] as const;
  let attempts: readonly Attempt[] = [];
  beforeAll(async () => {
    const sends = faulty.flatMap(([, , headers]) =>
      paths.map((path) => () => door(store).post(path, body, headers())),
    );
    attempts = await attempt(door(store), sends, 'service.refused');
  }, 60_000);

  test.each(faulty)('%s, answers %s and does nothing', (name, code) => {
    const first = faulty.findIndex(([other]) => other === name) * paths.length;
    for (const [offset] of paths.entries()) {
      expectRefused(attempts[first + offset], code, 'service.refused');
    }
  });

  test('with the right token answers, and once only', async () => {
    const headers = { authorization: ring.serviceToken(sender, store, body) };
    const reply = await door(store).post('/events', body, headers);
    expect([reply.status, reply.body]).toEqual([200, { results: [] }]);
    await refuses(
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
    await createAsReal(folder, ['finance']);
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
});

describe('all created as real, behind a gateway that takes the demonstration issuer’s word', () => {
  beforeAll(async () => {
    await createAsReal(
      folder,
      storeNames.filter((store) => store !== 'finance'),
    );
  }, 120_000);

  test.each(storeNames.map((store) => [store] as const))(
    '%s refuses a token with the mark of a demonstration, and answers one without',
    async (store) => {
      const question = reads[store];
      const body = JSON.stringify({ query: question.query, variables: { key: 99 } });
      const beside = { 'referent-caller': await realCaller(folder, question.persona) };
      const ask = (mark: Partial<PurposeClaims>): Promise<Reply> => {
        const claims = ring.claims(store, body, { ...callerOf(question), ...mark });
        const authorization = ring.purposeToken('gateway', store, claims);
        return door(store).post('/graphql', body, { ...beside, authorization });
      };
      await refuses(store, 'DEMO_REFUSED', () => ask({ demo: true }));
      const ran = logged(store, 'subrequest');
      const answered = await ask({});
      expect(answered).toMatchObject({ status: 200, body: { data: expect.any(Object) } });
      expect(answered.body).not.toHaveProperty('errors');
      expect(await eventually(() => logged(store, 'subrequest') > ran, 5_000)).toBe(true);
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
    await refuses(store, 'DEMO_REFUSED', () =>
      door(store).post('/graphql', body, { ...beside, authorization }),
    );
  });
});
