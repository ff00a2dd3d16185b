import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { sha256Hex } from '../../lib/hash.ts';

const PrivateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

const IssuerKeys = z.object({
  signing: z.array(PrivateJwk).min(1),
  /** Signs the cookies of the sign-in page. */
  cookies: z.array(z.string().min(32)).min(1),
  /** The command line's secret: whoever can read this file may ask for a persona's token. */
  commandLineSecret: z.string().min(32),
});
export type IssuerKeys = Readonly<z.output<typeof IssuerKeys>>;

/** Keys of this installation's own; the library's published default keys are never used. */
export function generateIssuerKeys(): IssuerKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = sha256Hex(`${String(jwk.x)}.${String(jwk.y)}`).slice(0, 16);
  return IssuerKeys.parse({
    signing: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }],
    cookies: [randomBytes(32).toString('base64url')],
    commandLineSecret: randomBytes(32).toString('base64url'),
  });
}

export const readIssuerKeys = (path: string): IssuerKeys =>
  IssuerKeys.parse(JSON.parse(readFileSync(path, 'utf8')));

/** Makes the file at first start, readable by its owner alone. */
export function ensureIssuerKeys(path: string): IssuerKeys {
  if (!existsSync(path)) {
    writeFileSync(path, JSON.stringify(generateIssuerKeys()), { mode: 0o600, flag: 'wx' });
  }
  return readIssuerKeys(path);
}
