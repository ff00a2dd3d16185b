import { completedQuarterBefore, type Day } from './calendar.ts';
import { makeCustomer, makeOrder, makePerson, makeProduct, type Maker } from './make.ts';
import { randomFor, seededId, type Random } from './random.ts';
import { sizes, type Size, type World } from './world.ts';

/** The whole demonstration company: the same size, seed and day give the same world. */
export function createWorld(size: Size, seed: number, today: Day): World {
  const counts = sizes[size];
  const id = (kind: string, ...parts: readonly (string | number)[]): string =>
    seededId(seed, kind, ...parts);
  const random = (...name: readonly (string | number)[]): Random => randomFor(seed, ...name);
  const reps = Array.from({ length: Math.max(4, Math.ceil(counts.customers / 100)) }, (_, index) =>
    id('rep', index),
  );
  const maker: Maker = {
    seed,
    today,
    quarter: completedQuarterBefore(today),
    id,
    random,
    reps,
    personCount: 0,
  };
  const products = Array.from({ length: counts.products }, (_, index) => makeProduct(maker, index));
  const customers = Array.from({ length: counts.customers }, (_, index) =>
    makeCustomer(maker, index),
  );
  const buyers = customers.filter(({ active }) => active);
  const orders = Array.from({ length: counts.orders }, (_, index) =>
    makeOrder(maker, index, buyers, products),
  );
  const leadPeople = Array.from({ length: counts.leads }, () => makePerson(maker));
  return {
    seed,
    size,
    today,
    quarter: maker.quarter,
    reps,
    customers,
    products,
    orders,
    leadPeople,
    id,
    random,
  };
}
