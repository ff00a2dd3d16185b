import { describe, expect, test } from '@jest/globals';
import { refuseWhatApolloPlansWrongly } from '../../../../gateway/plan/apolloProfile.ts';
import { composeSupergraph } from '../../../support/composed.ts';
import { shopOfTwoUnits } from './shop.ts';

const plain = {
  goods: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String }',
  freight: 'type Product @key(fields: "id") { id: ID! price: Int }',
};

describe('a supergraph that Apollo plans wrongly without an error is refused', () => {
  test.each<[shape: string, sdl: string, named: string]>([
    ['fields required with different arguments', shopOfTwoUnits, 'Product.byAir'],
    [
      'a field required with an argument that the client can give otherwise',
      composeSupergraph({
        goods: `type Query { product: Product }
          type Product @key(fields: "id") { id: ID! weight(unit: String): Int }`,
        freight: `type Product @key(fields: "id") {
          id: ID! weight(unit: String): Int @external
          shipping: Int @requires(fields: "weight(unit: \\"kg\\")") }`,
      }),
      'Product.shipping',
    ],
    [
      'a required field that requires another itself',
      composeSupergraph({
        goods:
          'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String }',
        freight: `type Product @key(fields: "id") {
          id: ID! name: String @external weight: Int @requires(fields: "name") }`,
        tax: `type Product @key(fields: "id") {
          id: ID! weight: Int @external duty: Int @requires(fields: "weight") }`,
      }),
      'Product.duty',
    ],
    [
      'a nested key that two subgraphs share',
      composeSupergraph({
        goods: `type Query { product: Product } type Product @key(fields: "maker { code } no") { maker: Maker no: Int name: String }
          type Maker { code: ID! @shareable }`,
        freight: `type Product @key(fields: "maker { code } no") { maker: Maker no: Int price: Int }
          type Maker { code: ID! @shareable }`,
      }),
      'Product',
    ],
    [
      'an interface object that its subgraph cannot resolve',
      composeSupergraph({
        goods: `type Query { pets: [Pet] } interface Pet @key(fields: "id") { id: ID! name: String }
          type Cat implements Pet @key(fields: "id") { id: ID! name: String }`,
        freight: `type Query { loads: [Pet] } type Pet @interfaceObject @key(fields: "id", resolvable: false) { id: ID! }`,
      }),
      'Pet',
    ],
  ])('%s', (_shape, sdl, named) => {
    expect(() => {
      refuseWhatApolloPlansWrongly(sdl);
    }).toThrow(
      expect.objectContaining({
        code: 'NOT_SUPPORTED',
        message: expect.stringContaining(named),
      }),
    );
  });

  test.each<[shape: string, sdl: string]>([
    ['entities with plain keys', composeSupergraph(plain)],
    [
      'a field required without arguments',
      composeSupergraph({
        ...plain,
        freight: `type Product @key(fields: "id") { id: ID! name: String @external label: String @requires(fields: "name") }`,
      }),
    ],
    [
      'a nested key that one subgraph knows',
      composeSupergraph({
        goods: `type Query { product: Product } type Product @key(fields: "maker { code }") { maker: Maker } type Maker { code: ID! }`,
      }),
    ],
    [
      'an interface object that can be resolved',
      composeSupergraph({
        goods: `type Query { pets: [Pet] } interface Pet @key(fields: "id") { id: ID! }
          type Cat implements Pet @key(fields: "id") { id: ID! }`,
        freight: `type Pet @interfaceObject @key(fields: "id") { id: ID! age: Int }`,
      }),
    ],
  ])('%s: served', (_shape, sdl) => {
    expect(() => {
      refuseWhatApolloPlansWrongly(sdl);
    }).not.toThrow();
  });
});
