import {
  chainStart,
  nextHead,
  receiptHash,
  signedSegmentBytes,
  type Receipt,
} from '../../../audit/receipt.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { signBytes } from '../../../lib/keys.ts';
import { keysOf, type SyntheticKeys } from './syntheticKeys.ts';

/** The chain of one store process. */
export interface Chain {
  readonly add: (receipt: Receipt) => void;
  /** Writes what is new as a signed segment. */
  readonly flush: (at: string) => void;
}

export function createChain(
  store: string,
  incarnation: string,
  keys: SyntheticKeys,
  files: Map<string, Uint8Array>,
): Chain {
  const signer = keysOf(keys, store);
  let head = chainStart;
  let written = 0;
  let waiting: Receipt[] = [];
  return {
    add: (receipt) => {
      waiting.push(receipt);
    },
    flush: (at) => {
      if (waiting.length === 0) return;
      const prev = head;
      for (const receipt of waiting) head = nextHead(head, receiptHash(receipt));
      const from = written + 1;
      written += waiting.length;
      const kid = signer.public.kid;
      const segment = { at, from, head, incarnation, kid, prev, store, to: written };
      const signature = signBytes(signer, signedSegmentBytes(segment));
      const text = canonicalJson({ ...segment, receipts: waiting, signature });
      const path = `receipts/${store}/${incarnation}/${String(from).padStart(12, '0')}.json`;
      files.set(path, Buffer.from(text));
      waiting = [];
    },
  };
}
