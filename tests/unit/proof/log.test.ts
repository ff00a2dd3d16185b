import { expect, test } from '@jest/globals';
import { complaintsOf } from '../../../tools/proof/log/command.ts';
import type { LogProof } from '../../../tools/proof/log/proveLog.ts';

const good: LogProof = {
  ...{ kills: 20, entries: 100_000, checkpoints: 90, lost: 0, doubled: 0, strange: 0, forks: 0 },
  ...{ gaps: 0, cosignatures: 3, entriesPerSecond: 5_000 },
  takeoverMs: { median: 700, worst: 5_000 },
  checkpointMs: { median: 1_200, worst: 6_000 },
};

test('a log that holds has no complaints', () => {
  expect(complaintsOf(good, false)).toEqual([]);
});

test.each<[what: string, change: Partial<LogProof>, complaint: RegExp]>([
  ['a lost entry', { lost: 1 }, /lost/],
  ['an entry twice', { doubled: 1 }, /twice/],
  ['an entry that nobody wrote', { strange: 1 }, /nobody/],
  ['a checkpoint of another log', { forks: 1 }, /another log/],
  ['a gap', { gaps: 1 }, /follow/],
  ['one cosignature', { cosignatures: 1 }, /quorum/],
])('%s is a complaint, in the short form too', (_what, change, complaint) => {
  for (const isQuick of [true, false]) {
    const complaints = complaintsOf({ ...good, ...change }, isQuick);
    expect(complaints).toEqual([expect.stringMatching(complaint)]);
  }
});

test.each<[what: string, change: Partial<LogProof>]>([
  ['a takeover of more than five seconds', { takeoverMs: { median: 1, worst: 5_001 } }],
  ['fewer than 5,000 entries a second', { entriesPerSecond: 4_999 }],
])('%s is a complaint, but in the short form', (_what, change) => {
  expect(complaintsOf({ ...good, ...change }, false)).toHaveLength(1);
  expect(complaintsOf({ ...good, ...change }, true)).toEqual([]);
});
