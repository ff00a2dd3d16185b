import { canonicalJson } from '../../lib/canonicalJson.ts';
import type { EraseRule, FieldClass, FieldRule, PolicyLock } from '../lock.ts';
import { keysOf, own, type Direction, type PolicyChange } from './change.ts';

/** What a rule says beside who may see: how sensitive, how protected, how long kept, from where. */
export function fieldChanges(before: PolicyLock, after: PolicyLock): readonly PolicyChange[] {
  return keysOf(before.fields, after.fields).flatMap((coordinate) => {
    const was = own(before.fields, coordinate);
    const is = own(after.fields, coordinate);
    if (was === undefined) return [change('reworded', coordinate, 'is new in the graph')];
    if (is === undefined) return [change('narrowed', coordinate, 'is no longer in the graph')];
    return was === is || canonicalJson(was) === canonicalJson(is)
      ? []
      : ruleChanges(coordinate, was, is);
  });
}

const change = (direction: Direction, coordinate: string, words: string): PolicyChange => ({
  direction,
  subject: coordinate,
  sentence: `${coordinate} ${words}.`,
});

type Compare = (was: FieldRule, is: FieldRule) => readonly [Direction, string] | undefined;

function ruleChanges(coordinate: string, was: FieldRule, is: FieldRule): readonly PolicyChange[] {
  return comparisons.flatMap((compare) => {
    const found = compare(was, is);
    return found === undefined ? [] : [change(found[0], coordinate, found[1])];
  });
}

/** From the most open to the most guarded. */
const classes: readonly FieldClass[] = [
  'structure',
  'business',
  'subject-key',
  'party',
  'free-text',
  'personal',
  'personal-sensitive',
];

/** From what leaves least to what leaves most. */
const erasures: readonly (EraseRule['how'] | undefined)[] = [
  'shred',
  'delete',
  'null',
  'unlink',
  'coarsen',
  'retain',
  undefined,
];

const byRank = <Item>(order: readonly Item[], was: Item, is: Item): Direction =>
  order.indexOf(is) > order.indexOf(was) ? 'widened' : 'narrowed';

const same = (left: unknown, right: unknown): boolean =>
  canonicalJson([left ?? null]) === canonicalJson([right ?? null]);

function erasure(
  was: EraseRule | undefined,
  is: EraseRule | undefined,
): readonly [Direction, string] {
  const word = (rule: EraseRule | undefined): string => rule?.how ?? 'no rule';
  const words = `is erased by ${word(is)}, no longer by ${word(was)}`;
  // Another term or another law is no narrowing that anybody could rely on.
  return [word(was) === word(is) ? 'widened' : byRank(erasures, was?.how, is?.how), words];
}

const comparisons: readonly Compare[] = [
  (was, is) =>
    was.class === is.class
      ? undefined
      : [
          byRank([...classes].reverse(), was.class, is.class),
          `is ${is.class}, no longer ${was.class}`,
        ],
  (was, is) => (same(was.erase, is.erase) ? undefined : erasure(was.erase, is.erase)),
  (was, is) => {
    if (same(was.protect, is.protect)) return undefined;
    const isMore = was.protect === undefined || was.protect.encrypt === is.protect?.encrypt;
    return [isMore ? 'narrowed' : 'widened', 'is protected otherwise'];
  },
  (was, is) =>
    same(was.copy, is.copy)
      ? undefined
      : [is.copy === 'forbidden' ? 'narrowed' : 'widened', 'may be copied otherwise'],
  (was, is) =>
    same(was.source, is.source) && was.store === is.store && was.guarantee === is.guarantee
      ? undefined
      : ['widened', `has another authoritative source: ${is.store}`],
  (was, is) =>
    same(was.subjectPath, is.subjectPath)
      ? undefined
      : ['widened', 'reaches its person on another way'],
  (was, is) => {
    const names = ['says', 'steward', 'accountable', 'category', 'because', 'portable'] as const;
    const found = names.filter((name) => !same(was[name], is[name]));
    return found.length === 0 ? undefined : ['reworded', `says otherwise: ${found.join(', ')}`];
  },
];
