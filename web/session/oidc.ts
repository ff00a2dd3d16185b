import { challengeOf, newAttempt, type Attempt } from './pkce.ts';
import { fetchJson, readIssuer, textOf, type Settings } from './settings.ts';

/** A person who signed in. It is held in memory alone and is gone with the page. */
export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
  readonly token: string;
  readonly idToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The person, or the reason why there is none. */
export type Outcome =
  | { readonly is: 'nobody'; readonly returnTo: string }
  | { readonly is: 'refused'; readonly returnTo: string }
  | { readonly is: 'person'; readonly returnTo: string; readonly person: Person };

export const callbackPath = '/callback';
const attemptKey = 'referent.attempt';
/** Says that somebody signed in from this tab, so that a reload may ask the issuer in silence. */
const knownKey = 'referent.known';

const callbackUrl = (): string => `${window.location.origin}${callbackPath}`;

/** Leaves the page for the issuer's; a silent attempt comes straight back. */
export async function leaveToSignIn(
  settings: Settings,
  returnTo: string,
  silent = false,
): Promise<void> {
  const issuer = await readIssuer(settings);
  const attempt = newAttempt(returnTo, silent);
  // One-time values that are worth nothing without the code; tokens are never stored.
  sessionStorage.setItem(attemptKey, JSON.stringify(attempt));
  const url = new URL(issuer.authorization);
  const asked = {
    client_id: settings.clientId,
    response_type: 'code',
    redirect_uri: callbackUrl(),
    scope: settings.scope,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: 'S256',
    ...(silent ? { prompt: 'none' } : {}),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  window.location.assign(url.href);
}

/** Whether a reload may ask the issuer without a person noticing. */
export const wasKnown = (): boolean => sessionStorage.getItem(knownKey) !== null;

function takeAttempt(): Attempt | undefined {
  const text = sessionStorage.getItem(attemptKey);
  sessionStorage.removeItem(attemptKey);
  return text === null ? undefined : (JSON.parse(text) as Attempt);
}

/** Reads what the issuer sent the browser back with. */
export async function readReturn(settings: Settings, query: URLSearchParams): Promise<Outcome> {
  const attempt = takeAttempt();
  const code = query.get('code');
  if (attempt === undefined || query.get('state') !== attempt.state) {
    return { is: 'refused', returnTo: '/' };
  }
  const { returnTo, silent } = attempt;
  // RFC 9207: a code from another issuer must not reach this one's token endpoint.
  const from = query.get('iss');
  if (from !== null && from !== settings.issuer) return { is: 'refused', returnTo };
  if (code === null) {
    sessionStorage.removeItem(knownKey);
    return { is: silent ? 'nobody' : 'refused', returnTo };
  }
  const person = await exchange(settings, code, attempt);
  sessionStorage.setItem(knownKey, '1');
  return { is: 'person', returnTo, person };
}

async function exchange(settings: Settings, code: string, attempt: Attempt): Promise<Person> {
  const issuer = await readIssuer(settings);
  const answer = await fetchJson(issuer.token, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: settings.clientId,
      redirect_uri: callbackUrl(),
      code,
      code_verifier: attempt.verifier,
    }),
  });
  const idToken = textOf(answer, 'id_token');
  const claims = claimsOf(idToken);
  checkClaims(claims, settings, attempt);
  const seconds = typeof answer.expires_in === 'number' ? answer.expires_in : 300;
  return {
    name: typeof claims.name === 'string' ? claims.name : textOf(claims, 'sub'),
    roles: Array.isArray(claims.roles) ? claims.roles.map(String) : [],
    token: textOf(answer, 'access_token'),
    idToken,
    expiresAt: Date.now() + seconds * 1_000,
  };
}

/**
 * OpenID Connect Core 1.0, section 3.1.3.7: the token came from the issuer's own endpoint, which
 * stands for its signature. The gateway verifies every access token by itself.
 */
function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  { issuer, clientId }: Settings,
  { nonce }: Attempt,
): void {
  const audience = [claims.aud].flat();
  if (claims.iss !== issuer || claims.nonce !== nonce || !audience.includes(clientId)) {
    throw new Error('the identity token is not for this sign-in');
  }
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
}

/** Ends the session here and at the issuer. */
export async function leaveToSignOut(settings: Settings, person: Person): Promise<void> {
  sessionStorage.removeItem(knownKey);
  const { endSession } = await readIssuer(settings);
  if (endSession === undefined) {
    window.location.assign('/');
    return;
  }
  const url = new URL(endSession);
  url.searchParams.set('id_token_hint', person.idToken);
  url.searchParams.set('client_id', settings.clientId);
  url.searchParams.set('post_logout_redirect_uri', `${window.location.origin}/`);
  window.location.assign(url.href);
}
