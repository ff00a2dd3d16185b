import { expect, test } from '@jest/globals';
import type { PlacedEntry } from '../../../audit/log/inboxRow.ts';
import { createRecentEntries } from '../../../audit/log/recent.ts';

const placed = (from: number, to: number): readonly PlacedEntry[] =>
  Array.from({ length: to - from }, (_, at) => {
    const entryId = `entry ${String(from + at)}`;
    return {
      ...{ seq: from + at, header: `header ${String(from + at)}`, hash: new Uint8Array() },
      ...{ actor: null, screen: null, purpose: null, refs: [] },
      entry: {
        ...{ entryId, type: 'heartbeat', at: '', node: 'node', incarnation: '', nodeSeq: 1 },
        ...{ decisionCommit: '', subjectCommit: null, decision: '{}', decisionSalt: 'salt' },
        ...{ subject: null, subjectSalt: null },
      },
    };
  });

const idsOf = (recent: ReturnType<typeof createRecentEntries>, from: number, to: number) =>
  recent.between(from, to)?.map(({ entryId }) => entryId);

test('nothing is remembered of a log before its first entry came', () => {
  expect(createRecentEntries(10).between(0, 1)).toBeUndefined();
});

test('after an order to take bodies away nothing from before it is remembered', () => {
  const recent = createRecentEntries(10);
  recent.add(placed(0, 4));
  recent.forget();
  expect(recent.between(0, 4)).toBeUndefined();
  recent.add(placed(5, 7));
  expect(recent.between(3, 7)).toBeUndefined();
  expect(idsOf(recent, 5, 7)).toEqual(['entry 5', 'entry 6']);
});

test('entries that do not follow on are never shown with those before them', () => {
  const recent = createRecentEntries(10);
  recent.add(placed(0, 4));
  recent.add(placed(6, 8));
  expect(recent.between(0, 8)).toBeUndefined();
  expect(recent.between(3, 5)).toBeUndefined();
  expect(idsOf(recent, 6, 8)).toEqual(['entry 6', 'entry 7']);
});

test('no more are kept than said, and those that are have their own places', () => {
  const recent = createRecentEntries(3);
  recent.add(placed(0, 2));
  recent.add(placed(2, 5));
  expect(recent.between(1, 5)).toBeUndefined();
  expect(idsOf(recent, 2, 5)).toEqual(['entry 2', 'entry 3', 'entry 4']);
  expect(idsOf(recent, 3, 4)).toEqual(['entry 3']);
  expect(recent.between(3, 6)).toBeUndefined();
});
