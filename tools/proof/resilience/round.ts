import type { StoreName } from '../../../lib/storeName.ts';
import { percentile, rounded } from './figures.ts';
import type { Turn } from './gatewayProcess.ts';
import { judge, type Reference, type Verdict } from './judge.ts';
import type { Asked, Load } from './load.ts';
import type { Site } from './site.ts';
import type { Fault } from './stores/messages.ts';

/** A screen under load: one that asks the store that is to fail, or one that does not. */
export interface Screen {
  readonly body: string;
  readonly reference: Reference;
}

export interface Proving {
  readonly site: Site;
  readonly load: Load;
  /** The store that is told to fail. */
  readonly store: StoreName;
  readonly touching: Screen;
  readonly untouched: Screen;
  readonly seconds: number;
  /** How long after the fault's end the breaker may take to close. */
  readonly recoveryMs: number;
  readonly now: () => number;
}

/** Latencies in milliseconds of requests that don't touch the store. */
export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Answers of requests that touch the store. */
export interface Tally {
  whole: number;
  partial: number;
  /** Of either kind of request: the first sentences of what was wrong. */
  readonly wrong: string[];
  readonly codes: Set<string>;
  slowestMs: number;
}

export interface Round {
  readonly quiet: Latency;
  readonly faulty: Latency;
  readonly requests: number;
  readonly partial: number;
  readonly codes: readonly string[];
  readonly slowestMs: number;
  readonly wrong: readonly string[];
  /** What the breaker of the store did, and how often another's turned. */
  readonly opened: number;
  readonly closed: number;
  readonly otherTurns: number;
  /** From the end of the fault until the breaker closed; null where it stayed open. */
  readonly recoveredMs: number | null;
}

const wrongMax = 5;

/** One time without the fault, then one with it, then until the store is asked again. */
export async function runRound(proving: Proving, fault: Fault): Promise<Round> {
  const { site, store, now } = proving;
  const from = site.gateway.turns.length;
  const turns = (): readonly Turn[] => site.gateway.turns.slice(from);
  const tally: Tally = { whole: 0, partial: 0, wrong: [], codes: new Set(), slowestMs: 0 };
  const quiet = await phase(proving, tally, undefined, lasting(proving));
  await site.stores.behave(store, fault);
  const faulty = await phase(proving, tally, fault, lasting(proving));
  await site.stores.behave(store, 'ok');
  const endedAt = now();
  const isClosed = (): boolean => turns().at(-1)?.state !== 'open';
  const isOver = (): boolean => isClosed() || now() - endedAt > proving.recoveryMs;
  const after = await phase(proving, tally, fault, isOver);
  const recoveredMs = isClosed() ? rounded(now() - endedAt, 0) : null;
  const own = turns().filter((turn) => turn.store === store);
  const count = (state: Turn['state']): number => own.filter((turn) => turn.state === state).length;
  const last = judge(
    await proving.load.ask(proving.touching.body),
    proving.touching.reference,
    undefined,
  );
  note(tally, last);
  return {
    ...{ quiet: latencyOf(quiet), faulty: latencyOf(faulty), recoveredMs },
    requests: 2 * (quiet.length + faulty.length + after.length),
    ...{ partial: tally.partial, codes: [...tally.codes].sort(), wrong: tally.wrong },
    slowestMs: rounded(tally.slowestMs, 0),
    ...{ opened: count('open'), closed: count('closed') },
    otherTurns: turns().length - own.length,
  };
}

function lasting({ now, seconds }: Proving): () => boolean {
  const begun = now();
  return () => now() - begun >= seconds * 1_000;
}

/** Load of both kinds; returns how long the requests took that don't touch the store. */
async function phase(
  { load, touching, untouched }: Proving,
  tally: Tally,
  fault: Fault | undefined,
  isOver: () => boolean,
): Promise<readonly number[]> {
  const durations: number[] = [];
  const hearUntouched = (asked: Asked): void => {
    durations.push(asked.durationMs);
    note(tally, judge(asked, untouched.reference, undefined));
  };
  const hearTouching = (asked: Asked): void => {
    tally.slowestMs = Math.max(tally.slowestMs, asked.durationMs);
    note(tally, judge(asked, touching.reference, fault));
  };
  await load.drive(
    [
      { body: untouched.body, hear: hearUntouched },
      { body: touching.body, hear: hearTouching },
    ],
    isOver,
  );
  return durations;
}

function note(tally: Tally, verdict: Verdict): void {
  switch (verdict.kind) {
    case 'whole':
      tally.whole += 1;
      return;
    case 'partial':
      tally.partial += 1;
      for (const code of verdict.codes) tally.codes.add(code);
      return;
    case 'wrong':
      if (tally.wrong.length < wrongMax) tally.wrong.push(verdict.why);
  }
}

const latencyOf = (durations: readonly number[]): Latency => ({
  p50Ms: rounded(percentile(durations, 0.5)),
  p99Ms: rounded(percentile(durations, 0.99)),
});
