import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** What runs under a process id: its command line and, where the system tells, when it began. */
export interface ProcessIdentity {
  readonly commandLine: string;
  readonly startedAt: string;
}

/** Undefined where no such process runs. Ids are used again, so an id alone identifies nothing. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  if (!isAlive(pid)) return undefined;
  const folder = `/proc/${String(pid)}`;
  if (existsSync(folder)) return fromProc(folder);
  const listed = spawnSync('ps', ['-p', String(pid), '-o', 'lstart=,command='], {
    encoding: 'utf8',
  });
  if (listed.status !== 0) return undefined;
  return { startedAt: listed.stdout.slice(0, 24), commandLine: listed.stdout.slice(25).trim() };
}

function fromProc(folder: string): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`${folder}/stat`, 'utf8');
    // The name in parentheses may hold anything; fields are counted behind it. 3 is the state, 22 the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const commandLine = readFileSync(`${folder}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { commandLine, startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends a signal; a process that has gone needs none. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Asks again until the answer is yes; false where the time is over. */
export async function eventually(
  isTrue: () => boolean | Promise<boolean>,
  deadlineMs: number,
  intervalMs = 50,
): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    if (await isTrue()) return true;
    if (performance.now() >= deadline) return false;
    await pause(intervalMs);
  }
}
