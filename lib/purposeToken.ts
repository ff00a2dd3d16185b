import { z } from 'zod';
import { epochSeconds, type Clock } from './clock.ts';
import { AppError } from './errors/appError.ts';
import { equalBytes, sha256Hex } from './hash.ts';
import { sharedMacKey, type ProcessKeys, type PublicKeys } from './keys.ts';
import { createMac, type Mac } from './mac.ts';

/**
 * A purpose token says for which purpose, by whom and over which exact body a store is asked. It
 * carries no decision: the store decides each field itself. One token serves one sub-request.
 */
const Claims = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  jti: z.string().min(16).max(64),
  iat: z.number().int(),
  exp: z.number().int(),
  screen: z.string(),
  /** SHA-256 of the registered document. */
  doc: z.string(),
  purpose: z.string(),
  actor: z.string(),
  roles: z.array(z.string()).min(1),
  region: z.string(),
  team: z.string().optional(),
  demo: z.literal(true).optional(),
  grant: z.string().optional(),
  epoch: z.number().int(),
  subjectsMax: z.number().int().min(0),
  intent: z.string(),
  /** Which attempt at the same sub-request this is; the first unless said. */
  attempt: z.number().int().min(1).optional(),
  /** SHA-256 (hex) of the exact bytes of the sub-request's body. */
  bodyHash: z.string(),
});
export type PurposeClaims = Readonly<z.output<typeof Claims>>;

const scheme = 'Referent';
const lifetimeMaxSeconds = 5;
const leewaySeconds = 1;
const encode = (text: string): string => Buffer.from(text).toString('base64url');

/** The kid of a pair of processes: the same whichever of the two asks. */
const pairKid = (own: ProcessKeys, peer: PublicKeys): string =>
  [own.public.kid, peer.kid].sort().join('.');
const header = (kid: string): string =>
  encode(`{"alg":"HS256","typ":"referent-purpose+jws","kid":"${kid}"}`);

/** What one side keeps ready for one peer: the literal header and the MAC under their key. */
export interface PurposeChannel {
  readonly header: string;
  readonly mac: Mac;
}

export function purposeChannel(own: ProcessKeys, peer: PublicKeys): PurposeChannel {
  return {
    header: header(pairKid(own, peer)),
    mac: createMac(sharedMacKey(own, peer, 'referent purpose token v1')),
  };
}

/** Claims that all sub-requests of a request have in common. */
export type CommonClaims = Omit<PurposeClaims, keyof OwnClaims>;

/** Claims of one sub-request. All but the store's name are of letters, digits and `-` alone. */
export type OwnClaims = Pick<
  PurposeClaims,
  'aud' | 'jti' | 'iat' | 'exp' | 'intent' | 'bodyHash' | 'attempt'
>;

/** The beginning of a payload (base64url), up to where one sub-request's own claims begin. */
export type PayloadBeginning = string;

/**
 * Base64 goes by three bytes: the text is filled up with spaces, which JSON allows between members,
 * so that what follows can be encoded by itself.
 */
export function beginPayload(claims: CommonClaims): PayloadBeginning {
  const text = `${JSON.stringify(claims).slice(0, -1)},`;
  return encode(`${text}${' '.repeat((3 - (Buffer.byteLength(text) % 3)) % 3)}`);
}

/** The value of the `authorization` header of one sub-request. */
export function finishPurposeToken(
  { header, mac }: PurposeChannel,
  beginning: PayloadBeginning,
  { aud, jti, iat, exp, intent, bodyHash, attempt }: OwnClaims,
): string {
  const again = attempt === undefined ? '' : `,"attempt":${String(attempt)}`;
  const own = `"aud":"${aud}","jti":"${jti}","iat":${String(iat)},"exp":${String(exp)},"intent":"${intent}","bodyHash":"${bodyHash}"${again}}`;
  const signed = `${header}.${beginning}${encode(own)}`;
  return `${scheme} ${signed}.${mac.base64url(signed)}`;
}

/** The same where nothing is kept from one token to the next. */
export function signPurposeToken(
  channel: PurposeChannel,
  { aud, jti, iat, exp, intent, bodyHash, attempt, ...common }: PurposeClaims,
): string {
  return finishPurposeToken(channel, beginPayload(common), {
    ...{ aud, jti, iat, exp, intent, bodyHash, attempt },
  });
}

export interface PurposeVerifier {
  readonly verify: (authorization: string | undefined, body: Uint8Array) => PurposeClaims;
}

export interface PurposeVerifierOptions {
  readonly channels: readonly PurposeChannel[];
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
}

/** Throws `TOKEN_MISSING`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, `BODY_MISMATCH` or `TOKEN_REPLAYED`. */
export function createPurposeVerifier(options: PurposeVerifierOptions): PurposeVerifier {
  const used = createReplayGuard(options.clock);
  return {
    verify: (authorization, body) => {
      if (authorization === undefined) throw new AppError('TOKEN_MISSING');
      const claims = parseClaims(authorization, options.channels);
      if (claims.iss !== options.issuer || claims.aud !== options.audience) {
        throw new AppError('TOKEN_INVALID', { details: { reason: 'issuer or audience' } });
      }
      checkTimes(claims, epochSeconds(options.clock));
      if (claims.bodyHash !== sha256Hex(body)) throw new AppError('BODY_MISMATCH');
      if (!used.claim(claims.jti)) throw new AppError('TOKEN_REPLAYED');
      return claims;
    },
  };
}

function parseClaims(authorization: string, channels: readonly PurposeChannel[]): PurposeClaims {
  const [word, token, ...surplus] = authorization.split(' ');
  const [head, payload, mac, ...more] = (token ?? '').split('.');
  if (word !== scheme || surplus.length > 0) throw new AppError('TOKEN_MISSING');
  const channel = channels.find((candidate) => candidate.header === head);
  if (channel === undefined || payload === undefined || mac === undefined || more.length > 0) {
    throw new AppError('TOKEN_INVALID', { details: { reason: 'shape or key' } });
  }
  const expected = channel.mac(`${channel.header}.${payload}`);
  if (!equalBytes(expected, Buffer.from(mac, 'base64url'))) {
    throw new AppError('TOKEN_INVALID', { details: { reason: 'mac' } });
  }
  // The MAC holds, so the payload is what a process of this installation wrote.
  const parsed = Claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  if (!parsed.success) throw new AppError('TOKEN_INVALID', { details: { reason: 'claims' } });
  return parsed.data;
}

function checkTimes(claims: PurposeClaims, now: number): void {
  if (claims.exp - claims.iat > lifetimeMaxSeconds) {
    throw new AppError('TOKEN_INVALID', { details: { reason: 'lifetime' } });
  }
  if (now > claims.exp + leewaySeconds || now < claims.iat - leewaySeconds) {
    throw new AppError('TOKEN_EXPIRED');
  }
}

/** Remembers ids until they expire; two generations keep the memory bounded by the token lifetime. */
export function createReplayGuard(
  clock: Clock,
  validSeconds = lifetimeMaxSeconds + leewaySeconds,
): { claim: (id: string) => boolean } {
  const generationSeconds = 2 * validSeconds;
  let current = new Set<string>();
  let previous = new Set<string>();
  let turnAt = epochSeconds(clock) + generationSeconds;
  return {
    claim: (id) => {
      const now = epochSeconds(clock);
      if (now >= turnAt) {
        previous = now >= turnAt + generationSeconds ? new Set() : current;
        current = new Set();
        turnAt = now + generationSeconds;
      }
      if (current.has(id) || previous.has(id)) return false;
      current.add(id);
      return true;
    },
  };
}
