import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyStockLedger } from '../../../subgraphs/supply-chain/computed/stockVerification.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

interface Move {
  readonly product?: string;
  readonly quantity?: string;
  readonly from?: string;
  readonly to?: string;
}

const move = ({ product = 'valve', quantity = '1', from = 'shelf-a', to = 'scrap' }: Move) =>
  world.rows(
    `insert into stock_move (id, product_id, quantity, uom_code, from_location_id, to_location_id,
        reason, at)
      values ($1, $2, $3, 'EA', $4, $5, 'TRANSFER', now())`,
    [randomUUID(), product, quantity, from, to],
  );

const onHand = async (location: string, product = 'valve'): Promise<string | undefined> => {
  const rows = await world.rows<{ on_hand: string }>(
    'select on_hand from stock_balance where location_id = $1 and product_id = $2',
    [location, product],
  );
  return rows[0]?.on_hand;
};

describe('the ledger of stock moves', () => {
  beforeAll(() => world.stock('shelf-a', 'valve', '10'));

  test.each<[guarantee: string, change: Move, constraint: string]>([
    ['a move of nothing is refused', { quantity: '0' }, 'stock_move_quantity_above_zero'],
    [
      'a move of less than nothing is refused',
      { quantity: '-1' },
      'stock_move_quantity_above_zero',
    ],
    [
      'a move from a place to itself is refused',
      { to: 'shelf-a' },
      'stock_move_between_two_places',
    ],
    [
      'our own place never holds less than nothing',
      { quantity: '10.0001' },
      'stock_balance_never_below_zero',
    ],
    [
      'nothing leaves a place that never held it',
      { from: 'shelf-b' },
      'stock_balance_never_below_zero',
    ],
  ])('%s', async (_guarantee, change, constraint) => {
    const before = await onHand('shelf-a');
    await expect(move(change)).rejects.toMatchObject({ constraint });
    expect(await onHand('shelf-a')).toBe(before);
  });

  test.each([
    ['changed', `update stock_move set quantity = 5`],
    ['deleted', `delete from stock_move`],
  ])('a move is never %s', async (_what, sql) => {
    await expect(world.rows(sql)).rejects.toThrow('append-only');
  });

  test('a place with stock does not change its usage', async () => {
    await expect(
      world.rows(`update storage_location set usage = 'RETURNS' where id = 'shelf-a'`),
    ).rejects.toMatchObject({ code: '23503' });
  });

  test('on hand is what came in less what went out; places outside may owe', async () => {
    await move({ quantity: '2.5', to: 'shelf-b' });
    await move({ quantity: '0.5', from: 'shelf-b', to: 'scrap' });
    expect(await onHand('shelf-a')).toBe('7.5000');
    expect(await onHand('shelf-b')).toBe('2.0000');
    expect(await onHand('scrap')).toBe('0.5000');
    expect(await onHand('supplier')).toBe('-10.0000');
  });

  test('of two simultaneous moves of the last goods one is refused', async () => {
    await world.stock('shelf-c', 'pump', '5');
    const outcomes = await Promise.allSettled(
      ['scrap', 'shelf-b'].map((to) =>
        move({ product: 'pump', quantity: '4', from: 'shelf-c', to }),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await onHand('shelf-c', 'pump')).toBe('1.0000');
  });

  test('moves against each other do not wait in a circle', async () => {
    await world.stock('shelf-b', 'pump', '20');
    await world.stock('shelf-c', 'pump', '20');
    const there = Array.from({ length: 5 }, () =>
      move({ product: 'pump', from: 'shelf-b', to: 'shelf-c' }),
    );
    const back = Array.from({ length: 5 }, () =>
      move({ product: 'pump', from: 'shelf-c', to: 'shelf-b' }),
    );
    await Promise.all([...there, ...back]);
    expect((await verifyStockLedger(world.database, null)).ok).toBe(true);
  });

  test('the sum over all places is nothing, for every product', async () => {
    const sums = await world.rows<{ sum: string }>(
      'select sum(on_hand) as sum from stock_balance group by product_id',
    );
    expect(sums.map(({ sum }) => Number(sum))).toEqual([0, 0]);
  });

  test('a balance that was changed by hand is found, and its plant named by the narrower question', async () => {
    const { moves } = await verifyStockLedger(world.database, null);
    await world.rows(
      `update stock_balance set on_hand = on_hand + 1 where location_id = 'shelf-b' and product_id = 'valve'`,
    );
    expect(await verifyStockLedger(world.database, null)).toEqual({
      moves,
      negativeLocations: [],
      balanceDifferences: 1,
      ok: false,
    });
    expect((await verifyStockLedger(world.database, 'lyon')).ok).toBe(false);
    expect(await verifyStockLedger(world.database, 'osaka')).toEqual({
      moves: 0,
      negativeLocations: [],
      balanceDifferences: 0,
      ok: true,
    });
  });
});
