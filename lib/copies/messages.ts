import { z } from 'zod';
import { digestBytes } from './digest.ts';

/* What a scanner and customer-pii say to each other, each message signed by both. */

export const matchingPaths = {
  open: '/matching/open',
  match: '/matching/match',
  certify: '/matching/certify',
} as const;

/** How many digests one message holds at most. */
export const digestsMax = 16_384;
export const messageBytesMax = 1_048_576;

const sessionId = z.uuid();
const count = z.number().int().nonnegative();

/** The key of the scan, 32 bytes. */
export const OpenMessage = z.strictObject({ key: z.base64().length(44) });

export const OpenedAnswer = z.strictObject({
  session: sessionId,
  subjects: count,
  /** Values that are looked for, and their variants. */
  values: count,
  variants: count,
  /** Why values are not looked for, and how many. */
  leftOut: z.strictObject({ category: count, shape: count, shared: count }),
  /** Fields whose values are looked for; fields whose category has too few values. */
  fields: z.array(z.string()),
  fieldsLeftOut: z.array(z.string()),
});
export type OpenedAnswer = Readonly<z.output<typeof OpenedAnswer>>;

export const MatchMessage = z.strictObject({
  session: sessionId,
  digests: z.base64().max(Math.ceil((digestsMax * digestBytes) / 3) * 4),
});

/** Which of the digests are of a value, by their places, and of what. */
export const MatchAnswer = z.strictObject({
  matches: z.array(z.strictObject({ at: count, coordinate: z.string(), variant: z.string() })),
});
export type MatchAnswer = Readonly<z.output<typeof MatchAnswer>>;

export const Finding = z.strictObject({
  store: z.string().max(64),
  table: z.string().max(200),
  column: z.string().max(128),
  coordinate: z.string().max(128),
  variant: z.string().max(32),
  /** Rows that hold one. */
  rows: count,
});
export type Finding = Readonly<z.output<typeof Finding>>;

/** What the scanners saw; without locators, which stay with whoever scanned. */
export const ScanSummary = z.strictObject({
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  stores: z.array(z.string().max(64)).max(16),
  tables: count,
  columns: count,
  rows: count,
  cells: count,
  cellsPerSecond: count,
  /** Columns of types that are not read, own source columns, and cells that were read in part. */
  notRead: z.strictObject({ types: count, sources: count, cutCells: count }),
  findings: z.array(Finding).max(1_000),
  declared: z.array(Finding).max(1_000),
});
export type ScanSummary = Readonly<z.output<typeof ScanSummary>>;

export const CertifyMessage = z.strictObject({ session: sessionId, summary: ScanSummary });

/** A certificate as canonical JSON, and customer-pii's Ed25519 signature over exactly that text. */
export const CertifiedAnswer = z.strictObject({
  certificate: z.string(),
  kid: z.string(),
  signature: z.string(),
});
export type CertifiedAnswer = Readonly<z.output<typeof CertifiedAnswer>>;
