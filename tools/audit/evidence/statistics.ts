import { csvText } from '../../../policies/processing/recordCsv.ts';
import type { LoggedEntry } from '../readLog.ts';

/** Accesses of one day that were alike. */
export interface AccessCount {
  readonly day: string;
  readonly type: string;
  readonly screen: string;
  readonly purpose: string;
  readonly roles: string;
  /** Of denials. */
  readonly code: string;
  entries: number;
  /** Denials count several in one entry. */
  times: number;
  subjects: number;
  cells: number;
}

export interface Statistics {
  readonly add: (entry: LoggedEntry) => void;
  readonly counts: () => readonly AccessCount[];
}

const counted: ReadonlySet<string> = new Set(['release', 'deny', 'command', 'export']);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

/** Answers, denials and commands by day, screen, purpose and roles. */
export function createStatistics(): Statistics {
  const counts = new Map<string, AccessCount>();
  return {
    add: ({ header, body: { decision } }) => {
      if (!counted.has(header.type) || decision === null) return;
      const fresh: AccessCount = {
        ...{ day: header.at.slice(0, 10), type: header.type },
        ...{ screen: text(decision.screen), purpose: text(decision.purpose) },
        roles: Array.isArray(decision.roles) ? decision.roles.join(' ') : '',
        ...{ code: text(decision.code), entries: 0, times: 0, subjects: 0, cells: 0 },
      };
      const key = JSON.stringify(fresh);
      const count = counts.get(key) ?? fresh;
      count.entries += 1;
      count.times += number(decision.count, 1);
      count.subjects += number(decision.subjects, 0);
      count.cells += number(decision.cells, 0);
      counts.set(key, count);
    },
    counts: () =>
      [...counts].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, count]) => count),
  };
}

export const statisticsCsv = (counts: readonly AccessCount[]): string =>
  csvText([
    ['day', 'type', 'screen', 'purpose', 'roles', 'code', 'entries', 'times', 'subjects', 'cells'],
    ...counts.map((count) => [
      ...[count.day, count.type, count.screen, count.purpose, count.roles, count.code],
      ...[count.entries, count.times, count.subjects, count.cells].map(String),
    ]),
  ]);
