/** Widening lets somebody see, keep or do more; it needs more signatures than narrowing. */
export type Direction = 'widened' | 'narrowed' | 'reworded';

/** One difference between two published policies, as people read it. */
export interface PolicyChange {
  readonly direction: Direction;
  /** A field, an argument, a purpose, a screen, or a pair of roles. */
  readonly subject: string;
  readonly sentence: string;
}

export const signs: Readonly<Record<Direction, string>> = {
  widened: '+',
  narrowed: '-',
  reworded: '~',
};

/** What the two sides of a change come to: a member that is on one side alone. */
export function added<Item>(before: readonly Item[], after: readonly Item[]): readonly Item[] {
  return after.filter((item) => !before.includes(item));
}

const { hasOwn } = Object;

export const own = <Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
): Value | undefined => (hasOwn(record, key) ? record[key] : undefined);

/** Keys of both, each once, in order. */
export const keysOf = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] => [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();

/** Both directions of a list that grants something: what was added widens, what was taken narrows. */
export function listChanges(
  subject: string,
  before: readonly string[],
  after: readonly string[],
  words: { readonly more: (item: string) => string; readonly less: (item: string) => string },
): readonly PolicyChange[] {
  return [
    ...added(before, after).map((item): PolicyChange => {
      return { direction: 'widened', subject, sentence: words.more(item) };
    }),
    ...added(after, before).map((item): PolicyChange => {
      return { direction: 'narrowed', subject, sentence: words.less(item) };
    }),
  ];
}

export const turned = (direction: Direction): Direction =>
  direction === 'widened' ? 'narrowed' : direction === 'narrowed' ? 'widened' : direction;
