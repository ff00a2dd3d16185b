import { projectFile } from '../../lib/projectRoot.ts';
import type { DataFolder } from './dataFolder.ts';
import { eventually, identityOf, signal } from './processes.ts';
import { readRunFile, removeRunFile } from './runFile.ts';

const graceMs = 5_000;

/**
 * Ends what a killed supervisor left. Parts end by themselves when their parent is gone; one that
 * hangs is ended here. PostgreSQL is found by its own folder when it is started again.
 */
export async function endLeftOvers(folder: DataFolder): Promise<number> {
  const run = readRunFile(folder);
  if (run === undefined) return 0;
  const left = Object.values(run.processes).flatMap(({ pid }) =>
    pid !== null && isPart(pid) ? [pid] : [],
  );
  const gone = (): boolean => !left.some(isPart);
  if (!(await eventually(gone, graceMs))) {
    for (const pid of left.filter(isPart)) signal(pid, 'SIGKILL');
    await eventually(gone, graceMs);
  }
  removeRunFile(folder);
  return left.length;
}

/** True while the id belongs to a process of this program: ids are used again by others. */
const isPart = (pid: number): boolean =>
  identityOf(pid)?.commandLine.includes(projectFile('dist')) ?? false;
