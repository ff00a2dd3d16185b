import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { AppError } from './errors/appError.ts';
import { sha256Hex } from './hash.ts';

/** Who asks, as the OpenID Connect issuer states it. */
export interface Caller {
  /** The `sub` claim: an opaque id. */
  readonly actor: string;
  readonly roles: readonly string[];
  readonly team: string | undefined;
  readonly region: string;
  /** Seconds since the person last proved who they are; undefined where the issuer does not say. */
  readonly authAgeSeconds: number | undefined;
  /** True for the demonstration issuer's personas. */
  readonly demo: boolean;
  /** When the token ends, seconds since 1970. */
  readonly expiresAt: number;
}

/** Names of the claims, since every issuer has its own. */
export interface ClaimNames {
  readonly roles: string;
  readonly team: string;
  readonly region: string;
}

export interface BearerOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly algorithms: readonly string[];
  readonly claimNames: ClaimNames;
  readonly defaultRegion: string;
  readonly clock: Clock;
}

export interface BearerVerifier {
  /** Takes the whole `authorization` header; throws `UNAUTHENTICATED`, the reason in its details alone. */
  readonly verify: (authorization: string | undefined) => Promise<Caller>;
}

const leewaySeconds = 30;
const cacheMax = 10_000;
/** Headers kept as they came, for those who ask again at once: a hash costs more than to compare. */
const recentMax = 1_000;
const Roles = z.array(z.string().min(1).max(64)).min(1).max(32);

/**
 * Verifies access tokens (RFC 9068) through the issuer's JWKS. An unknown key id fetches the set
 * once; `cooldownDuration` keeps a flood of unknown ids from becoming a flood of fetches.
 */
export function createBearerVerifier(options: BearerOptions): BearerVerifier {
  const keySet = createRemoteJWKSet(new URL(options.jwksUrl), {
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    timeoutDuration: 2_000,
  });
  const cache = new Map<string, Caller>();
  const remember = (key: string, caller: Caller): void => {
    if (cache.size >= cacheMax) cache.delete(cache.keys().next().value ?? '');
    cache.set(key, caller);
  };
  const recent = createRecent();
  return {
    verify: async (authorization = '') => {
      const now = options.clock.now().getTime() / 1000;
      const lately = recent.find(authorization);
      if (lately !== undefined && now <= lately.expiresAt + leewaySeconds) return lately;
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
      if (token === undefined) throw unauthenticated('no bearer token');
      const key = sha256Hex(token);
      const known = cache.get(key);
      if (known !== undefined && now <= known.expiresAt + leewaySeconds) {
        recent.keep(authorization, known);
        return known;
      }
      cache.delete(key);
      const { payload } = await jwtVerify(token, keySet, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: [...options.algorithms],
        clockTolerance: leewaySeconds,
        currentDate: options.clock.now(),
        requiredClaims: ['sub', 'exp', 'iat'],
      }).catch((cause: unknown) => {
        throw unauthenticated(
          cause instanceof errors.JOSEError ? cause.code : 'keys unavailable',
          cause,
        );
      });
      const caller = callerOf(payload, options);
      remember(key, caller);
      return caller;
    },
  };
}

interface Recent {
  readonly find: (header: string) => Caller | undefined;
  readonly keep: (header: string, caller: Caller) => void;
}

/** Two generations: who is found in the older one moves on, the others are forgotten with it. */
function createRecent(): Recent {
  let current = new Map<string, Caller>();
  let previous = new Map<string, Caller>();
  const keep = (header: string, caller: Caller): void => {
    if (current.size >= recentMax) {
      previous = current;
      current = new Map();
    }
    current.set(header, caller);
  };
  return {
    find: (header) => {
      const found = current.get(header);
      if (found !== undefined) return found;
      const older = previous.get(header);
      if (older !== undefined) keep(header, older);
      return older;
    },
    keep,
  };
}

function callerOf(payload: JWTPayload, options: BearerOptions): Caller {
  const roles = Roles.safeParse(payload[options.claimNames.roles]);
  if (!roles.success) throw unauthenticated('roles claim');
  const text = (name: string): string | undefined => {
    const value = payload[name];
    return typeof value === 'string' && value.length <= 64 ? value : undefined;
  };
  const authTime = payload.auth_time;
  return {
    actor: payload.sub ?? '',
    roles: roles.data,
    team: text(options.claimNames.team),
    region: text(options.claimNames.region) ?? options.defaultRegion,
    authAgeSeconds:
      typeof authTime === 'number' ? options.clock.now().getTime() / 1000 - authTime : undefined,
    demo: payload.demo === true,
    expiresAt: payload.exp ?? 0,
  };
}

const unauthenticated = (reason: string, cause?: unknown): AppError =>
  new AppError('UNAUTHENTICATED', { details: { reason }, cause });
