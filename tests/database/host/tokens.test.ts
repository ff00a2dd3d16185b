import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHmac, randomUUID } from 'node:crypto';
import type { BearerVerifier, Caller } from '../../../lib/bearer.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import { purposeChannel, signPurposeToken } from '../../../lib/purposeToken.ts';
import { systemClock } from '../../../lib/clock.ts';
import { claimsFor } from '../../support/installation.ts';
import { startTestStore, type Question, type TestStore } from '../../support/testStore.ts';
import { compileGraph } from '../../support/compiled.ts';
import { fixturePolicies } from './fixture/policies.ts';
import { seedInvoices, startFixture } from './fixture/seed.ts';
import { fixtureStore } from './fixture/stores.ts';
import { fixtureSdl, receiverSdl } from './fixture/sdl.ts';

let store: TestStore;
const query = 'query($id: ID!) { invoice(id: $id) { number } }';
const variables = { id: 'i1' };

beforeAll(async () => {
  store = await startFixture({ kind: 'synthetic' });
  await seedInvoices(store);
});
afterAll(() => store.close());

const now = (): number => Math.floor(Date.now() / 1000);
const body = JSON.stringify({ query, variables });

/** The token of an honest sub-request, taken apart and put together again. */
function tampered(
  change: (parts: { head: string; payload: string; mac: string }) => string,
): string {
  const { gateway, stores } = store.installation;
  const channel = purposeChannel(gateway, stores.finance.public);
  const token = signPurposeToken(channel, claimsFor('finance', body, systemClock, {}));
  const [head = '', payload = '', mac = ''] = token.replace('Referent ', '').split('.');
  return `Referent ${change({ head, payload, mac })}`;
}

const encode = (text: string): string => Buffer.from(text).toString('base64url');

const refusals: readonly (readonly [string, () => Partial<Question>, string])[] = [
  ['without a token', () => ({ headers: { authorization: undefined } }), 'TOKEN_MISSING'],
  [
    'with a bearer token in its place',
    () => ({ headers: { authorization: 'Bearer a.b.c' } }),
    'TOKEN_MISSING',
  ],
  [
    'with an expired token',
    () => ({ claims: { iat: now() - 60, exp: now() - 55 } }),
    'TOKEN_EXPIRED',
  ],
  [
    'with a token from the future',
    () => ({ claims: { iat: now() + 60, exp: now() + 64 } }),
    'TOKEN_EXPIRED',
  ],
  ['with a token that lives too long', () => ({ claims: { exp: now() + 3600 } }), 'TOKEN_INVALID'],
  ['with a token for another store', () => ({ claims: { aud: 'crm' } }), 'TOKEN_INVALID'],
  ['with a token of another issuer', () => ({ claims: { iss: 'crm' } }), 'TOKEN_INVALID'],
  ['with a changed variable', () => ({ sentBody: body.replace('"i1"', '"i4"') }), 'BODY_MISMATCH'],
  [
    'with a changed query',
    () => ({ sentBody: body.replace('number', 'number note') }),
    'BODY_MISMATCH',
  ],
  ['with a stale epoch', () => ({ claims: { epoch: 0 } }), 'EPOCH_STALE'],
  ['with a later epoch', () => ({ claims: { epoch: 2 } }), 'EPOCH_STALE'],
  [
    'with a MAC under a key that anybody can make',
    () => ({
      headers: {
        authorization: tampered(({ head, payload }) => {
          const mac = createHmac('sha256', 'guess')
            .update(`${head}.${payload}`)
            .digest('base64url');
          return `${head}.${payload}.${mac}`;
        }),
      },
    }),
    'TOKEN_INVALID',
  ],
  [
    'with changed claims',
    () => ({
      headers: {
        authorization: tampered(({ head, payload, mac }) => {
          const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
          return `${head}.${encode(JSON.stringify({ ...claims, purpose: 'tax' }))}.${mac}`;
        }),
      },
    }),
    'TOKEN_INVALID',
  ],
  [
    'with the algorithm none',
    () => ({
      headers: {
        authorization: tampered(({ head, payload }) => {
          const header = Buffer.from(head, 'base64url').toString().replace('HS256', 'none');
          return `${encode(header)}.${payload}.`;
        }),
      },
    }),
    'TOKEN_INVALID',
  ],
  [
    'with another algorithm in the header',
    () => ({
      headers: {
        authorization: tampered(({ head, payload, mac }) => {
          const header = Buffer.from(head, 'base64url').toString().replace('HS256', 'HS512');
          return `${encode(header)}.${payload}.${mac}`;
        }),
      },
    }),
    'TOKEN_INVALID',
  ],
  [
    'with a key that the installation does not know',
    () => {
      const stranger = generateProcessKeys();
      const channel = purposeChannel(stranger, store.installation.stores.finance.public);
      const claims = claimsFor('finance', body, systemClock, {});
      return { headers: { authorization: signPurposeToken(channel, claims) } };
    },
    'TOKEN_INVALID',
  ],
];

test.each(refusals)('a sub-request %s is refused and nothing runs', async (_name, change, code) => {
  const before = store.log.filter(({ event }) => event === 'subrequest').length;
  const reply = await store.ask({ query, variables, ...change() });
  expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([401, code]);
  expect(reply.body).not.toHaveProperty('data');
  expect(JSON.stringify(reply.body)).not.toContain('N-1');
  expect(store.log.filter(({ event }) => event === 'subrequest')).toHaveLength(before);
});

test.each([
  ['the SDL', '{ _service { sdl } }'],
  [
    'entities',
    '{ _entities(representations: [{__typename: "Invoice", id: "i1"}]) { __typename } }',
  ],
  ['introspection', '{ __schema { types { name } } }'],
])(
  '%s is not answered without a token, and nothing but TOKEN_MISSING is said',
  async (_name, text) => {
    const reply = await store.post('/graphql', JSON.stringify({ query: text }));
    expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([401, 'TOKEN_MISSING']);
  },
);

test('a token serves one sub-request', async () => {
  const jti = randomUUID();
  const first = await store.ask({ query, variables, claims: { jti } });
  const again = await store.ask({ query, variables, claims: { jti } });
  expect([first.status, again.status]).toEqual([200, 401]);
  expect(again.body.errors[0].extensions.code).toBe('TOKEN_REPLAYED');
});

test('an answer echoes the id of its token and says when it was read', async () => {
  const jti = randomUUID();
  const reply = await store.ask({ query, variables, claims: { jti } });
  expect(reply.body).toEqual({ data: { invoice: { number: 'N-1' } } });
  expect(reply.headers['referent-jti']).toBe(jti);
  expect(new Date(String(reply.headers['referent-read-at'])).getTime()).toBeGreaterThan(0);
});

test('a demonstration account is answered by a synthetic store', async () => {
  const reply = await store.ask({ query, variables, claims: { demo: true } });
  expect(reply.body).toEqual({ data: { invoice: { number: 'N-1' } } });
});

test('a demonstration account is refused by a store that nobody declared synthetic', async () => {
  const real = await startFixture();
  expect(real.server.kind).toBe('real');
  const reply = await real.ask({ query, variables, claims: { demo: true } });
  expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([401, 'DEMO_REFUSED']);
  const honest = await real.ask({ query, variables });
  expect(honest.body).toEqual({ data: { invoice: null } });
  await real.close();
});

test('a body over the bound is refused before anything else', async () => {
  const reply = await store.post('/graphql', `{"query":"${'x'.repeat(70_000)}"}`);
  expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([413, 'BODY_TOO_LARGE']);
});

test.each([
  ['an array', '[]', 'BATCH_NOT_ALLOWED'],
  ['no JSON', '{"query"', 'BAD_JSON'],
  ['a surplus member', '{"query":"{ areas { id } }","extensions":{}}', 'BAD_REQUEST'],
])('%s is no GraphQL request', async (_name, text, code) => {
  const { gateway, stores } = store.installation;
  const claims = claimsFor('finance', text, systemClock, {});
  const authorization = signPurposeToken(purposeChannel(gateway, stores.finance.public), claims);
  const reply = await store.post('/graphql', text, { authorization });
  expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([400, code]);
});

test('health says that the store lives, and that it is ready only while its database is there', async () => {
  const other = await startFixture();
  const live = async (path: string): Promise<number> => (await other.post(path, '')).status;
  expect([await live('/health/live'), await live('/health/ready')]).toEqual([200, 200]);
  await other.database.drop();
  expect([await live('/health/live'), await live('/health/ready')]).toEqual([200, 503]);
  const reply = await other.ask({ query, variables });
  expect(reply.body.errors[0]).toMatchObject({
    path: ['invoice'],
    extensions: { code: 'STORE_UNAVAILABLE' },
  });
  await other.close(false);
});

const caller = (changes: Partial<Caller>): Caller => ({
  actor: 'actor-1',
  roles: ['accountant', 'auditor'],
  team: undefined,
  region: 'EU',
  authAgeSeconds: undefined,
  demo: false,
  expiresAt: now() + 60,
  ...changes,
});

const bearerOf = (found: Caller): BearerVerifier => ({
  verify: (header) =>
    header === 'Bearer good'
      ? Promise.resolve(found)
      : Promise.reject(new AppError('UNAUTHENTICATED')),
});

const good = { 'referent-caller': 'Bearer good' };

test.each<[string, Partial<Caller>, Record<string, string>, number, string | undefined]>([
  ['without the caller’s own token', {}, {}, 401, 'UNAUTHENTICATED'],
  [
    'with a faulty token of the caller',
    {},
    { 'referent-caller': 'Bearer bad' },
    401,
    'UNAUTHENTICATED',
  ],
  ['of somebody else', { actor: 'actor-2' }, good, 401, 'TOKEN_INVALID'],
  ['with a role that the caller does not hold', { roles: ['auditor'] }, good, 401, 'TOKEN_INVALID'],
  ['with a demonstration caller', { demo: true }, good, 401, 'DEMO_REFUSED'],
  ['with the caller’s own token', {}, good, 200, undefined],
])('customer-pii, asked %s', async (_name, changes, headers, status, code) => {
  const sdl = { 'customer-pii': fixtureSdl, 'supply-chain': receiverSdl };
  const policies = fixturePolicies.map(({ file, text }) => ({
    file: file.replace('finance', 'customer-pii'),
    text: text
      .replaceAll('finance,', 'customer-pii,')
      .replaceAll('from: finance', 'from: customer-pii'),
  }));
  const { lock } = compileGraph(sdl, policies);
  const pii = await startTestStore({
    definition: { ...fixtureStore, name: 'customer-pii' },
    sdl: fixtureSdl,
    policy: lock,
    bearer: bearerOf(caller(changes)),
  });
  const reply = await pii.ask({ query, variables, headers });
  expect([reply.status, reply.body.errors?.[0].extensions.code]).toEqual([status, code]);
  await pii.close();
});
