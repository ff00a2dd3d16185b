import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sha256Hex } from '../../lib/hash.ts';
import type { Log } from '../../lib/log.ts';
import type { LogFolder } from './folder.ts';
import { codeOf, type MutableLogHealth } from './state.ts';

/** A folder whose files are copied to another place, each after the first is durable. */
export interface CopiedFolder extends LogFolder {
  /** Queues what the copy lacks. */
  readonly reconcile: () => Promise<void>;
  /** Resolves when nothing waits any more, or the copy can't be written. */
  readonly idle: () => Promise<void>;
}

export interface CopyInput {
  readonly first: LogFolder;
  readonly second: LogFolder;
  readonly health: MutableLogHealth;
  readonly log: Log;
}

/** The second copy never holds up the first: it lags, and says so. */
export function createCopiedFolder({ first, second, health, log }: CopyInput): CopiedFolder {
  const waiting = new Set<string>();
  let running = Promise.resolve();
  const carry = async (): Promise<void> => {
    try {
      for (const path of waiting) {
        await copyOne(first, second, path);
        waiting.delete(path);
      }
      await second.settle();
      health.copyBlocked = null;
    } catch (error) {
      const code = codeOf(error);
      if (health.copyBlocked !== code) log.error('audit.copy.blocked', { code });
      health.copyBlocked = code;
    }
  };
  const wake = (): void => {
    running = running.then(carry);
  };
  // What is copied last is what points at the rest.
  const queue = (path: string): void => {
    waiting.delete(path);
    waiting.add(path);
  };
  return {
    root: first.root,
    read: first.read,
    put: async (path, bytes) => {
      await first.put(path, bytes);
      queue(path);
    },
    remove: async (path) => {
      await first.remove(path);
      queue(path);
    },
    settle: async () => {
      await first.settle();
      wake();
    },
    reconcile: async () => {
      for (const path of await filesOfFolder(first.root)) {
        const sizes = await Promise.all(
          [first, second].map(({ root }) => sizeOf(join(root, path))),
        );
        if (sizes[0] !== sizes[1]) queue(path);
      }
      if ((await first.read('checkpoint')) !== undefined) queue('checkpoint');
      wake();
    },
    idle: () => running,
  };
}

async function copyOne(first: LogFolder, second: LogFolder, path: string): Promise<void> {
  const bytes = await readIfFile(first, path);
  if (bytes === undefined) {
    await second.remove(path);
    return;
  }
  await second.put(path, bytes);
  const there = await second.read(path);
  if (there === undefined || sha256Hex(there) !== sha256Hex(bytes)) {
    throw Object.assign(new Error('the copy says something else'), { code: 'COPY_DIFFERS' });
  }
}

async function readIfFile(folder: LogFolder, path: string): Promise<Buffer | undefined> {
  try {
    return await folder.read(path);
  } catch (error) {
    // What was removed as a folder may be one again.
    if (codeOf(error) === 'EISDIR') return undefined;
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

async function allFiles(root: string): Promise<readonly string[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((each) => each.isFile())
    .map((each) => relative(root, join(each.parentPath, each.name)))
    .sort();
}

const isDraft = (path: string): boolean => path.endsWith('.tmp');

/** Every file of the log's folder, drafts left out. */
export const filesOfFolder = async (root: string): Promise<readonly string[]> =>
  (await allFiles(root)).filter((path) => !isDraft(path));

/** Removes drafts that a process which was killed left behind; another's own are younger. */
export async function sweepDrafts(root: string, now: number, ageMs: number): Promise<void> {
  for (const path of (await allFiles(root)).filter(isDraft)) {
    const whole = join(root, path);
    const { mtimeMs } = await stat(whole).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > ageMs) await rm(whole, { force: true });
  }
}
