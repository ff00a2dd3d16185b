import { receiptHash, type Receipt } from '../../audit/receipt.ts';

/** A receipt that a store gave for an attempt of ours. */
export interface Taken {
  readonly store: string;
  readonly receipt: Receipt;
  readonly hash: string;
}

/** What a receipt has to say to be one of this attempt. */
export interface Expected {
  /** The purpose token's id. */
  readonly jti: string | undefined;
  readonly intent: string;
  /** Hex SHA-256 of the sub-request's document text. */
  readonly statementHash: string;
  readonly attempt: number;
}

/** An attempt without an answer that was used: what the store served of it, if anything, went nowhere. */
export interface Unanswered {
  readonly store: string;
  readonly jti: string;
}

const members = [
  ...['attempt', 'audit_refs', 'cells', 'entryId', 'guardSeq', 'jti', 'rows', 'statementHash'],
] as readonly string[];
const refShape = /^[0-9a-f]{32}$/;

/** The receipt of an answer; undefined where what stands there is none of this attempt's. */
export function receiptOf(value: unknown, expected: Expected): Receipt | undefined {
  if (!hasShape(value)) return undefined;
  const isOurs =
    value.jti === expected.jti &&
    value.entryId === expected.intent &&
    value.statementHash === expected.statementHash &&
    value.attempt === expected.attempt;
  return isOurs ? value : undefined;
}

function hasShape(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const given = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(given);
  return (
    keys.length === members.length &&
    members.every((name) => Object.hasOwn(given, name)) &&
    areCounts(given) &&
    areRefs(given.audit_refs)
  );
}

const areCounts = ({ attempt, cells, rows, guardSeq }: Readonly<Record<string, unknown>>) =>
  isCount(attempt, 1) &&
  isCount(cells, 0) &&
  isCount(rows, 0) &&
  (guardSeq === null || isCount(guardSeq, 0));

const isCount = (value: unknown, min: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= min;

/** Sorted, each once. */
const areRefs = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (ref: unknown, index) =>
      typeof ref === 'string' &&
      refShape.test(ref) &&
      (index === 0 || (value[index - 1] as string) < ref),
  );

export const taken = (store: string, receipt: Receipt): Taken => ({
  store,
  receipt,
  hash: receiptHash(receipt),
});
