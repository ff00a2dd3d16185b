import { describe } from '@jest/globals';
import { file, holds } from './refusalTable.ts';

const { crm } = file;

describe('the format', () => {
  holds([
    [
      'a sentence that only repeats the name is refused',
      [[crm, 'says: The company that this one belongs to.', 'says: The parent of the customer.']],
      ['FORMAT Customer.parent'],
    ],
    [
      'a sentence that is too short is refused',
      [[crm, 'says: The company that this one belongs to.', 'says: Parent.']],
      ['I1 Customer.parent', 'FORMAT Customer.parent'],
    ],
    [
      'a clause that does not exist is refused',
      [
        [
          crm,
          'says: The company that this one belongs to.',
          'says: The company that this one belongs to., colour: red',
        ],
      ],
      ['I1 Customer.parent', 'FORMAT Customer.parent'],
    ],
    [
      'a rule of two sources is refused',
      [
        [
          crm,
          '{edge: customer.parent_id}',
          '{edge: customer.parent_id, column: customer.parent_id}',
        ],
      ],
      ['I1 Customer.parent', 'FORMAT Customer.parent'],
    ],
    [
      'a rule without a source is refused',
      [[crm, 'Customer.parent: {source: {edge: customer.parent_id}, ', 'Customer.parent: {']],
      ['FORMAT Customer.parent'],
    ],
    [
      'rows of natural persons decided field by field are refused',
      [
        [
          crm,
          'says: The company that this one belongs to.',
          'says: The company that this one belongs to., natural: [account-management]',
        ],
      ],
      ['FORMAT Customer.parent'],
    ],
    [
      'a store’s file under another name is refused',
      [[crm, '{name: crm,', '{name: finance,']],
      ['FORMAT policies/crm.yaml'],
    ],
    [
      'a file of no store is refused',
      [['policies/marketing.yaml', '', 'store: {name: marketing}']],
      ['FORMAT policies/marketing.yaml'],
    ],
    [
      'a file that is no YAML is refused',
      [['policies/gate.yaml', '', 'a: {']],
      ['FORMAT policies/gate.yaml'],
    ],
  ]);
});
