import { canonicalJson } from '../lib/canonicalJson.ts';
import { sha256Hex } from '../lib/hash.ts';

/** What a store states of a sub-request that it answered (docs/audit-format.md). */
export interface Receipt {
  readonly attempt: number;
  /** Subjects of the answer: hex, 128 bit, sorted, each once. */
  readonly audit_refs: readonly string[];
  /** Personal, party and free-text values that are not null. */
  readonly cells: number;
  /** The intent under which the store was asked. */
  readonly entryId: string;
  readonly guardSeq: number | null;
  readonly jti: string;
  /** Objects that held such a value. */
  readonly rows: number;
  /** Hex SHA-256 of the sub-request's document text. */
  readonly statementHash: string;
}

export const receiptHash = (receipt: Receipt): string => sha256Hex(canonicalJson(receipt));

export const chainStart = '0'.repeat(64);

/** The chain's next head: SHA-256(head ‖ receipt hash), all in hex. */
export const nextHead = (head: string, hashOfReceipt: string): string =>
  sha256Hex(Buffer.from(head + hashOfReceipt, 'hex'));

/** Receipts of one store process, as they are written once a second. */
export interface ReceiptSegment {
  readonly at: string;
  /** Number of the first and last receipt, from 1. */
  readonly from: number;
  readonly to: number;
  readonly prev: string;
  readonly head: string;
  readonly incarnation: string;
  readonly kid: string;
  readonly receipts: readonly Receipt[];
  readonly signature: string;
  readonly store: string;
}

/** The bytes that a store's process key signs. */
export const signedSegmentBytes = (
  segment: Omit<ReceiptSegment, 'receipts' | 'signature'>,
): Uint8Array => {
  const { at, from, head, incarnation, kid, prev, store, to } = segment;
  return Buffer.from(canonicalJson({ at, from, head, incarnation, kid, prev, store, to }));
};
