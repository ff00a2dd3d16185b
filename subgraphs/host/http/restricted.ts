import type { GraphQLSchema } from 'graphql';
import { AppError } from '../../../lib/errors/appError.ts';
import {
  isLapsed,
  type LockdownOrder,
  type Lockdowns,
  type Standing,
} from '../../../lib/lockdowns.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import {
  applyingTo,
  leavesPersonsOut,
  restrictedLock,
  textFields,
  touches,
} from '../../../policies/lockdown.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { StoreCaller } from '../definition.ts';
import { createDecider, type Decider, type OperationDecision } from './decideOperation.ts';

/** By what a sub-request is decided, and until when that counts. */
export interface Ruling {
  readonly decider: Decider;
  /** True where rows of natural persons are for nobody. */
  readonly withoutPersons: boolean;
  readonly standing: Standing;
  /** Those of them that reach the caller. */
  readonly orders: readonly LockdownOrder[];
  /** True where governance was not heard in time. */
  readonly isLapsed: boolean;
}

export interface Rulings {
  readonly of: (caller: StoreCaller) => Ruling;
  /**
   * Throws `RESTRICTED` where, since the ruling, an order came into force that reaches what was asked:
   * the answer is made and must not leave.
   */
  readonly check: (ruling: Ruling, caller: StoreCaller, decision: OperationDecision) => void;
  /** The same once the process has heard governance again, or after a short while. */
  readonly settled: (caller: StoreCaller) => Promise<Ruling>;
}

export interface RulingsInput {
  readonly store: StoreName;
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  /** By the published policy alone. */
  readonly decider: Decider;
  readonly lockdowns: Lockdowns;
}

const none: readonly LockdownOrder[] = [];
/** Sets of orders, each for a purpose, whose deciders are kept. */
const keptMax = 100;
/** For how long a request waits for word from governance. */
const settleMs = 250;

/** The store decides by the policy as it stands for the caller: orders in force are taken from it. */
export function createRulings(input: RulingsInput): Rulings {
  const { store, lock, schema, decider, lockdowns } = input;
  const kept = new Map<string, Pick<Ruling, 'decider' | 'withoutPersons'>>();
  const isText = textFields(schema);
  const restricted = (
    orders: readonly LockdownOrder[],
    purpose: string,
  ): Pick<Ruling, 'decider' | 'withoutPersons'> => {
    const key = `${purpose} ${orders.map(({ id }) => id).join(' ')}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const narrowed = restrictedLock(lock, orders, purpose, isText);
    const fresh = {
      decider: createDecider(narrowed, schema),
      withoutPersons: orders.some((order) => leavesPersonsOut(order, store)),
    };
    if (kept.size >= keptMax) kept.delete(kept.keys().next().value ?? '');
    kept.set(key, fresh);
    return fresh;
  };
  const unrestricted = (standing: Standing, orders: readonly LockdownOrder[]): Ruling => ({
    ...{ decider, withoutPersons: false, isLapsed: false, standing, orders },
  });
  let open = unrestricted(lockdowns.standing(), none);
  const of: Rulings['of'] = (caller) => {
    const standing = lockdowns.standing();
    if (standing.orders.length === 0) {
      // Nothing is made for a request while nothing is restricted.
      if (open.standing !== standing) open = unrestricted(standing, none);
      return open;
    }
    const orders = applyingTo(standing.orders, caller);
    if (orders.length === 0) return unrestricted(standing, orders);
    const isLate = isLapsed(standing);
    return { ...restricted(orders, caller.purpose), isLapsed: isLate, standing, orders };
  };
  return {
    of,
    check: (ruling, caller, { coordinates }) => {
      const standing = lockdowns.standing();
      if (standing === ruling.standing) return;
      const fresh = applyingTo(standing.orders, caller).filter(
        ({ id }) => !ruling.orders.some((order) => order.id === id),
      );
      if (fresh.some((order) => touches(order, coordinates, lock)))
        throw new AppError('RESTRICTED');
    },
    settled: async (caller) => {
      await lockdowns.settled(settleMs);
      return of(caller);
    },
  };
}
