import { z } from 'zod';
import type { BreakerLimits } from './execute/breaker.ts';

/** Bounds of a text document; registered ones are held to them too. */
export interface DocumentLimits {
  readonly bytesMax: number;
  readonly tokensMax: number;
  readonly depthMax: number;
  readonly aliasesMax: number;
  readonly directivesMax: number;
  readonly rootFieldsMax: number;
  /** Selections after fragments are expanded. */
  readonly selectionsMax: number;
  /** Values that an answer may hold, by the sizes of the pages that are asked for. */
  readonly costMax: number;
}

/** Bounds of the traffic with stores. */
export interface StoreLimits {
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
  readonly connections: number;
  readonly breaker: BreakerLimits;
}

/** What a gateway of either mode keeps to. Times are milliseconds. */
export interface Bounds {
  readonly bodyBytesMax: number;
  readonly requestTimeoutMs: number;
  /** How long what was begun may take once the process is told to end. */
  readonly shutdownGraceMs: number;
  readonly documents: DocumentLimits;
  readonly stores: StoreLimits;
}

export const words = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''));

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
export const origins = words.refine((list) => list.every(isOrigin), {
  message: 'must be a list of origins such as https://app.example.com',
});

export const count = (preset: number, min = 1): z.ZodType<number> =>
  z.coerce.number().int().min(min).max(1_000_000_000).default(preset);

/** Names in the environment, with their presets. */
export const limitVariables = {
  BODY_BYTES_MAX: count(262_144),
  COMPRESS_BYTES_MIN: count(2_048),
  TEXT_BYTES_MAX: count(65_536),
  TOKENS_MAX: count(4_000),
  DEPTH_MAX: count(16),
  ALIASES_MAX: count(50, 0),
  DIRECTIVES_MAX: count(50, 0),
  ROOT_FIELDS_MAX: count(10),
  SELECTIONS_MAX: count(1_000),
  COST_MAX: count(50_000),
  REQUEST_TIMEOUT_MS: count(8_000),
  SHUTDOWN_GRACE_MS: count(8_000),
  STORE_TIMEOUT_MS: count(4_000),
  STORE_ANSWER_BYTES_MAX: count(16_777_216),
  STORE_CONNECTIONS: count(64),
  STORE_BREAKER_FAILURES: count(10),
  STORE_BREAKER_COOLDOWN_MS: count(500),
  STORE_BREAKER_COOLDOWN_MAX_MS: count(5_000),
};

type LimitValues = Readonly<Record<keyof typeof limitVariables, number>>;

export const boundsOf = (values: LimitValues): Bounds => ({
  bodyBytesMax: values.BODY_BYTES_MAX,
  requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
  shutdownGraceMs: values.SHUTDOWN_GRACE_MS,
  documents: {
    bytesMax: values.TEXT_BYTES_MAX,
    tokensMax: values.TOKENS_MAX,
    depthMax: values.DEPTH_MAX,
    aliasesMax: values.ALIASES_MAX,
    directivesMax: values.DIRECTIVES_MAX,
    rootFieldsMax: values.ROOT_FIELDS_MAX,
    selectionsMax: values.SELECTIONS_MAX,
    costMax: values.COST_MAX,
  },
  stores: {
    // Whatever is left of it beyond the request's own is never waited for.
    timeoutMs: Math.min(values.STORE_TIMEOUT_MS, values.REQUEST_TIMEOUT_MS),
    answerBytesMax: values.STORE_ANSWER_BYTES_MAX,
    connections: values.STORE_CONNECTIONS,
    breaker: {
      failures: values.STORE_BREAKER_FAILURES,
      cooldownMs: values.STORE_BREAKER_COOLDOWN_MS,
      cooldownMaxMs: values.STORE_BREAKER_COOLDOWN_MAX_MS,
    },
  },
});
