import { bytesOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import type { Findings } from './findings.ts';
import { createIdTable, idOfHash, idOfHex } from './idTable.ts';
import { numberList } from './numbers.ts';
import type { Segment } from './segments.ts';

/** What the stores say that they served, kept small: receipts outnumber entries. */
export interface ReceiptPool {
  readonly take: (segment: Segment, path: string) => void;
  /** Number of the receipt with this hash (hex). */
  readonly find: (hash: string) => number | undefined;
  readonly get: (receipt: number) => Kept;
  readonly refs: (receipt: number) => readonly string[];
  readonly isNamed: (receipt: number) => boolean;
  readonly name: (receipt: number) => void;
  /** Number of the first receipt for this token. */
  readonly findToken: (jti: string) => number | undefined;
  /** Its release says that no answer with it was used. */
  readonly isUnused: (receipt: number) => boolean;
  readonly setUnused: (receipt: number) => void;
  readonly count: () => number;
  readonly incarnations: () => readonly ChainSpan[];
}

export interface Kept {
  readonly store: string;
  readonly entryId: string;
  readonly path: string;
  /** When its segment was written. */
  readonly at: string;
  /** Of one store, intent and statement: attempts of one sub-request. */
  readonly request: string;
  readonly attempt: number;
  readonly subjects: number;
  readonly rows: number;
  readonly cells: number;
  readonly guardSeq: number | null;
  readonly jti: string;
}

/** From the first to the last sign of life of a store process. */
export interface ChainSpan {
  readonly store: string;
  readonly firstAt: string;
  lastAt: string;
}

interface SegmentInfo {
  readonly store: string;
  readonly path: string;
  readonly at: string;
}

export function createReceiptPool(crypto: Crypto, findings: Findings): ReceiptPool {
  const byHash = createIdTable();
  const byJti = createIdTable();
  const segments: SegmentInfo[] = [];
  const spans = new Map<string, ChainSpan>();
  /** Five numbers a receipt: segment, attempt, rows, cells, end of its subjects. */
  const facts = numberList('u32');
  const guards = numberList('f64');
  const named = flags();
  const unused = flags();
  const idOfToken = (jti: string) => idOfHash(crypto.sha256(bytesOf(jti)));
  const refWords = numberList('u32');
  const texts: string[] = [];
  const fact = (receipt: number, at: number): number => facts.get(receipt * 5 + at);
  const refsFrom = (receipt: number): number => (receipt === 0 ? 0 : fact(receipt - 1, 4));
  return {
    take: (segment, path) => {
      segments.push({ store: segment.store, path, at: segment.at });
      widen(spans, segment);
      for (const receipt of segment.receipts) {
        const number = guards.length();
        const { attempt, rows, cells, guardSeq, refs, jti, entryId, statementHash } = receipt;
        for (const ref of refs) for (const word of idOfHex(ref)) refWords.push(word);
        for (const value of [segments.length - 1, attempt, rows, cells, refWords.length() / 4]) {
          facts.push(value);
        }
        guards.push(guardSeq ?? -1);
        texts.push(`${entryId} ${statementHash.slice(0, 16)} ${jti}`);
        byHash.add(idOfHash(receipt.hash), number);
        const isTwice = byJti.add(idOfToken(jti), number) !== undefined;
        if (isTwice) findings.add('receipt.twice', { where: path });
      }
    },
    find: (hash) => byHash.get(idOfHex(hash)),
    get: (receipt) => {
      const { store = '', path = '', at = '' } = segments[fact(receipt, 0)] ?? {};
      const [entryId = '', statement = '', jti = ''] = cut(texts[receipt] ?? '');
      const guard = guards.get(receipt);
      return {
        ...{ store, path, at, entryId, jti, request: `${store} ${entryId} ${statement}` },
        ...{ attempt: fact(receipt, 1), rows: fact(receipt, 2), cells: fact(receipt, 3) },
        subjects: fact(receipt, 4) - refsFrom(receipt),
        guardSeq: guard < 0 ? null : guard,
      };
    },
    refs: (receipt) => {
      const refs: string[] = [];
      for (let at = refsFrom(receipt); at < fact(receipt, 4); at += 1) {
        refs.push(hexOfWords(Array.from({ length: 4 }, (_, word) => refWords.get(at * 4 + word))));
      }
      return refs;
    },
    isNamed: named.has,
    name: named.set,
    findToken: (jti) => byJti.get(idOfToken(jti)),
    isUnused: unused.has,
    setUnused: unused.set,
    count: () => guards.length(),
    incarnations: () => [...spans.values()],
  };
}

function flags() {
  const list = numberList('u8');
  return {
    has: (receipt: number): boolean => list.get(receipt) === 1,
    set: (receipt: number): void => {
      list.set(receipt, 1);
    },
  };
}

/** The jti is the last part, whatever it holds. */
function cut(text: string): readonly string[] {
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

const hexOfWords = (words: readonly number[]): string =>
  words.map((word) => word.toString(16).padStart(8, '0')).join('');

function widen(spans: Map<string, ChainSpan>, { store, incarnation, at }: Segment): void {
  const key = `${store} ${incarnation}`;
  const span = spans.get(key);
  if (span === undefined) spans.set(key, { store, firstAt: at, lastAt: at });
  else if (at > span.lastAt) span.lastAt = at;
}
