import { expect, test } from '@jest/globals';
import { dpvPersonalData } from '../../../policies/vocabulary/dpv.ts';
import { possibleValues } from '../../../policies/vocabulary/possibleValues.ts';

test('the vocabulary says of each category of personal data how many values it can have', () => {
  expect([...possibleValues.keys()].sort()).toEqual(Object.keys(dpvPersonalData).sort());
});

test.each(['pd:BirthDate', 'pd:PostalCode', 'pd:Name', 'pd:Country'])(
  '%s by itself has too few values to tell a copy from a coincidence',
  (category) => {
    expect(possibleValues.get(category)).toBe('few');
  },
);
