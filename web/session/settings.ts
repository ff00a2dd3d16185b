/** `GET /console/config.json`. */
export interface Settings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly mode: 'development' | 'production';
}

/** What the issuer says of itself (OpenID Connect Discovery 1.0, section 3). */
export interface Issuer {
  readonly authorization: string;
  readonly token: string;
  readonly endSession: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

export async function fetchJson(url: string, init: RequestInit = {}): Promise<Members> {
  const response = await fetch(url, { ...init, credentials: 'omit', cache: 'no-store' });
  const body: unknown = await response.json();
  if (!response.ok || typeof body !== 'object' || body === null) {
    throw new Error(`unexpected answer with status ${String(response.status)}`);
  }
  return body as Members;
}

export function textOf(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string' || value === '') throw new Error(`the answer has no ${name}`);
  return value;
}

export async function readSettings(): Promise<Settings> {
  const members = await fetchJson('/console/config.json');
  return {
    issuer: textOf(members, 'issuer'),
    clientId: textOf(members, 'clientId'),
    scope: textOf(members, 'scope'),
    mode: members.mode === 'development' ? 'development' : 'production',
  };
}

export async function readIssuer({ issuer }: Settings): Promise<Issuer> {
  const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const members = await fetchJson(place);
  if (textOf(members, 'issuer') !== issuer) throw new Error('another issuer answered');
  return {
    authorization: textOf(members, 'authorization_endpoint'),
    token: textOf(members, 'token_endpoint'),
    endSession:
      typeof members.end_session_endpoint === 'string' ? members.end_session_endpoint : undefined,
  };
}
