import {
  chainStart,
  nextHead,
  receiptHash,
  signedSegmentBytes,
  type Receipt,
  type ReceiptSegment,
} from '../../../audit/receipt.ts';
import type { Clock } from '../../../lib/clock.ts';
import { signBytes, type ProcessKeys } from '../../../lib/keys.ts';

export interface ChainInput {
  readonly store: string;
  readonly keys: ProcessKeys;
  /** 16 random bytes, hex. */
  readonly incarnation: string;
  readonly clock: Clock;
}

/** The receipts of one process, each bound to all before it (docs/audit-format.md). */
export interface ReceiptChain {
  readonly add: (receipt: Receipt) => void;
  /** What is new since the last cut, signed; undefined where nothing is. */
  readonly cut: () => ReceiptSegment | undefined;
  /** Takes the newest segment back, for the next cut. */
  readonly putBack: (segment: ReceiptSegment) => void;
}

/** More receipts than this are cut into several segments. */
const segmentReceiptsMax = 2_000;

export function createReceiptChain({ store, keys, incarnation, clock }: ChainInput): ReceiptChain {
  let pending: Receipt[] = [];
  let head = chainStart;
  let from = 1;
  return {
    add: (receipt) => {
      pending.push(receipt);
    },
    cut: () => {
      if (pending.length === 0) return undefined;
      const receipts = pending.slice(0, segmentReceiptsMax);
      pending = pending.slice(segmentReceiptsMax);
      const prev = head;
      head = receipts.reduce((before, receipt) => nextHead(before, receiptHash(receipt)), prev);
      const to = from + receipts.length - 1;
      const signed = {
        ...{ at: clock.now().toISOString(), from, to, prev, head },
        ...{ incarnation, kid: keys.public.kid, store },
      };
      from = to + 1;
      return { ...signed, receipts, signature: signBytes(keys, signedSegmentBytes(signed)) };
    },
    putBack: ({ receipts, prev, from: first }) => {
      pending = [...receipts, ...pending];
      head = prev;
      from = first;
    },
  };
}
