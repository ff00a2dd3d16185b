import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256Hex } from '../../../lib/hash.ts';
import { catalogue, customer360 } from './support/documents.ts';
import { startWorld, type Answer, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

const body = JSON.stringify({ documentId: sha256Hex(catalogue) });
const ask = (authorization: string | undefined): Promise<Answer> =>
  world.fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body,
  });

const now = (): number => Math.floor(Date.now() / 1000);
const bearer = async (token: string | Promise<string>): Promise<string> => `Bearer ${await token}`;

describe('a token that is not accepted', () => {
  test.each<[guarantee: string, authorization: () => Promise<string | undefined>]>([
    ['no token', () => Promise.resolve(undefined)],
    ['another scheme', () => Promise.resolve('Basic YWxhZGRpbjpvcGVuc2VzYW1l')],
    ['no JWT', () => Promise.resolve('Bearer nonsense')],
    ['alg none', () => bearer(world.issuer.unsigned())],
    ['HS256 signed with the public key', () => bearer(world.issuer.signedWithPublicKey())],
    ['a key that is not the issuer’s', () => bearer(world.issuer.token({}, { stranger: true }))],
    ['another issuer', () => bearer(world.issuer.token({ iss: 'https://other.example.test' }))],
    ['another audience', () => bearer(world.issuer.token({ aud: 'another-service' }))],
    ['expired', () => bearer(world.issuer.token({ iat: now() - 600, exp: now() - 60 }))],
    ['not yet valid', () => bearer(world.issuer.token({ nbf: now() + 120 }))],
    ['no roles', () => bearer(world.issuer.token({ roles: undefined }))],
    ['an empty list of roles', () => bearer(world.issuer.token({ roles: [] }))],
    ['roles that are no list', () => bearer(world.issuer.token({ roles: 'account-manager' }))],
    ['an unknown key', () => bearer(world.issuer.token({}, { kid: 'never-heard-of' }))],
  ])('%s: the same answer, and no store is asked', async (_guarantee, authorization) => {
    const answer = await ask(await authorization());
    expect([answer.status, answer.code, world.asked()]).toEqual([401, 'UNAUTHENTICATED', 0]);
    expect(answer.errors).toEqual([
      { message: 'Sign in to continue.', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('the reason stands in the log alone, the token nowhere', async () => {
    const token = await world.issuer.token({ aud: 'another-service' });
    const answer = await ask(`Bearer ${token}`);
    expect(answer.text).not.toContain('ERR_JWT');
    expect(world.log()).toContain('ERR_JWT_CLAIM_VALIDATION_FAILED');
    expect(world.log()).not.toContain(token.split('.')[1]);
  });

  test('an introspection needs a token as well', async () => {
    const answer = await world.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect([answer.status, answer.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('a clock that is 20 seconds off is forgiven', async () => {
    const answer = await ask(
      await bearer(world.issuer.token({ exp: now() - 20, iat: now() - 60 })),
    );
    expect(answer.status).toBe(200);
  });
});

describe('roles', () => {
  test('a role that the screen does not know is refused, and no store is asked', async () => {
    const answer = await world.screen(customer360, { id: 'c1' }, { roles: ['dispatcher'] });
    expect([answer.status, answer.code, world.asked()]).toEqual([403, 'ROLE_NOT_ALLOWED', 0]);
  });

  test('two roles that the policy keeps apart are refused, whatever is asked', async () => {
    const roles = ['account-manager', 'accountant'];
    const answer = await world.screen(customer360, { id: 'c1' }, { roles });
    expect([answer.status, answer.code, world.asked()]).toEqual([403, 'ROLE_CONFLICT', 0]);
  });
});

describe('keys of the issuer', () => {
  let own: World;
  beforeAll(async () => {
    own = await startWorld();
  });
  afterAll(() => own.close());

  test('a flood of unknown key ids is no flood of fetches', async () => {
    await own.screen(catalogue);
    const before = own.issuer.fetches();
    for (let index = 0; index < 20; index += 1) {
      const token = await own.issuer.token({}, { kid: `unknown-${String(index)}` });
      const answer = await own.fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body,
      });
      expect(answer.status).toBe(401);
    }
    expect(own.issuer.fetches() - before).toBeLessThanOrEqual(1);
  });

  test('a new key is accepted without a restart', async () => {
    const fresh = await startWorld();
    try {
      await fresh.issuer.rotate();
      expect((await fresh.screen(catalogue)).status).toBe(200);
    } finally {
      await fresh.close();
    }
  });
});
