import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** How processes are kept to one core each: the gateway on its own, load and stand-ins on the other. */
export interface Pinning {
  /** Put before the command of a gateway. */
  readonly gatewayPrefix: readonly string[];
  /** Says why nothing is pinned, for the reader of the numbers. */
  readonly remark: string | undefined;
}

const taskset = '/usr/bin/taskset';
const setpriv = '/usr/bin/setpriv';

/**
 * Put before a command whose process must not outlive this one, even where this one is killed. The
 * signal is what the process gets then.
 */
export const dieWithParent = (signal: 'KILL' | 'TERM'): readonly string[] =>
  existsSync(setpriv) ? [setpriv, '--pdeathsig', signal] : [];

/** Moves this process, and with it all that it starts later, to the second core. */
export function pinProcesses(pid: number): Pinning {
  const prefix = dieWithParent('KILL');
  if (!existsSync(taskset)) {
    return { gatewayPrefix: prefix, remark: 'taskset is not there: nothing is pinned' };
  }
  if (availableParallelism() < 2) {
    return { gatewayPrefix: prefix, remark: 'one core alone: nothing is pinned' };
  }
  execFileSync(taskset, ['-acp', '1', String(pid)], { stdio: 'ignore' });
  return { gatewayPrefix: [...prefix, taskset, '-c', '0'], remark: undefined };
}
