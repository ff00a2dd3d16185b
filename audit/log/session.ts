import { performance } from 'node:perf_hooks';
import type { Log } from '../../lib/log.ts';
import type { Tree } from '../tree/tree.ts';
import { pause } from './lockHolder.ts';
import { moveBatch, type MoveInput } from './moveBatch.ts';
import type { Publisher } from './publisher.ts';
import { codeOf, type MutableLogHealth } from './state.ts';
import type { Tending } from './tend.ts';

/** What sequencing and publishing share while this process holds the lock. */
export interface Session {
  tree: Tree;
  readonly signal: AbortSignal;
  readonly health: MutableLogHealth;
  readonly log: Log;
}

const idleMs = 100;
/** Where many come, more come together: each batch is a commit. */
const busy = { entries: 32, ms: 250 };

/** Entries get their places, whatever becomes of the folder. */
export async function sequenceLoop(session: Session, input: MoveInput): Promise<void> {
  const { signal, health } = session;
  const expected = new Map<string, number>();
  while (!signal.aborted) {
    const moved = await moveBatch(input, session.tree, expected);
    session.tree = moved.tree;
    health.size = moved.tree.size;
    health.refusedEntries += moved.refused;
    if (!moved.isFull) await pause(moved.entries < busy.entries ? idleMs : busy.ms, signal);
  }
}

const checkpointEntries = 1_000;
const checkpointMs = 1_000;
const againMs = 5_000;
const blockedMs = 1_000;

/**
 * A checkpoint each second in which entries came, or each 1,000 entries; intervals are measured by a
 * clock that never jumps. A folder that can't be written is tried again, and sequencing goes on.
 */
export async function publishLoop(
  session: Session,
  publisher: Publisher,
  tending: Tending,
): Promise<void> {
  const { signal, health, log } = session;
  const turn = createTurn(session, publisher, tending);
  while (!signal.aborted) {
    try {
      await turn();
      health.blocked = null;
      if (session.tree.size - publisher.size() < checkpointEntries) await pause(idleMs, signal);
    } catch (error) {
      if (!isOfFolder(error)) throw error;
      if (health.blocked !== codeOf(error)) {
        log.error('audit.folder.blocked', { code: codeOf(error) });
      }
      health.blocked = codeOf(error);
      await pause(blockedMs, signal);
    }
  }
}

/** Whether so long has passed since it last said yes. */
function createInterval(ms: number): (now: number) => boolean {
  let last = -Infinity;
  return (now) => {
    if (now - last < ms) return false;
    last = now;
    return true;
  };
}

function createTurn(session: Session, publisher: Publisher, tending: Tending): () => Promise<void> {
  const isSecond = createInterval(checkpointMs);
  const tends = createInterval(checkpointMs);
  const asksAgain = createInterval(againMs);
  return async () => {
    const now = performance.now();
    const { tree } = session;
    const open = tree.size - publisher.size();
    if (open >= checkpointEntries || (open > 0 && isSecond(now))) {
      await tending.writeLocks();
      await publisher.step(tree);
    }
    if (tends(now)) await tending.once(publisher.size());
    if (asksAgain(now)) await publisher.cosignAgain(session.tree.size);
  };
}

/** Errors of files name the call that failed; a database's connection fails with others. */
const fileCalls = new Set([
  'open',
  'write',
  'fsync',
  'rename',
  'mkdir',
  'read',
  'rm',
  'unlink',
  'close',
  'scandir',
  'rmdir',
  'stat',
  'lstat',
]);

function isOfFolder(error: unknown): boolean {
  const call = (error as { syscall?: unknown } | null)?.syscall;
  return typeof call === 'string' && fileCalls.has(call);
}
