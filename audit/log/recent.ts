import type { PlacedEntry } from './inboxRow.ts';
import type { PublishedRow } from './published.ts';

/** The newest entries as the database has them, so that the publisher need not ask for them again. */
export interface RecentEntries {
  /** Entries that the database has taken in, and whose bodies nobody has taken away. */
  readonly add: (placed: readonly PlacedEntry[]) => void;
  /** Undefined where not all of them are remembered. */
  readonly between: (from: number, to: number) => readonly PublishedRow[] | undefined;
  readonly forget: () => void;
}

/** `keptMax`: the oldest go first. */
export function createRecentEntries(keptMax: number): RecentEntries {
  let first = 0;
  let rows: PublishedRow[] = [];
  return {
    add: (placed) => {
      const start = placed[0]?.seq ?? 0;
      if (start !== first + rows.length) {
        first = start;
        rows = [];
      }
      for (const { entry, header } of placed) rows.push(rowOf(entry, header));
      if (rows.length <= keptMax) return;
      const gone = rows.length - keptMax;
      first += gone;
      rows = rows.slice(gone);
    },
    between: (from, to) =>
      from < first || to > first + rows.length ? undefined : rows.slice(from - first, to - first),
    forget: () => {
      rows = [];
    },
  };
}

const rowOf = (
  { entryId, decision, decisionSalt, subject, subjectSalt }: PlacedEntry['entry'],
  header: string,
): PublishedRow => ({ header, entryId, decision, decisionSalt, subject, subjectSalt });
