import { setTimeout } from 'node:timers/promises';
import { median, rounded } from './figures.ts';
import { referenceFrom } from './judge.ts';
import { createLoad, type Load } from './load.ts';
import { runRound, type Proving, type Round, type Screen } from './round.ts';
import { screenRequest, type Site } from './site.ts';
import { faults, type Fault } from './stores/messages.ts';

export interface Plan {
  readonly runs: number;
  /** How long each quiet and each faulty time lasts. */
  readonly seconds: number;
  /** Requests of each kind a second. */
  readonly pace: number;
  readonly recoveryMs: number;
  readonly now: () => number;
  readonly report: (state: string) => void;
}

/** Medians over the runs of one fault. */
export interface FaultFigures {
  readonly quietP99Ms: number;
  readonly faultyP99Ms: number;
  readonly ratio: number;
  readonly runs: readonly Round[];
}

export interface BeforeAndAfter {
  readonly before: number;
  readonly after: number;
}

export interface ResilienceProof {
  readonly faults: Readonly<Record<Fault, FaultFigures>>;
  readonly requests: number;
  readonly sockets: BeforeAndAfter;
  readonly heapBytes: BeforeAndAfter;
}

/** CRM holds the root of the screens, so the store beside it fails: finance. */
const store = 'finance';

/** Runs every fault, in turns with quiet times, on a gateway that has answered nothing yet. */
export async function proveResilience(site: Site, plan: Plan): Promise<ResilienceProof> {
  const sockets = await site.gateway.sockets();
  const measured = async <Result>(work: (proving: Proving) => Promise<Result>): Promise<Result> => {
    const { url } = site.gateway;
    const load = createLoad({ ...plan, url, authorization: site.authorization });
    try {
      return await work({ ...plan, ...(await screens(load)), site, load, store });
    } finally {
      await load.close();
      await settle(site, sockets);
    }
  };
  plan.report('warming up');
  await measured((proving) => warmUp(proving));
  const heapBefore = await site.gateway.heapBytes();
  const rounds = await measured((proving) => runAll(proving, plan));
  const figures = faults.map((fault) => [fault, figuresOf(rounds.get(fault) ?? [])] as const);
  return {
    faults: Object.fromEntries(figures) as ResilienceProof['faults'],
    requests: [...rounds.values()].flat().reduce((sum, { requests }) => sum + requests, 0),
    sockets: { before: sockets, after: await site.gateway.sockets() },
    heapBytes: { before: heapBefore, after: await site.gateway.heapBytes() },
  };
}

async function screens(load: Load): Promise<{ touching: Screen; untouched: Screen }> {
  const screen = async (body: string): Promise<Screen> => {
    const { text } = await load.ask(body, { 'referent-sources': '1' });
    return { body, reference: referenceFrom(text, store) };
  };
  const touching = await screen(screenRequest('customer-360', { id: 'c1' }));
  const untouched = await screen(screenRequest('pipeline-board', {}));
  const owns = ({ reference }: Screen): boolean => [...reference.leaves.values()].includes(true);
  if (!owns(touching) || owns(untouched)) {
    throw new TypeError(`one screen has to ask ${store}, and the other must not`);
  }
  return { touching, untouched };
}

const warmUpSecondsMax = 3;

/** Every road is walked once before anything is measured: what is compiled or kept then stays. */
async function warmUp(proving: Proving): Promise<void> {
  const seconds = Math.min(warmUpSecondsMax, proving.seconds / 2);
  for (const fault of faults) await runRound({ ...proving, seconds }, fault);
}

async function runAll(
  proving: Proving,
  { runs, report }: Plan,
): Promise<ReadonlyMap<Fault, readonly Round[]>> {
  const rounds = new Map<Fault, Round[]>(faults.map((fault) => [fault, []]));
  for (let run = 1; run <= runs; run += 1) {
    for (const fault of faults) {
      report(`run ${String(run)} of ${String(runs)}: ${fault}`);
      rounds.get(fault)?.push(await runRound(proving, fault));
    }
  }
  return rounds;
}

function figuresOf(runs: readonly Round[]): FaultFigures {
  const quietP99Ms = rounded(median(runs.map(({ quiet }) => quiet.p99Ms)));
  const faultyP99Ms = rounded(median(runs.map(({ faulty }) => faulty.p99Ms)));
  return { quietP99Ms, faultyP99Ms, ratio: rounded(faultyP99Ms / quietP99Ms), runs };
}

const settleMs = 15_000;

/** Resting connections are closed after some seconds; what stays open beyond that has leaked. */
async function settle({ gateway }: Site, sockets: number): Promise<void> {
  for (let waited = 0; waited < settleMs; waited += 100) {
    if ((await gateway.sockets()) <= sockets) return;
    await setTimeout(100);
  }
}
