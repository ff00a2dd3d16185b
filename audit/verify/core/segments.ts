import { bytesOf, fromBase64, fromHex, hexOf, joined, textOf } from './bytes.ts';
import type { Crypto, LogFiles } from './crypto.ts';
import { isInstant } from './entry.ts';
import type { Findings } from './findings.ts';
import type { Inventory } from './inventory.ts';
import { canonical, hasShape, isCount, isHash, isList, isOrNull, isText, isTexts } from './json.ts';
import { parseCanonical, textFrom, without, type Json, type Test } from './json.ts';
import type { Memo } from './memo.ts';
import type { Trust } from './trust.ts';

/** What a store states of a sub-request that it answered. */
export interface Receipt {
  readonly hash: Uint8Array;
  readonly attempt: number;
  readonly refs: readonly string[];
  readonly cells: number;
  readonly entryId: string;
  readonly guardSeq: number | null;
  readonly jti: string;
  readonly rows: number;
  readonly statementHash: string;
}

/** Receipts of one store process, as it wrote and signed them once a second. */
export interface Segment {
  readonly at: string;
  readonly from: number;
  readonly to: number;
  readonly prev: string;
  readonly head: string;
  readonly incarnation: string;
  readonly store: string;
  readonly kid: string;
  readonly receipts: readonly Receipt[];
  /** Whether the head is what its receipts make of `prev`, one after the other. */
  readonly isChained: boolean;
  readonly signature: Uint8Array;
  readonly signed: Uint8Array;
}

const segmentShape: Readonly<Record<string, Test>> = {
  at: (value) => isText(value) && isInstant(value),
  from: isCount,
  head: isHash,
  incarnation: isText,
  kid: isText,
  prev: isHash,
  receipts: (value) => isList(value) && value.length > 0,
  signature: (value) => isText(value) && fromBase64(value, 'url')?.length === 64,
  store: isText,
  to: isCount,
};

const receiptShape: Readonly<Record<string, Test>> = {
  attempt: isCount,
  audit_refs: (value) => isRefs(value),
  cells: isCount,
  entryId: isText,
  guardSeq: isOrNull(isCount),
  jti: isText,
  rows: isCount,
  statementHash: isHash,
};

export function parseSegment(crypto: Crypto, bytes: Uint8Array): Segment | undefined {
  const text = textOf(bytes);
  const file = text === undefined ? undefined : parseCanonical(text);
  if (!hasShape(file, segmentShape)) return undefined;
  const list = isList(file.receipts) ? file.receipts : [];
  const receipts = list
    .map((receipt) => parseReceipt(crypto, receipt))
    .filter((receipt) => receipt !== undefined);
  const segment = file as unknown as Omit<Segment, 'receipts' | 'signature'>;
  const isWhole = receipts.length === list.length && segment.to - segment.from + 1 === list.length;
  if (!isWhole) return undefined;
  return {
    ...segment,
    receipts,
    signature: fromBase64(textFrom(file.signature), 'url') ?? new Uint8Array(),
    isChained: headAfter(crypto, segment.prev, receipts) === segment.head,
    signed: bytesOf(canonical(without(file, 'receipts', 'signature'))),
  };
}

function parseReceipt(crypto: Crypto, value: Json): Receipt | undefined {
  if (!hasShape(value, receiptShape)) return undefined;
  const receipt = value as unknown as Omit<Receipt, 'hash' | 'refs'>;
  return {
    ...receipt,
    refs: isTexts(value.audit_refs) ? value.audit_refs : [],
    hash: crypto.sha256(bytesOf(JSON.stringify(value))),
  };
}

/** Subjects: 128 bits in hex, sorted, each once. */
const isRefs = (value: Json | undefined): value is readonly string[] =>
  isTexts(value) &&
  value.every((ref, at) => /^[0-9a-f]{32}$/.test(ref) && (at === 0 || (value[at - 1] ?? '') < ref));

function headAfter(crypto: Crypto, prev: string, receipts: readonly Receipt[]): string {
  let head = fromHex(prev, 32) ?? new Uint8Array(32);
  for (const receipt of receipts) head = crypto.sha256(joined(head, receipt.hash));
  return hexOf(head);
}

export interface SegmentsInput {
  readonly crypto: Crypto;
  readonly memo: Memo;
  readonly files: LogFiles;
  readonly inventory: Inventory;
  readonly trust: Trust;
  readonly findings: Findings;
  readonly onSegment: (segment: Segment, path: string) => void;
}

const chainStart = '0'.repeat(64);

/** Check 7: every store's chains, link by link, and each segment's signature by a key that is pinned. */
export async function readSegments(input: SegmentsInput): Promise<number> {
  const { inventory, findings } = input;
  let before: Segment | undefined;
  for (const place of inventory.segments) {
    const segment = await segmentAt(input, place);
    if (segment === undefined) {
      findings.add('segment.malformed', { where: place.path });
      continue;
    }
    if (!isNext(segment, before)) findings.add('segment.chain', { where: place.path });
    await checkSignature(input, segment, place.path);
    input.onSegment(segment, place.path);
    before = segment;
  }
  return inventory.segments.length;
}

async function segmentAt(
  { crypto, memo, files }: SegmentsInput,
  { path, store, incarnation, from }: Inventory['segments'][number],
): Promise<Segment | undefined> {
  const bytes = await files.read(path);
  if (bytes === undefined) return undefined;
  const segment = memo('segment', [bytes], () => parseSegment(crypto, bytes));
  const isNamed =
    segment?.store === store && segment.incarnation === incarnation && segment.from === from;
  return isNamed ? segment : undefined;
}

function isNext(segment: Segment, before: Segment | undefined): boolean {
  const isSame = before?.store === segment.store && before.incarnation === segment.incarnation;
  const link = isSame ? before : { to: 0, head: chainStart };
  return segment.from === link.to + 1 && segment.prev === link.head && segment.isChained;
}

async function checkSignature(
  { crypto, memo, trust, findings }: SegmentsInput,
  { store, kid, signed, signature }: Segment,
  path: string,
): Promise<void> {
  const key = trust.stores.get(store)?.get(kid);
  if (key === undefined) {
    findings.add('segment.key', { where: path });
    return;
  }
  const isSigned = await memo('segment signature', [signed, signature, key], () =>
    crypto.verifyEd25519(key, signed, signature),
  );
  if (!isSigned) findings.add('segment.signature', { where: path });
}
