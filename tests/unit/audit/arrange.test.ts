import { expect, test } from '@jest/globals';
import { arrange } from '../../../audit/log/arrange.ts';
import type { InboxRow } from '../../../audit/log/inboxRow.ts';

/** A row as it was received: an incarnation's letter and its number there. */
const row = (name: string, isDue = false): InboxRow =>
  ({
    ...{ entry_id: name, incarnation: name.slice(0, 1), node_seq: name.slice(1), is_due: isDue },
  }) as InboxRow;

const arranged = (rows: readonly InboxRow[]): readonly string[] =>
  arrange(rows, new Map()).map(({ entry_id }) => entry_id);

test('what was received after an entry stands after it, whoever wrote the two', () => {
  const received = ['a1', 'b1', 'a2', 'b2', 'a3'].map((name) => row(name));
  expect(arranged(received)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
});

test('an incarnation’s entries stand by their own numbers, however they were received', () => {
  expect(arranged(['a2', 'b1', 'a1'].map((name) => row(name)))).toEqual(['a1', 'b1', 'a2']);
});

test('a row waits for its forerunner, and others do not wait for it', () => {
  expect(arranged(['a2', 'b1', 'b2'].map((name) => row(name)))).toEqual(['b1', 'b2']);
});

test('a row that has waited goes on without it', () => {
  expect(arranged([row('a2', true), row('b1')])).toEqual(['a2', 'b1']);
});
