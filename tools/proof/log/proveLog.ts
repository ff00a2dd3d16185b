import { z } from 'zod';
import { CommandFailure } from '../../cli/command.ts';
import { withClient } from '../../postgres/provision.ts';
import { eventually, pause } from '../../start/processes.ts';
import { judgeLog, type KnownRoot, type LogVerdict } from './judge.ts';
import type { Governance, LogSite } from './site.ts';
import { startWriters, type Writers } from './writers.ts';

export interface LogProof extends LogVerdict {
  readonly kills: number;
  /** From the kill to the first entry that another process gave its place. */
  readonly takeoverMs: Spread;
  /** From the kill to a checkpoint over all that was written before it. */
  readonly checkpointMs: Spread;
  /** Through the inbox, to their places and under a checkpoint, with writers that never pause. */
  readonly entriesPerSecond: number;
}

interface Spread {
  readonly median: number;
  readonly worst: number;
}

export interface LogPlan {
  readonly kills: number;
  readonly writers: number;
  /** How long writers write as fast as they find room. */
  readonly seconds: number;
  /** Entries a second while processes are killed. */
  readonly pace: number;
  readonly report: (state: string) => void;
}

const Health = z.object({
  log: z.object({ state: z.string(), size: z.number(), published: z.number() }),
});
type Health = z.output<typeof Health>['log'];

const deadlineMs = 60_000;

export async function proveLog(site: LogSite, plan: LogPlan): Promise<LogProof> {
  const two: [Governance, Governance] = [
    await site.startGovernance('governance'),
    await site.startGovernance('governance-2'),
  ];
  let known = 0;
  const watch = async (): Promise<Health | undefined> => {
    const all = await Promise.all(two.map(({ url }) => healthOf(url)));
    const found = all.find((health) => health?.state === 'sequencing');
    known = Math.max(known, found?.size ?? 0);
    return found;
  };
  const timer = setInterval(() => void watch(), 200);
  const writers = await startWriters(site.auditUrl, plan.writers, () => known);
  try {
    plan.report('saturation');
    const entriesPerSecond = await rateOf(watch, plan.seconds);
    writers.pace = plan.pace;
    const takeovers: Takeover[] = [];
    for (let kill = 0; kill < plan.kills; kill += 1) {
      plan.report(`kill ${String(kill + 1)} of ${String(plan.kills)}`);
      takeovers.push(await strike(site, two, writers));
    }
    await writers.stop();
    await drained(watch, writers.written.size);
    return {
      kills: takeovers.length,
      takeoverMs: spreadOf(takeovers.map(({ sequencedMs }) => sequencedMs)),
      checkpointMs: spreadOf(takeovers.map(({ publishedMs }) => publishedMs)),
      entriesPerSecond,
      ...judgeLog(site.folder.auditLog, writers.written, await keptRoots(site.databaseUrl)),
    };
  } finally {
    clearInterval(timer);
    await writers.stop();
  }
}

interface Takeover {
  readonly sequencedMs: number;
  readonly publishedMs: number;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0 };
}

async function healthOf(url: string): Promise<Health | undefined> {
  try {
    const reply = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    return Health.parse(await reply.json()).log;
  } catch {
    // It was killed, or is not there yet.
    return undefined;
  }
}

async function rateOf(watch: () => Promise<Health | undefined>, seconds: number): Promise<number> {
  const warm = await eventually(async () => ((await watch())?.published ?? 0) > 5_000, deadlineMs);
  if (!warm) throw new CommandFailure('The log publishes nothing.');
  const published = async (): Promise<{ at: number; size: number }> => {
    const health = await watch();
    return { at: performance.now(), size: health?.published ?? 0 };
  };
  const begin = await published();
  await pause(seconds * 1_000);
  const end = await published();
  return Math.round(((end.size - begin.size) * 1_000) / (end.at - begin.at));
}

/** Kills the one that sequences, under load; answers how long the other took. */
async function strike(
  site: LogSite,
  two: [Governance, Governance],
  writers: Writers,
): Promise<Takeover> {
  let at = -1;
  let size = 0;
  await eventually(async () => {
    const all = await Promise.all(two.map(({ url }) => healthOf(url)));
    at = all.findIndex((health) => health?.state === 'sequencing');
    size = all[at]?.size ?? 0;
    return at >= 0 && all.every((health) => health !== undefined);
  }, deadlineMs);
  const victim = two[at];
  const other = two[1 - at];
  if (victim?.launched.pid === undefined || other === undefined) {
    throw new CommandFailure('No process sequences.');
  }
  process.kill(victim.launched.pid, 'SIGKILL');
  const begun = performance.now();
  const before = writers.written.size;
  const within = async (isSo: (health: Health) => boolean): Promise<number> => {
    const isDone = await eventually(
      async () => {
        const health = await healthOf(other.url);
        return health !== undefined && isSo(health);
      },
      deadlineMs,
      20,
    );
    if (!isDone) throw new CommandFailure('Nobody took over within a minute.');
    return Math.round(performance.now() - begun);
  };
  const sequencedMs = await within((health) => health.state === 'sequencing' && health.size > size);
  const publishedMs = await within((health) => health.published >= before);
  two[at] = await site.startGovernance(at === 0 ? 'governance' : 'governance-2');
  return { sequencedMs, publishedMs };
}

async function drained(watch: () => Promise<Health | undefined>, written: number): Promise<void> {
  const isDone = await eventually(
    async () => ((await watch())?.published ?? 0) >= written,
    deadlineMs,
  );
  if (!isDone) throw new CommandFailure('What was written is not in the log after a minute.');
}

const keptRoots = (url: string): Promise<readonly KnownRoot[]> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ size: string; root: string }>(
      'select size, root from audit_checkpoint',
    );
    return rows.map(({ size, root }) => ({ size: Number(size), root }));
  });
