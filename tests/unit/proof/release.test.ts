import { describe, expect, test } from '@jest/globals';
import type { Received } from '../../../tools/proof/release/load.ts';
import { points } from '../../../tools/proof/release/points.ts';
import { complaintsOf, proveRelease } from '../../../tools/proof/release/proveRelease.ts';

interface Written {
  readonly released?: readonly string[];
  readonly withoutEnd?: readonly string[];
}

const half = 'with half the bytes sent';

/** Complaints of a proof whose clients have this, while that is durable. */
async function complaints(received: readonly Received[], { released, withoutEnd }: Written) {
  const proof = await proveRelease(
    {
      ledger: {
        endsOf: () => Promise.resolve({ released: new Set(released), ended: new Set(released) }),
        withoutEnd: () => Promise.resolve(withoutEnd ?? ['of-nobody']),
        close: () => Promise.resolve(),
      },
      start: () =>
        Promise.resolve({ url: '', ended: Promise.resolve('SIGKILL'), end: () => undefined }),
      load: () => Promise.resolve({ received: Promise.resolve(received) }),
      draw: () => 1,
      now: () => new Date(0),
      report: () => undefined,
    },
    1,
  );
  return complaintsOf(proof, 1).filter((line) => !line.includes(`${half}: only`));
}

const whole: Received = { intent: 'one', text: '{"data":{}}', isWhole: true };
const cut: Received = { intent: 'one', text: '{"da', isWhole: false };
const withheld: Received = {
  ...whole,
  text: '{"data":{},"extensions":{"withheld":[{"path":"a","code":"AUDIT_UNAVAILABLE"}]}}',
};

describe('the proof of release complains', () => {
  test.each<[guarantee: string, received: readonly Received[], written: Written, about: string]>([
    ['of a whole answer without a release', [whole], {}, 'a byte without a release'],
    ['of half an answer without a release', [cut], {}, 'a byte without a release'],
    [
      'of half an answer that says it withholds',
      [{ ...withheld, isWhole: false }],
      {},
      'a byte without a release',
    ],
    [
      'of an intent without an end of which a byte came',
      [whole],
      { released: ['one'], withoutEnd: ['one'] },
      'of which a byte left',
    ],
    ['where nobody was answered', [], {}, 'nothing is proved'],
    [
      'where intents without an end are not told of',
      [whole],
      { released: ['one'], withoutEnd: [] },
      'no intent without an end',
    ],
  ])('%s', async (_guarantee, received, written, about) => {
    const found = await complaints(received, written);
    expect(found.some((line) => line.includes(about))).toBe(true);
  });

  test('of nothing where what left was released or withheld', async () => {
    expect(await complaints([whole, cut, withheld], { released: ['one'] })).toEqual([]);
  });

  test('of a gateway that did not die at the point', async () => {
    const proof = await proveRelease(
      {
        ledger: {
          endsOf: () => Promise.resolve({ released: new Set(['one']), ended: new Set() }),
          withoutEnd: () => Promise.resolve(['two']),
          close: () => Promise.resolve(),
        },
        start: () =>
          Promise.resolve({ url: '', ended: Promise.resolve('SIGKILL'), end: () => undefined }),
        load: () => Promise.resolve({ received: Promise.resolve([whole]) }),
        draw: () => 1,
        now: () => new Date(0),
        report: () => undefined,
      },
      1,
    );
    expect(complaintsOf(proof, 2)).toHaveLength(points.length + 1);
  });
});
