import { z } from 'zod';
import { faultOf } from '../../../audit/log/inboxRow.ts';
import { nextHead, receiptHash, signedSegmentBytes } from '../../../audit/receipt.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { verifyBytes, type PublicKeys } from '../../../lib/keys.ts';
import type { StoreName } from '../../../lib/storeName.ts';

const hex = (digits: number): z.ZodString =>
  z.string().regex(new RegExp(`^[0-9a-f]{${String(digits)}}$`));
const instant = z.iso.datetime({ precision: 3 });
const counter = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const textMax = 262_144;

const Entry = z.strictObject({
  entryId: z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
  type: z
    .string()
    .regex(
      /^(command|heartbeat|export|admin\.(?:read|refused)|(consent|rights|erase|restrict|key)\.[a-z][a-zA-Z0-9.-]{0,62})$/,
    ),
  at: instant,
  node: z.string(),
  incarnation: hex(32),
  nodeSeq: counter,
  decisionCommit: hex(64),
  subjectCommit: hex(64).nullable(),
  decision: z.string().max(textMax),
  decisionSalt: hex(64),
  subject: z.string().max(textMax).nullable(),
  subjectSalt: hex(64).nullable(),
});

const Receipt = z.strictObject({
  attempt: counter,
  audit_refs: z.array(hex(32)).max(100_000),
  cells: count,
  entryId: z.string().max(64),
  guardSeq: count.nullable(),
  jti: z.string().min(1).max(64),
  rows: count,
  statementHash: hex(64),
});

const Segment = z.strictObject({
  at: instant,
  from: counter,
  to: counter,
  prev: hex(64),
  head: hex(64),
  incarnation: hex(32),
  kid: z.string().max(64),
  receipts: z.array(Receipt).min(1).max(10_000),
  signature: z.string().max(128),
  store: z.string(),
});

/** What a store sends: entries that it wrote inside commands, and the chain of its receipts. */
export const Delivery = z.strictObject({
  entries: z.array(Entry).max(1_000).default([]),
  segments: z.array(Segment).max(100).default([]),
});
export type Delivery = z.output<typeof Delivery>;
export type DeliveredEntry = Delivery['entries'][number];
export type DeliveredSegment = Delivery['segments'][number];

/** Throws unless each entry is its sender's and holds what it commits to. */
export function checkEntries(from: StoreName, entries: Delivery['entries']): void {
  for (const entry of entries) {
    const fault =
      entry.node === from
        ? faultOf({ ...entry, type: entry.type as 'command' })
        : 'another node than its sender';
    if (fault !== undefined) {
      throw new AppError('AUDIT_ENTRY_INVALID', { details: { entryId: entry.entryId, fault } });
    }
  }
}

/** Throws unless each segment is signed by its sender and its receipts have the heads that it states. */
export function checkSegments(
  from: StoreName,
  segments: Delivery['segments'],
  keys: readonly PublicKeys[],
): void {
  for (const segment of segments) {
    const fault = segmentFault(from, segment, keys);
    if (fault === undefined) continue;
    const { incarnation, from: first } = segment;
    throw new AppError('AUDIT_RECEIPTS_INVALID', { details: { incarnation, first, fault } });
  }
}

function segmentFault(
  from: StoreName,
  segment: DeliveredSegment,
  keys: readonly PublicKeys[],
): string | undefined {
  if (segment.store !== from) return 'another store than its sender';
  const key = keys.find(({ kid }) => kid === segment.kid);
  if (key === undefined) return 'a key that the installation lock does not know';
  if (!verifyBytes(key, signedSegmentBytes(segment), segment.signature)) return 'its signature';
  if (segment.receipts.length !== segment.to - segment.from + 1) return 'its count';
  const head = segment.receipts.reduce(
    (before, receipt) => nextHead(before, receiptHash(receipt)),
    segment.prev,
  );
  return head === segment.head ? undefined : 'its head';
}
