import fc from 'fast-check';
import { compare, Difference, type Bench, type Refusal } from './compare.ts';
import { operations, textOf, type Operation } from './operations/operation.ts';
import { simplerThan } from './operations/simpler.ts';

/** One cause of a difference, in its smallest operation. */
export interface Finding {
  readonly operation: Operation;
  readonly report: string;
  /** How many of the operations met it. */
  count: number;
}

/** An operation without a plan. */
export interface Refused extends Refusal {
  readonly text: string;
}

export interface Searched {
  readonly operations: number;
  /** Drawn operations that were not valid, and so were drawn anew. */
  readonly dropped: number;
  readonly refused: readonly Refused[];
  readonly findings: readonly Finding[];
}

/** A check of one operation: throws a `Difference` where it fails. */
export type Check = (bench: Bench, operation: Operation) => Promise<readonly Refusal[]>;

const findingsMax = 5;

/** Draws operations over a graph, checks each, and makes small what fails: one finding a cause. */
export async function search(
  bench: Bench,
  { seed, count }: { readonly seed: number; readonly count: number },
  check: Check = compare,
): Promise<Searched> {
  const drawn = fc.sample(operations(bench.world.federation.apiSchema), { seed, numRuns: count });
  const findings = new Map<string, Finding>();
  const refused: Refused[] = [];
  for (const operation of drawn) {
    const difference = await differenceOf(bench, operation, check);
    if (!(difference instanceof Difference)) {
      const text = textOf(operation);
      refused.push(...difference.map((refusal) => ({ ...refusal, text })));
      continue;
    }
    const known = findings.get(causeOf(difference));
    if (known !== undefined) known.count += 1;
    else if (findings.size < findingsMax) {
      const [smallest, report] = await smallestOf(bench, operation, difference, check);
      findings.set(causeOf(difference), { operation: smallest, report, count: 1 });
    }
  }
  return {
    operations: drawn.length,
    dropped: drawn.reduce((sum, { dropped }) => sum + dropped, 0),
    refused,
    findings: [...findings.values()],
  };
}

async function differenceOf(
  bench: Bench,
  operation: Operation,
  check: Check,
): Promise<Difference | readonly Refusal[]> {
  try {
    return await check(bench, operation);
  } catch (error) {
    if (error instanceof Difference) return error;
    throw error;
  }
}

/** What differs, without names, numbers and values. */
const causeOf = ({ planner, differences }: Difference): string =>
  `${planner}: ${(differences[0] ?? '').replace(/"[^"]*"|[\d{}[\]"]+|\S+\.\S+/g, '·').slice(0, 80)}`;

/** Loses parts of the operation as long as it fails for the same cause. */
async function smallestOf(
  bench: Bench,
  operation: Operation,
  difference: Difference,
  check: Check,
): Promise<readonly [Operation, string]> {
  let current = operation;
  let report = difference.message;
  for (let changed = true; changed;) {
    changed = false;
    for (const simpler of simplerThan(bench.world.federation.apiSchema, current)) {
      const again = await differenceOf(bench, simpler, check);
      if (!(again instanceof Difference) || causeOf(again) !== causeOf(difference)) continue;
      [current, report, changed] = [simpler, again.message, true];
      break;
    }
  }
  return [current, report];
}
