import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { applyForm } from '../../../policies/forms.ts';
import { forms, type Form } from '../../../policies/lock.ts';

const key = Buffer.from('the key of one purpose');

describe('forms', () => {
  test.each<[guarantee: string, form: Form, value: unknown, shown: unknown]>([
    ['last4 never shows a short value', 'last4', '1234567', '…'],
    [
      'last4 shows the last four of a longer one, spaces apart',
      'last4',
      'FR76 3000 6000 0112 3456',
      '…3456',
    ],
    ['last4 of what is no text is nothing', 'last4', 12_345_678, null],
    [
      'domain-only drops what is before the at sign',
      'domain-only',
      'anna.b@mail.example.test',
      'mail.example.test',
    ],
    ['domain-only of what is no address is nothing', 'domain-only', 'anna', null],
    ['domain-only of an address without a domain is nothing', 'domain-only', 'anna@', null],
    ['initial shows one character', 'initial', ' Åsa Berg', 'Å.'],
    ['initial keeps a composed character whole', 'initial', 'Z\u0301ofia', 'Z\u0301.'],
    ['initial of an empty text is nothing', 'initial', '  ', null],
    [
      'a form goes into lists',
      'domain-only',
      ['a@x.test', null, 'b@y.test'],
      ['x.test', null, 'y.test'],
    ],
    [
      'count shows how many, and of each its type alone',
      'count',
      [{ __typename: 'Deal', id: '1', name: 'x' }, {}],
      [{ __typename: 'Deal', id: null, name: null }, {}],
    ],
    ['count of what is no list is nothing', 'count', { id: '1' }, null],
    ['null stays null', 'initial', null, null],
    ['what is absent is null', 'last4', undefined, null],
    ['clear is the value itself', 'clear', { id: '1' }, { id: '1' }],
  ])('%s', (_guarantee, form, value, shown) => {
    expect(applyForm(form, value, key)).toEqual(shown);
  });

  it('a token without a key is a mistake of the programmer, never the value', () => {
    expect(() => applyForm('token', 'anna')).toThrow(TypeError);
  });

  it('a token is the same for one purpose and another for each other', () => {
    const token = applyForm('token', 'anna', key);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(applyForm('token', 'anna', key)).toBe(token);
    expect(applyForm('token', 'anna', Buffer.from('another'))).not.toBe(token);
  });

  it('no weaker form ever shows a text of three characters or more whole', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 3 }).filter((text) => text.trim().length > 2),
        fc.constantFrom(...forms.filter((form) => form !== 'clear' && form !== 'count')),
        (text, form) => applyForm(form, text, key) !== text,
      ),
    );
  });
});
