import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { systemClock } from '../../../lib/clock.ts';
import { listen, type RunningServer } from '../../../lib/httpServer.ts';
import { silentLog } from '../../../lib/log.ts';
import { commandLineClient, consoleClient, personaGrant } from '../../../tools/issuer/clients.ts';
import { createIssuerHandler } from '../../../tools/issuer/handler.ts';
import { generateIssuerKeys } from '../../../tools/issuer/issuerKeys.ts';
import { createProvider } from '../../../tools/issuer/provider.ts';
import { freePort } from '../../../tools/postgres/embeddedPostgres.ts';

const keys = generateIssuerKeys();
let issuer = '';
let server: RunningServer;
beforeAll(async () => {
  const port = await freePort();
  issuer = `http://127.0.0.1:${String(port)}`;
  const provider = createProvider({ issuer, audience: 'referent', keys, clock: systemClock });
  server = await listen(createIssuerHandler(provider, silentLog), '127.0.0.1', port);
});
afterAll(() => server.close(200));

const verifier = randomBytes(32).toString('base64url');
const redirectUri = 'http://127.0.0.1:54321/console/';

function authorization(changes: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    client_id: consoleClient,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid graph',
    state: 'a-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  for (const [name, value] of Object.entries(changes)) if (value === '') query.delete(name);
  return `${issuer}/auth?${query.toString()}`;
}

/** A browser of one person: keeps cookies, follows nothing by itself. */
function browser(): (url: string, form?: Readonly<Record<string, string>>) => Promise<Response> {
  const jar = new Map<string, string>();
  return async (url, form) => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  };
}

const target = (response: Response): string =>
  new URL(response.headers.get('location') ?? '', issuer).href;

/** Signs in as a persona and returns where the browser is sent with the code. */
async function signIn(persona: string): Promise<URL> {
  const visit = browser();
  const page = target(await visit(authorization()));
  const resume = target(await visit(page, { persona }));
  return new URL(target(await visit(resume)));
}

const exchange = (
  code: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: consoleClient,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
      ...changes,
    }),
  });

describe('signing in on a page', () => {
  test.each<[guarantee: string, changes: Readonly<Record<string, string>>]>([
    ['without a proof key', { code_challenge: '', code_challenge_method: '' }],
    ['to a page on another host', { redirect_uri: 'https://evil.example.test/' }],
    ['as a client that is none', { client_id: 'somebody' }],
    ['for an implicit token', { response_type: 'token' }],
  ])('is refused %s', async (_guarantee, changes) => {
    const response = await fetch(authorization(changes), { redirect: 'manual' });
    const location = response.headers.get('location') ?? '';
    expect(location).not.toContain('evil.example.test');
    if (response.status === 303) expect(location).toMatch(/[?#&]error=/);
    else expect(response.status).toBe(400);
  });

  test('shows a choice of personas that loads nothing from elsewhere', async () => {
    const visit = browser();
    const response = await visit(target(await visit(authorization())));
    const html = await response.text();
    expect(html).toContain('value="account-manager"');
    expect(html).not.toMatch(/<script|src=|@import|https?:/);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('as somebody who is no persona is refused', async () => {
    const visit = browser();
    const response = await visit(target(await visit(authorization())), { persona: 'root' });
    expect(response.status).toBe(400);
  });

  test('gives a code that becomes a token for the gateway, once', async () => {
    const arrival = await signIn('care-agent');
    expect(arrival.href.startsWith(redirectUri)).toBe(true);
    const code = arrival.searchParams.get('code') ?? '';
    const answer = (await (await exchange(code)).json()) as {
      access_token: string;
      id_token: string;
    };
    const keySet = createRemoteJWKSet(new URL(`${issuer}/jwks`));
    const options = { issuer, audience: 'referent', typ: 'at+jwt' };
    const { payload } = await jwtVerify(answer.access_token, keySet, options);
    expect(payload).toMatchObject({ sub: 'care-agent', roles: ['care-agent'], demo: true });
    expect(decodeJwt(answer.id_token)).toMatchObject({ aud: consoleClient, name: 'Carl Sample' });
    expect((await exchange(code)).status).toBe(400);
  });

  test('gives no token to whoever lacks the proof key', async () => {
    const code = (await signIn('dpo')).searchParams.get('code') ?? '';
    const stolen = await exchange(code, { code_verifier: randomBytes(32).toString('base64url') });
    expect(stolen.status).toBe(400);
  });
});

describe('a token for the command line', () => {
  const ask = (secret: string, form: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${commandLineClient}:${secret}`)}` },
      body: new URLSearchParams(form),
    });

  test.each<[guarantee: string, secret: string, form: Readonly<Record<string, string>>]>([
    ['without the secret', 'guessed', { grant_type: personaGrant, persona: 'dpo' }],
    ['for no persona', keys.commandLineSecret, { grant_type: personaGrant, persona: 'root' }],
    ['by a password', keys.commandLineSecret, { grant_type: 'password', username: 'dpo' }],
    ['for the client itself', keys.commandLineSecret, { grant_type: 'client_credentials' }],
  ])('is refused %s', async (_guarantee, secret, form) => {
    const answer = await ask(secret, form);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain('access_token');
  });

  test('is refused to the page’s public client', async () => {
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ client_id: consoleClient, grant_type: personaGrant, persona: 'dpo' },
      }),
    });
    expect(answer.status).toBe(400);
  });
});

test('the published keys hold no private part, and are not the library’s own', async () => {
  const { keys: published } = (await (await fetch(`${issuer}/jwks`)).json()) as {
    keys: Readonly<Record<string, unknown>>[];
  };
  expect(published).toEqual([
    expect.objectContaining({ kty: 'EC', crv: 'P-256', kid: keys.signing[0]?.kid }),
  ]);
  expect(published[0]).not.toHaveProperty('d');
});
