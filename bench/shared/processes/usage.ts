import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What a process and its children have used so far. Zeros where there is no `/proc`. */
export interface Usage {
  /** CPU time in user and kernel mode, of threads and children that ended too. */
  readonly cpuMs: number;
  /** The sum of the most memory that each of them has held (VmHWM). */
  readonly peakBytes: number;
}

/** Linux counts CPU time to user space in hundredths of a second (USER_HZ). */
const msPerTick = 10;

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

export function usageOf(pid: number): Usage {
  if (!existsSync('/proc')) return { cpuMs: 0, peakBytes: 0 };
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => lineOf(Number(name)));
  const family = familyOf(pid, lines);
  return {
    cpuMs: family.reduce((sum, { ticks }) => sum + ticks, 0) * msPerTick,
    peakBytes: family.reduce((sum, member) => sum + peakOf(member.pid), 0),
  };
}

/** proc_pid_stat(5): the name stands in brackets and may hold anything, so what follows is counted from its end. */
function lineOf(pid: number): readonly ProcessLine[] {
  const text = readOrNothing(`/proc/${String(pid)}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15) return [];
  const [parent = 0, ...rest] = [fields[1], ...fields.slice(11, 15)].map(Number);
  return [{ pid, parent, ticks: rest.reduce((sum, ticks) => sum + ticks, 0) }];
}

function familyOf(pid: number, lines: readonly ProcessLine[]): readonly ProcessLine[] {
  const own = lines.filter((line) => line.pid === pid);
  const children = lines.filter(({ parent }) => parent === pid);
  return [...own, ...children.flatMap((child) => familyOf(child.pid, lines))];
}

function peakOf(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readOrNothing(`/proc/${String(pid)}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}

/** A process may end between the listing and the reading. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
