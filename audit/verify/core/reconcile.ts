import { isId } from './entry.ts';
import type { Findings } from './findings.ts';
import type { ChainSpan, ReceiptPool } from './receiptPool.ts';
import type { Missing } from './releases.ts';
import { entryBits, type Sequence } from './sequence.ts';

/** The longest that a request, and then a second of receipts, takes to be on record. */
const flushMs = 10_000;

/** Check 8: what the stores say that they served against what the log says. */
export function reconcile(
  pool: ReceiptPool,
  sequence: Sequence,
  missing: readonly Missing[],
  findings: Findings,
): void {
  seeUnlogged(pool, sequence, findings);
  seeMissing(pool, missing, findings);
}

function seeUnlogged(pool: ReceiptPool, sequence: Sequence, findings: Findings): void {
  const newest = Date.parse(sequence.newestAt());
  const unnamed: number[] = [];
  for (let receipt = 0; receipt < pool.count(); receipt += 1) {
    if (pool.isNamed(receipt)) continue;
    const { entryId, path, at } = pool.get(receipt);
    const index = isId(entryId) ? sequence.indexOf(entryId) : undefined;
    const bits = index === undefined ? 0 : sequence.bits.get(index);
    if ((bits & entryBits.retired) !== 0) continue;
    if ((bits & entryBits.intent) === 0) {
      const isLate = !(Date.parse(at) < newest - flushMs);
      if (isLate) findings.notice('receipt.not-yet-written', { where: path });
      else findings.add('receipt.not-logged', { where: path });
    } else if ((bits & entryBits.released) !== 0) unnamed.push(receipt);
  }
  seeUnnamed(pool, sequence, unnamed, findings);
}

/** What was served is in the release, or it says that no answer to that attempt was used. */
function seeUnnamed(
  pool: ReceiptPool,
  sequence: Sequence,
  unnamed: readonly number[],
  findings: Findings,
): void {
  if (unnamed.length === 0) return;
  const named = new Map<string, number>();
  for (let receipt = 0; receipt < pool.count(); receipt += 1) {
    if (!pool.isNamed(receipt)) continue;
    const { request, attempt } = pool.get(receipt);
    named.set(request, Math.max(attempt, named.get(request) ?? 0));
  }
  for (const receipt of unnamed) {
    const { request, attempt, path, entryId } = pool.get(receipt);
    const spot = { index: sequence.indexOf(entryId) ?? null, where: path };
    if (!pool.isUnused(receipt)) findings.add('receipt.not-named', spot);
    else if ((named.get(request) ?? 0) > attempt) findings.notice('receipt.replaced', spot);
    else findings.notice('receipt.unanswered', spot);
  }
}

/** A process that crashed takes its last second of receipts with it: once, at its end. */
function seeMissing(pool: ReceiptPool, missing: readonly Missing[], findings: Findings): void {
  const byGap = new Map<string, Missing[]>();
  for (const one of missing) {
    const gap = gapAround(pool.incarnations(), one);
    if (gap === undefined) findings.add('receipt.missing', { index: one.index, where: one.store });
    else byGap.set(gap, [...(byGap.get(gap) ?? []), one]);
  }
  for (const gap of byGap.values()) {
    const first = Math.min(...gap.map(({ at }) => Date.parse(at)));
    for (const { at, index, store: where } of gap) {
      if (Date.parse(at) - first > flushMs) findings.add('receipt.missing', { index, where });
      else findings.notice('receipt.restart-gap', { index, where });
    }
  }
}

/** The end of a store process in which the receipt may have been lost; undefined where none ended then. */
function gapAround(spans: readonly ChainSpan[], { store, at }: Missing): string | undefined {
  const time = Date.parse(at);
  const ofStore = spans
    .filter((span) => span.store === store)
    .map((span) => ({ from: Date.parse(span.firstAt), to: Date.parse(span.lastAt) }))
    .sort((left, right) => left.to - right.to);
  const lived = ofStore.some(({ from, to }) => from <= time - flushMs && to >= time + 2_000);
  if (lived || ofStore.length === 0) return undefined;
  const ended = ofStore.filter(({ to }) => to <= time + 2_000).at(-1);
  return `${store} ${String(ended?.to ?? 0)}`;
}
