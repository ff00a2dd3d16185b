import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

describe('introspection', () => {
  const types = async (
    roles: readonly string[],
  ): Promise<IntrospectionQuery['__schema']['types']> => {
    const answer = await world.send({ query: getIntrospectionQuery() }, { roles });
    expect([answer.status, world.asked()]).toEqual([200, 0]);
    return (answer.data as unknown as IntrospectionQuery).__schema.types;
  };
  const fieldsOf = (list: Awaited<ReturnType<typeof types>>, name: string): readonly string[] => {
    const type = list.find((candidate) => candidate.name === name);
    return type !== undefined && 'fields' in type ? type.fields.map((field) => field.name) : [];
  };

  test('a field that no purpose of the caller allows does not exist for him', async () => {
    const list = await types(['account-manager']);
    expect(fieldsOf(list, 'Person')).toEqual(['id', 'name', 'emails']);
    expect(fieldsOf(list, 'NoteActivity')).not.toContain('body');
  });

  test('a type that nothing leads to any more does not exist either', async () => {
    const list = await types(['sales-lead']);
    expect(list.map(({ name }) => name)).not.toContain('EmailAddress');
    expect(fieldsOf(list, 'Contact')).toEqual(['id', 'role']);
  });

  test('another role sees another part', async () => {
    expect(fieldsOf(await types(['dpo-desk']), 'Person')).toContain('birthDate');
  });

  test('a caller without a purpose sees nothing of the graph', async () => {
    const list = await types(['gardener']);
    expect(fieldsOf(list, 'Query')).toEqual(['nothing']);
  });

  test('the directive by which a text states its purpose is shown, so that editors know it', async () => {
    const answer = await world.send({ query: getIntrospectionQuery() });
    const { directives } = (answer.data as unknown as IntrospectionQuery).__schema;
    expect(directives.find(({ name }) => name === 'screen')?.args.map(({ name }) => name)).toEqual([
      ...['purpose', 'roles', 'subjectsMax', 'showWithheld', 'onDenied'],
    ]);
  });
});
