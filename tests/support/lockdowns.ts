import {
  lapsedLease,
  type LockdownOrder,
  type Lockdowns,
  type Standing,
} from '../../lib/lockdowns.ts';

const noOrders: Standing = { version: 0, orders: [] };

/** For tests of something else. */
export const nothingRestricted: Lockdowns = {
  standing: () => noOrders,
  settled: () => Promise.resolve(),
};

export interface TestLockdowns extends Lockdowns {
  /** From now on these orders are in force. */
  readonly order: (...orders: readonly LockdownOrder[]) => void;
  /** Governance is not heard any more. */
  readonly lapse: () => void;
}

/** What is restricted, as a test says. */
export function createTestLockdowns(): TestLockdowns {
  let standing = noOrders;
  return {
    standing: () => standing,
    settled: () => Promise.resolve(),
    order: (...orders) => {
      standing = { version: standing.version + 1, orders };
    },
    lapse: () => {
      standing = { version: standing.version, orders: [...standing.orders, lapsedLease] };
    },
  };
}
