import { z } from 'zod';
import { epochSeconds, type Clock } from './clock.ts';
import { AppError } from './errors/appError.ts';
import { sha256Hex } from './hash.ts';
import { signBytes, verifyBytes, type ProcessKeys, type PublicKeys } from './keys.ts';

/** A compact JWS (RFC 7515, EdDSA) by which one process signs a body that it sends to another. */
const Claims = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  jti: z.string().min(16).max(64),
  iat: z.number().int(),
  exp: z.number().int(),
  bodyHash: z.string(),
});
export type ServiceClaims = Readonly<z.output<typeof Claims>>;

const scheme = 'Referent-Service';
const lifetimeSeconds = 30;
const leewaySeconds = 5;
/** For how long a service token can be accepted at all: who acts on one remembers its id that long. */
export const serviceTokenValidSeconds = lifetimeSeconds + leewaySeconds;
const encode = (text: string): string => Buffer.from(text).toString('base64url');

export interface ServiceTokenInput {
  readonly from: string;
  readonly to: string;
  readonly id: string;
  readonly body: string;
  readonly clock: Clock;
}

export function signServiceToken(keys: ProcessKeys, input: ServiceTokenInput): string {
  const iat = epochSeconds(input.clock);
  const claims: ServiceClaims = {
    iss: input.from,
    aud: input.to,
    jti: input.id,
    iat,
    exp: iat + lifetimeSeconds,
    bodyHash: sha256Hex(input.body),
  };
  const head = encode(
    JSON.stringify({ alg: 'EdDSA', typ: 'referent-service+jws', kid: keys.public.kid }),
  );
  const signed = `${head}.${encode(JSON.stringify(claims))}`;
  return `${scheme} ${signed}.${signBytes(keys, Buffer.from(signed))}`;
}

export interface ServiceVerification {
  readonly authorization: string | undefined;
  readonly audience: string;
  readonly body: Uint8Array;
  readonly clock: Clock;
  /** Public keys by process name, from the installation lock. */
  readonly processes: Readonly<Record<string, readonly PublicKeys[]>>;
}

/** Returns the claims; the sender's name is `iss`. Throws `TOKEN_MISSING`, `TOKEN_INVALID`, `TOKEN_EXPIRED` or `BODY_MISMATCH`. */
export function verifyServiceToken(input: ServiceVerification): ServiceClaims {
  const claims = verifySignature(input);
  if (claims.aud !== input.audience) throw invalid('audience');
  const now = epochSeconds(input.clock);
  if (now > claims.exp || now < claims.iat - leewaySeconds) throw new AppError('TOKEN_EXPIRED');
  if (claims.bodyHash !== sha256Hex(input.body)) throw new AppError('BODY_MISMATCH');
  return claims;
}

function verifySignature({ authorization, processes }: ServiceVerification): ServiceClaims {
  const [word, token] = (authorization ?? '').split(' ');
  if (word !== scheme || token === undefined) throw new AppError('TOKEN_MISSING');
  const [head, payload, signature] = token.split('.');
  if (head === undefined || payload === undefined || signature === undefined)
    throw invalid('shape');
  const { kid } = decode(z.object({ alg: z.literal('EdDSA'), kid: z.string() }), head);
  const claims = decode(Claims, payload);
  const sender = processes[claims.iss]?.find((keys) => keys.kid === kid);
  if (sender === undefined) throw invalid('key');
  if (!verifyBytes(sender, Buffer.from(`${head}.${payload}`), signature))
    throw invalid('signature');
  return claims;
}

const invalid = (reason: string): AppError =>
  new AppError('TOKEN_INVALID', { details: { reason } });

function decode<Schema extends z.ZodType>(schema: Schema, part: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AppError('TOKEN_INVALID', { details: { reason: 'shape' }, cause });
  }
}
