import { expect, test } from '@jest/globals';
import { agreed } from '../../../tools/cli/commands/audit/remove.ts';
import { before } from '../../../tools/cli/commands/audit/retention.ts';

const person = (actor: string, ...roles: string[]) => ({ actor, roles });

test.each([
  ['one person twice', [person('u-1', 'dpo'), person('u-1', 'dpo')]],
  ['two auditors', [person('u-1', 'auditor'), person('u-2', 'auditor')]],
  ['somebody of another role', [person('u-1', 'dpo'), person('u-2', 'accountant')]],
])('%s cannot order a removal', (_who, callers) => {
  expect(() => agreed(callers)).toThrow(/have to/);
});

test('a data-protection officer and somebody else who may can order a removal', () => {
  expect(agreed([person('u-2', 'auditor'), person('u-1', 'dpo')])).toEqual(['u-1', 'u-2']);
  expect(agreed([person('u-2', 'dpo'), person('u-1', 'dpo')])).toEqual(['u-1', 'u-2']);
});

test.each([
  ['P6Y', '2020-11-24'],
  ['P18M', '2025-05-24'],
  ['P30D', '2026-10-25'],
  ['P1Y1M1D', '2025-10-23'],
])('%s before a day is %s', (keep, day) => {
  const then = before(new Date('2026-11-24T12:00:00Z'), keep);
  expect(then.toISOString().slice(0, 10)).toBe(day);
});
