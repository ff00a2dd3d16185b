import type { InboxRow } from './inboxRow.ts';

/** The number that is expected next, an incarnation. */
export type Expected = Map<string, number>;

/**
 * The rows in the order in which they take their places: as they were received, and each incarnation's
 * by its own numbers. So what one process wrote once it had heard that another's entry was durable comes
 * after that entry. A row whose forerunner is on its way waits for it; one that has waited goes on, and
 * the gap is seen.
 */
export function arrange(rows: readonly InboxRow[], expected: Expected): readonly InboxRow[] {
  const groups = new Map<string, InboxRow[]>();
  for (const row of rows) {
    const group = groups.get(row.incarnation);
    if (group === undefined) groups.set(row.incarnation, [row]);
    else group.push(row);
  }
  for (const [incarnation, group] of groups) {
    group.sort((left, right) => Number(left.node_seq) - Number(right.node_seq));
    let next = expected.get(incarnation) ?? 1;
    let isHeld = false;
    const ready = group.filter((row) => {
      const number = Number(row.node_seq);
      isHeld ||= number > next && !row.is_due;
      if (isHeld) return false;
      next = Math.max(next, number + 1);
      return true;
    });
    groups.set(incarnation, ready);
  }
  return rows.flatMap(({ incarnation }) => groups.get(incarnation)?.shift() ?? []);
}
