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

/** Moves this process, and with it all that it starts later, to the second core. */
export function pinProcesses(pid: number): Pinning {
  // A gateway of another language must not outlive a bench that is killed.
  const dieWithParent = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL'] : [];
  if (!existsSync(taskset)) {
    return { gatewayPrefix: dieWithParent, remark: 'taskset is not there: nothing is pinned' };
  }
  if (availableParallelism() < 2) {
    return { gatewayPrefix: dieWithParent, remark: 'one core alone: nothing is pinned' };
  }
  execFileSync(taskset, ['-acp', '1', String(pid)], { stdio: 'ignore' });
  return { gatewayPrefix: [...dieWithParent, taskset, '-c', '0'], remark: undefined };
}
