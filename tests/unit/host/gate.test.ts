import { expect, test } from '@jest/globals';
import { gateProblems } from '../../../subgraphs/host/between/gate.ts';

const fields = {
  orderId: 'SalesOrder.id',
  'lines[].lineId': 'SalesOrderLine.id',
  'lines[].quantity': 'SalesOrderLine.quantity',
  'shipmentIds[]': 'Shipment.id',
};
const line = { lineId: 'l', quantity: '1' };
const whole = { orderId: 'o', lines: [line], shipmentIds: ['s'] };

test.each<[string, unknown, readonly string[]]>([
  ['no object', null, ['message']],
  ['a list', [whole], ['message']],
  ['a member more', { ...whole, customerId: 'c' }, ['message.customerId']],
  ['a member less', { lines: [line], shipmentIds: [] }, ['message.orderId']],
  ['a member that is undefined', { ...whole, orderId: undefined }, ['message.orderId']],
  [
    'a member of an item more',
    { ...whole, lines: [{ ...line, note: 'n' }] },
    ['message.lines[].note'],
  ],
  [
    'a member of the second item less',
    { ...whole, lines: [line, { lineId: 'l' }] },
    ['message.lines[].quantity'],
  ],
  ['an object in place of a list', { ...whole, lines: line }, ['message.lines']],
  ['an object in place of a value', { ...whole, orderId: { id: 'o' } }, ['message.orderId']],
  ['a list in place of a value', { ...whole, orderId: ['o'] }, ['message.orderId']],
  [
    'objects in a list of values',
    { ...whole, shipmentIds: [{ id: 's' }] },
    ['message.shipmentIds[]'],
  ],
  ['nothing wrong', whole, []],
  ['empty lists', { ...whole, lines: [], shipmentIds: [] }, []],
  ['a value that is null', { ...whole, orderId: null }, []],
])('a message with %s', (_name, message, problems) => {
  expect(gateProblems(fields, message)).toEqual(problems);
});
