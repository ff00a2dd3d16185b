import { expect, test } from '@jest/globals';
import type { z } from 'zod';
import { Refusal } from '../../../subgraphs/host/definition.ts';
import * as inputs from '../../../subgraphs/host/inputs.ts';
import { moneyOf } from '../../../subgraphs/host/money.ts';
import { transition } from '../../../subgraphs/host/transition.ts';

test.each<[string, z.ZodType, readonly unknown[], readonly unknown[]]>([
  [
    'uuidKey',
    inputs.uuidKey,
    ['', '1', 'not-a-uuid', null],
    ['7f0c7b1a-1d0e-4a57-9d0c-2f5f3a0b9c11'],
  ],
  [
    'positiveDecimal',
    inputs.positiveDecimal,
    ['0', '-1', '1e3', '1.23456', '', ' 1', '123456789012345'],
    ['0.0001', '12.5'],
  ],
  ['percentage', inputs.percentage, ['-0.1', '100.1', 'NaN'], ['0', '99.9', '100']],
  [
    'minorUnits',
    inputs.minorUnits,
    ['-1', '1.0', '', '1234567890123456789'],
    ['0', '999999999999999999'],
  ],
  ['positiveMinorUnits', inputs.positiveMinorUnits, ['0', '00'], ['1']],
  ['isoDate', inputs.isoDate, ['2026-02-30', '2026-1-1', '2026-01-01T00:00:00Z'], ['2024-02-29']],
  [
    'isoInstant',
    inputs.isoInstant,
    ['2026-01-01', '2026-01-01T25:00:00Z'],
    ['2026-01-01T10:00:00Z', '2026-01-01T10:00:00.5+02:00'],
  ],
  ['boundedText', inputs.boundedText(3), ['', '   ', 'abcd'], ['abc']],
  ['opaqueId', inputs.opaqueId, ['', 'x'.repeat(65)], ['c-1']],
  ['expectedVersion', inputs.expectedVersion, [0, -1, 1.5, 2 ** 31], [1]],
  [
    'positiveMoney',
    inputs.positiveMoney,
    [
      { minorUnits: '0', currency: 'EUR' },
      { minorUnits: '1', currency: 'eur' },
    ],
    [{ minorUnits: '1', currency: 'EUR' }],
  ],
])('%s takes what fits and nothing else', (_name, schema, refused, taken) => {
  for (const value of refused)
    expect([value, schema.safeParse(value).success]).toEqual([value, false]);
  for (const value of taken)
    expect([value, schema.safeParse(value).success]).toEqual([value, true]);
});

test('a step that a state machine does not have is refused at its path', () => {
  const steps = { OPEN: ['CLOSED'], CLOSED: [] } as const;
  const step = (): void => {
    transition<'OPEN' | 'CLOSED'>(steps, 'CLOSED', 'OPEN', ['to']);
  };
  expect(step).toThrow(Refusal);
  expect(() => {
    transition<'OPEN' | 'CLOSED'>(steps, 'OPEN', 'CLOSED', ['to']);
  }).not.toThrow();
});

test.each([
  ['EUR', 2],
  ['JPY', 0],
  ['BHD', 3],
])('%s has exponent %d', (currency, exponent) => {
  expect(moneyOf(5n, currency)).toEqual({ minorUnits: '5', currency, exponent });
});
