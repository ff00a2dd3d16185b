import { afterEach, expect, test } from '@jest/globals';
import {
  createLockdownFeed,
  isLapsed,
  lockdownLeaseMs,
  type LockdownAnswer,
  type LockdownFeed,
  type LockdownOrder,
  type LockdownQuestion,
} from '../../../lib/lockdowns.ts';
import { silentLog } from '../../../lib/log.ts';

const order: LockdownOrder = { id: 'one', level: 'withhold', scope: { field: ['Person.id'] } };

/** A feed whose questions a test answers, one after the other, on a clock that the test moves. */
class Governed {
  now = 0;
  readonly questions: LockdownQuestion[] = [];
  #answers: ((answer: unknown) => void)[] = [];
  readonly feed: LockdownFeed;

  constructor(released?: () => Promise<void>) {
    this.feed = createLockdownFeed({
      ...{ holder: 'h', log: silentLog, now: () => this.now },
      ...(released === undefined ? {} : { released }),
      ask: (question) => {
        this.questions.push(question);
        return new Promise((resolve) => this.#answers.push(resolve));
      },
    });
  }

  async answer(answer: LockdownAnswer | string): Promise<void> {
    this.#answers.shift()?.(answer);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
}

let governed: Governed;
const begin = (released?: () => Promise<void>): Governed => {
  governed = new Governed(released);
  governed.feed.start();
  return governed;
};
afterEach(() => {
  governed.feed.stop();
});

test('who never heard anything holds values of persons back', () => {
  expect(isLapsed(begin().feed.standing())).toBe(true);
});

test('a lease counts from the asking, and ends two seconds after it', async () => {
  const { feed } = begin();
  governed.now = 400;
  await governed.answer({ version: 0, orders: [] });
  expect(isLapsed(feed.standing())).toBe(false);
  governed.now = lockdownLeaseMs - 1;
  expect(isLapsed(feed.standing())).toBe(false);
  governed.now = lockdownLeaseMs;
  expect(isLapsed(feed.standing())).toBe(true);
});

test('an order is in force with the answer that tells of it, and stays so without word', async () => {
  const { feed } = begin();
  await governed.answer({ version: 1, orders: [order] });
  expect(feed.standing()).toEqual({ version: 1, orders: [order] });
  governed.now = 60_000;
  expect(feed.standing().orders).toContainEqual(order);
  expect(isLapsed(feed.standing())).toBe(true);
});

test('nothing is confirmed before what was released is durable', async () => {
  let isDurable: () => void = () => undefined;
  const durable = new Promise<void>((resolve) => {
    isDurable = resolve;
  });
  begin(() => durable);
  await governed.answer({ version: 1, orders: [order] });
  expect(governed.questions.map(({ knows }) => knows)).toEqual([0]);
  isDurable();
  await governed.answer('');
  expect(governed.questions.map(({ knows }) => knows)).toEqual([0, 1]);
});

test.each<[what: string, answer: LockdownAnswer | string]>([
  ['an older state', { version: 0, orders: [] }],
  ['what is no answer', 'none'],
])('%s changes nothing and renews nothing', async (_what, answer) => {
  const { feed } = begin();
  await governed.answer({ version: 1, orders: [order] });
  governed.now = 1_000;
  await governed.answer(answer);
  expect(feed.standing()).toEqual({ version: 1, orders: [order] });
  governed.now = lockdownLeaseMs;
  expect(isLapsed(feed.standing())).toBe(true);
});

test('who has no lease is answered at once, and may wait from then on', async () => {
  begin();
  await governed.answer({ version: 0, orders: [] });
  governed.now = lockdownLeaseMs;
  await governed.answer({ version: 0, orders: [] });
  expect(governed.questions.map(({ mayWait }) => mayWait)).toEqual([false, true, false]);
});

test('nothing is made while nothing changes', async () => {
  const { feed } = begin();
  await governed.answer({ version: 0, orders: [] });
  const before = feed.standing();
  await governed.answer({ version: 0, orders: [] });
  expect(feed.standing()).toBe(before);
});
