import { randomBytes } from 'node:crypto';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readJsonFile } from './files.ts';
import { identityOf } from './processes.ts';

const Holder = z.object({ pid: z.number().int().positive(), startedAt: z.string() });
type Holder = z.output<typeof Holder>;

/** The process that runs this folder, if it is alive: the id and its start time must both be the noted ones. */
export function runningSupervisor(path: string): number | undefined {
  const holder = readJsonFile(path, Holder);
  return holder !== undefined && identityOf(holder.pid)?.startedAt === holder.startedAt
    ? holder.pid
    : undefined;
}

export type LockResult =
  | { readonly taken: true; readonly release: () => void }
  | { readonly taken: false; readonly by: number };

/**
 * One supervisor a folder. A hard link appears whole or not at all, so of two that start together
 * one wins; what a killed supervisor left is moved away first.
 */
export function takeSupervisorLock(path: string, pid: number): LockResult {
  const own: Holder = { pid, startedAt: identityOf(pid)?.startedAt ?? '' };
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      if (link(draft, path))
        return {
          taken: true,
          release: () => {
            releaseIfOwn(path, own);
          },
        };
      const by = runningSupervisor(path);
      if (by !== undefined) return { taken: false, by };
      moveAway(path);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function link(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function moveAway(path: string): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Another starter may have put its own file there between look and move: give it back.
  if (runningSupervisor(aside) !== undefined) link(aside, path);
  rmSync(aside, { force: true });
}

function releaseIfOwn(path: string, own: Holder): void {
  const holder = readJsonFile(path, Holder);
  if (holder?.pid === own.pid && holder.startedAt === own.startedAt) rmSync(path, { force: true });
}
