import { describe, expect, test } from '@jest/globals';
import {
  fulfilmentSteps,
  shipmentSteps,
  type FulfilmentStatus,
  type FulfilmentStep,
} from '../../../subgraphs/supply-chain/states.ts';

const stages: readonly FulfilmentStatus[] = [
  'ACCEPTED',
  'PROMISED',
  'ALLOCATED',
  'PICKING',
  'PACKED',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
];
const steps = Object.keys(fulfilmentSteps) as FulfilmentStep[];
const transitions = steps.flatMap((step) =>
  Object.entries(fulfilmentSteps[step]).map(
    ([from, to]) => [step, from as FulfilmentStatus, to] as const,
  ),
);

describe('fulfilment', () => {
  test.each(transitions)('%s never leads back: %s to %s', (_step, from, to) => {
    expect(stages.indexOf(to)).toBeGreaterThanOrEqual(stages.indexOf(from));
  });

  test.each(['ON_CREDIT_HOLD', 'SHIPPED', 'DELIVERED', 'CLOSED', 'CANCELLED'] as const)(
    'no step leads out of %s',
    (status) => {
      expect(steps.filter((step) => fulfilmentSteps[step][status] !== undefined)).toEqual([]);
    },
  );

  test('nothing is promised or reserved twice', () => {
    expect(Object.keys(fulfilmentSteps.promise)).toEqual(['ACCEPTED']);
    expect(Object.keys(fulfilmentSteps.allocate)).toEqual(['PROMISED']);
  });
});

describe('a shipment', () => {
  test('goes through its steps in one order', () => {
    expect(shipmentSteps).toEqual({
      pick: { PLANNED: 'PICKING' },
      pack: { PICKING: 'PACKED' },
      issue: { PACKED: 'GOODS_ISSUED' },
    });
  });

  test('does not come back from its goods issue', () => {
    const from = Object.values(shipmentSteps).flatMap((table) => Object.keys(table));
    expect(from).not.toContain('GOODS_ISSUED');
  });
});
