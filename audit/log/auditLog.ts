import type { Clock } from '../../lib/clock.ts';
import type { ProcessKeys } from '../../lib/keys.ts';
import type { Log } from '../../lib/log.ts';
import { witnessQuorum } from '../../lib/processNames.ts';
import type { LogKeys } from '../logKeys.ts';
import { noteSigner } from '../note/signedNote.ts';
import { createCopiedFolder, sweepDrafts, type CopiedFolder } from './copy.ts';
import { createLogFolder, type LogFolder } from './folder.ts';
import { holdLock, pause, type Held } from './lockHolder.ts';
import { createPublisher } from './publisher.ts';
import { createRecentEntries } from './recent.ts';
import { publishLoop, sequenceLoop, type Session } from './session.ts';
import { readTree } from './ledger.ts';
import { codeOf, initialHealth, LogRefused, type LogHealth } from './state.ts';
import { createTending, type NamedText } from './tend.ts';
import { createWitnessClient, type WitnessAddress } from './witnesses.ts';

export interface AuditLogOptions {
  readonly databaseUrl: string;
  readonly folder: string;
  /** Where each file is copied after it is written. */
  readonly copyFolder: string | undefined;
  /** Of the log; signs checkpoints. */
  readonly signingKeys: ProcessKeys;
  readonly keys: LogKeys;
  readonly witnesses: readonly WitnessAddress[];
  readonly locks: () => Promise<readonly NamedText[]>;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells the drafts of this process from another's. */
  readonly processId: string;
}

/** One process's part in the log: it sequences while it holds the lock, and stands by otherwise. */
export interface AuditLog {
  readonly health: () => LogHealth;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

/** How long a process that stands by, or that failed, waits before it looks again. */
const retryMs = 250;
const limits = {
  ...{ batchMax: 1_000, patienceMs: 2_000, stepMax: 4_096, waitMs: 1_000, graceMs: 50 },
  recentMax: 4_096,
};
/** A draft is written in an instant; so long after a takeover those of the process before are nobody's. */
const draftAgeMs = 10_000;
const witnessTimeoutMs = 5_000;

export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { databaseUrl, log } = options;
  const health = initialHealth();
  const stopping = new AbortController();
  const folder = folderOf(options, health);
  let running = Promise.resolve();

  const turn = async (): Promise<void> => {
    const held = await holdLock(databaseUrl, stopping.signal, retryMs);
    if (held === undefined) return;
    try {
      health.state = 'checking';
      await sequence(options, held, folder, health);
    } finally {
      await held.release();
    }
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        if (error instanceof LogRefused) {
          Object.assign(health, { state: 'refused', reason: error.message });
          log.error('audit.log.refused', { reason: error.message });
          return;
        }
        log.warn('audit.log.interrupted', { code: codeOf(error) });
      }
      health.state = 'waiting';
      await pause(retryMs, stopping.signal);
    }
  };
  return {
    health: () => ({ ...health }),
    start: () => {
      running = run();
    },
    stop: async () => {
      stopping.abort();
      await running;
      if ('idle' in folder) await folder.idle();
    },
  };
}

function folderOf(
  { folder: root, copyFolder, processId, log }: AuditLogOptions,
  health: ReturnType<typeof initialHealth>,
): LogFolder | CopiedFolder {
  const first = createLogFolder(root, processId);
  if (copyFolder === undefined) return first;
  const second = createLogFolder(copyFolder, processId);
  return createCopiedFolder({ first, second, health, log });
}

async function sequence(
  options: AuditLogOptions,
  held: Held,
  folder: LogFolder | CopiedFolder,
  health: ReturnType<typeof initialHealth>,
): Promise<void> {
  const { keys, log, clock } = options;
  const db = held.beside;
  const recent = createRecentEntries(limits.recentMax);
  const publisher = createPublisher({
    ...{ db, folder, keys, clock, log, health, recent, quorum: witnessQuorum },
    ...{ stepMax: limits.stepMax, waitMs: limits.waitMs, graceMs: limits.graceMs },
    signer: noteSigner(options.signingKeys, keys.origin),
    witnesses: options.witnesses.map((address) =>
      createWitnessClient(address, { keys, log, timeoutMs: witnessTimeoutMs }),
    ),
  });
  const tree = await readTree(held.locked);
  await held.meanwhile(publisher.open(tree));
  const tending = createTending({ db, folder, locks: options.locks });
  if (publisher.size() === 0) await tending.again();
  if ('reconcile' in folder) await folder.reconcile();
  sweepLater(options, held.signal);
  Object.assign(health, { state: 'sequencing', reason: null, size: tree.size, refusedEntries: 0 });
  log.info('audit.log.sequencing', { size: tree.size, published: publisher.size() });
  const session: Session = { tree, signal: held.signal, health, log };
  const { batchMax, patienceMs } = limits;
  const move = { db: held.locked, log, recent, batchMax, patienceMs };
  await together([
    held.guard(sequenceLoop(session, move)),
    held.guard(publishLoop(session, publisher, tending)),
  ]);
}

/** Whom this process took over from may have left drafts; by then none of them is being written. */
function sweepLater(
  { folder, copyFolder, clock, log }: AuditLogOptions,
  signal: AbortSignal,
): void {
  const sweep = async (): Promise<void> => {
    await pause(draftAgeMs, signal);
    if (signal.aborted) return;
    for (const root of [folder, ...(copyFolder === undefined ? [] : [copyFolder])]) {
      await sweepDrafts(root, clock.now().getTime(), draftAgeMs / 2);
    }
  };
  sweep().catch((error: unknown) => {
    log.warn('audit.drafts.left', { code: codeOf(error) });
  });
}

/** Whichever fails first ends the other; both are over before anything begins anew. */
async function together(loops: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(loops);
  const failures = outcomes.flatMap((outcome): unknown[] =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  const [first] = failures;
  if (failures.length > 0) throw failures.find((each) => each instanceof LogRefused) ?? first;
}
