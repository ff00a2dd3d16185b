import { expect, test } from '@jest/globals';
import { placeOf, screenPath, withQuery } from '../../../web/router/address.ts';

test.each([
  ['/nowhere', { page: 'unknown' }],
  ['/screens', { page: 'unknown' }],
  ['/screens/constructor', { page: 'unknown' }],
  ['/', { page: 'home' }],
  ['/screens/customer-360', { page: 'customer-360', id: undefined }],
  ['/screens/customer-360/17', { page: 'customer-360', id: '17' }],
  ['/screens/order-status/SO-1', { page: 'order-status', number: 'SO-1' }],
  ['/screens/order-status/%E0%A4%A', { page: 'order-status', number: '%E0%A4%A' }],
  ['/screens/pipeline-board', { page: 'pipeline-board' }],
])('the address %s names its page', (path, expected) => {
  expect(placeOf(path)).toEqual(expected);
});

test.each(['<script>alert(1)</script>', 'a/b?c#d', '100 %', 'محمد'])(
  'a subject survives its way through the address: %s',
  (number) => {
    expect(placeOf(screenPath('order-status', number))).toEqual({ page: 'order-status', number });
  },
);

test('an empty value does not stand in an address', () => {
  expect(withQuery('/map', { q: '', store: 'crm' })).toBe('/map?store=crm');
  expect(withQuery('/map', { q: '' })).toBe('/map');
});
