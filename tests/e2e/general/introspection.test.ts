import { describe, expect, test } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { codeOf, serveShop } from './support/servedShop.ts';

const { ask, heard } = serveShop();

describe('introspection', () => {
  test('tells the whole graph, and nothing of its making', async () => {
    const { data, errors } = await ask(getIntrospectionQuery({ inputValueDeprecation: true }));
    expect([errors, heard()]).toEqual([[], 0]);
    const schema = buildClientSchema(data as IntrospectionQuery);
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort()).toEqual([
      ...['echo', 'find', 'json', 'latest', 'me', 'topProducts', 'user'],
    ]);
    expect(schema.getType('User')?.toConfig()).not.toHaveProperty('fields.secret');
    const names = Object.keys(schema.getTypeMap());
    expect(
      names.filter((name) => /^(join|link|core)__|^_/.test(name.replace(/^__\w+$/, ''))),
    ).toEqual([]);
    expect(schema.getSubscriptionType()?.name).toBe('Subscription');
  });

  test('beside fields, in the order of the document', async () => {
    const { text } = await ask(
      '{ a: __type(name: "Thing") { kind } me { id } __schema { queryType { name } } __typename }',
    );
    expect(text).toBe(
      '{"data":{"a":{"kind":"UNION"},"me":{"id":"u1"},"__schema":{"queryType":{"name":"Query"}},"__typename":"Query"}}',
    );
  });

  test('through fragments, named and not, at the root and below', async () => {
    const { data, errors } = await ask(`
      query { ...Root ... on Query { ... { __type(name: "User") { ...T } } } }
      fragment Root on Query { __schema { types { ...T } } me { ...U } }
      fragment T on __Type { name }
      fragment U on User { name }
    `);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ __type: { name: 'User' }, me: { name: 'Ada' } });
    expect(data).toHaveProperty('__schema.types');
  });

  test.each([
    [true, { __type: { name: 'Book' } }],
    [false, { me: { id: 'u1' } }],
  ])('under conditions and with variables: %s', async (on, data) => {
    const query = `query($on: Boolean!, $name: String!) {
      __type(name: $name) @include(if: $on) { name }
      ... @skip(if: $on) { me { id } }
    }`;
    expect((await ask(query, { on, name: 'Book' })).data).toEqual(data);
  });

  test('with fields alone that are left out', async () => {
    const query = 'query($on: Boolean!) { __schema @include(if: $on) { queryType { name } } }';
    expect((await ask(query, { on: false })).text).toBe('{"data":{}}');
  });

  test('asked for twice, it is merged', async () => {
    const { data } = await ask(
      '{ __schema { queryType { name } } __schema { mutationType { name } } }',
    );
    expect(data).toEqual({
      __schema: { queryType: { name: 'Query' }, mutationType: { name: 'Mutation' } },
    });
  });

  test('of a type that is not there is null', async () => {
    expect((await ask('{ __type(name: "Nobody") { name } }')).data).toEqual({ __type: null });
  });

  test('is no part of a mutation, whose name is told all the same', async () => {
    expect((await ask('mutation { __typename }')).data).toEqual({ __typename: 'Mutation' });
    const refused = await ask('mutation { __schema { queryType { name } } }');
    expect([refused.status, codeOf(refused)]).toEqual([400, 'DOCUMENT_INVALID']);
  });
});
