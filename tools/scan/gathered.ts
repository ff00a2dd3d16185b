import type { Finding } from '../../lib/copies/messages.ts';
import type { Hit } from './scanDatabase.ts';

/** Locators of the first rows; the count tells of all. */
export interface LocatedFinding extends Finding {
  readonly keys: readonly string[];
}

const keysMax = 100;
const findingsMax = 1_000;

interface Gathering {
  readonly finding: Finding;
  readonly keys: string[];
  latest: string;
  rows: number;
}

/** Hits by column, field and variant; memory is bounded by how many of these there are. */
export function createGathered(): {
  readonly add: (store: string, hit: Hit) => void;
  readonly all: () => readonly LocatedFinding[];
} {
  const gathered = new Map<string, Gathering>();
  return {
    add: (store, { table, column, coordinate, variant, row }) => {
      const name = [store, table, column, coordinate, variant].join(' ');
      const known = gathered.get(name) ?? {
        finding: { store, table, column, coordinate, variant, rows: 0 },
        ...{ keys: [], latest: '', rows: 0 },
      };
      if (!gathered.has(name)) {
        if (gathered.size >= findingsMax) return;
        gathered.set(name, known);
      }
      if (known.latest === row) return;
      known.latest = row;
      known.rows += 1;
      if (known.keys.length < keysMax) known.keys.push(row);
    },
    all: () =>
      Array.from(gathered.values(), ({ finding, keys, rows }) => ({ ...finding, rows, keys })),
  };
}
