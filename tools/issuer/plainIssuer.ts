import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An OpenID Connect issuer as far as a gateway needs one: a key set behind a URL, and tokens signed with it. */
export interface PlainIssuer {
  readonly url: string;
  readonly jwksUrl: string;
  /** Access tokens of different callers with the same roles, valid for an hour. */
  readonly tokens: (count: number, roles: readonly string[]) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const kid = 'plain';

export async function startPlainIssuer(): Promise<PlainIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keySet = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }],
  });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(keySet);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const sign = (index: number, roles: readonly string[]): Promise<string> =>
    new SignJWT({ roles, region: 'EU', team: 'team' })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
      .setIssuer(url)
      .setAudience('referent')
      .setSubject(`caller-${String(index)}`)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  return {
    url,
    jwksUrl: `${url}/jwks`,
    tokens: (count, roles) =>
      Promise.all(Array.from({ length: count }, (_, index) => sign(index, roles))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
