import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
} from 'jose';

/** A local OpenID Connect issuer: a JWKS behind a real socket, and the keys that sign. */
export interface Issuer {
  readonly url: string;
  readonly jwksUrl: string;
  /** Times that the key set was fetched. */
  readonly fetches: () => number;
  readonly token: (claims?: Claims, signing?: Signing) => Promise<string>;
  readonly unsigned: (claims?: Claims) => string;
  /** HS256 over the public key's text: the classic confusion of algorithms. */
  readonly signedWithPublicKey: () => Promise<string>;
  /** A new key; the old one leaves the set. */
  readonly rotate: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Claims {
  readonly sub?: string;
  readonly iss?: string;
  readonly aud?: string;
  readonly roles?: unknown;
  readonly region?: string;
  readonly demo?: boolean;
  readonly iat?: number;
  readonly exp?: number;
  readonly nbf?: number;
}

export interface Signing {
  readonly kid?: string;
  /** Signs with a key that the issuer does not have. */
  readonly stranger?: boolean;
}

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

async function newKey(kid: string): Promise<Key> {
  return { kid, ...(await generateKeyPair('RS256', { extractable: true })) };
}

export async function startIssuer(): Promise<Issuer> {
  let generation = 1;
  let key = await newKey('key-1');
  const stranger = await newKey('key-1');
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches += 1;
    void exportJWK(key.publicKey).then((jwk) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: [{ ...jwk, kid: key.kid, alg: 'RS256', use: 'sig' }] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const filled = (claims: Claims = {}): Record<string, unknown> => {
    const now = Math.floor(Date.now() / 1000);
    return {
      ...{ iss: url, aud: 'referent', sub: 'actor-1', iat: now, exp: now + 300 },
      ...{ roles: ['account-manager'], ...claims },
    };
  };
  return {
    url,
    jwksUrl: `${url}/jwks`,
    fetches: () => fetches,
    token: async (claims, signing = {}) => {
      const signer = signing.stranger === true ? stranger : key;
      return new SignJWT(filled(claims))
        .setProtectedHeader({ alg: 'RS256', kid: signing.kid ?? signer.kid })
        .sign(signer.privateKey);
    },
    unsigned: (claims) => new UnsecuredJWT(filled(claims)).encode(),
    signedWithPublicKey: async () => {
      const secret = new TextEncoder().encode(await exportSPKI(key.publicKey));
      const header = { alg: 'HS256', kid: key.kid };
      return new SignJWT(filled()).setProtectedHeader(header).sign(secret);
    },
    rotate: async () => {
      generation += 1;
      key = await newKey(`key-${String(generation)}`);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
