import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const graceMs = 5_000;

/** Asks a process to end, then makes it. Ctrl-C may have ended it before. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
