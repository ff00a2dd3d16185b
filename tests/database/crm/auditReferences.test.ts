import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCrmWorld, type CrmWorld } from './crmWorld.ts';
import { insert, leadRow } from './fixtures.ts';

let world: CrmWorld;
beforeAll(async () => {
  world = await createCrmWorld();
  await insert(world.owner, 'lead', leadRow('lead-later', { person_id: null }));
});
afterAll(() => world.close());

const query = `query($of: [_Any!]!) { _entities(representations: $of) {
  ... on DataSubject { crmReferences } } }`;
const ask = (id: string, purpose = 'audit', role = 'auditor') =>
  world.store.ask({
    query,
    variables: { of: [{ __typename: 'DataSubject', id }] },
    claims: { purpose, roles: [role] },
  });
const referencesOf = async (id: string): Promise<readonly string[] | null> => {
  const { body } = await ask(id);
  expect(body).not.toHaveProperty('errors');
  return body.data._entities[0].crmReferences;
};
/** The references that the receipt of an answer about the lead names. */
const shownAs = async (): Promise<readonly string[]> => {
  const { receipt } = await world.read('{ lead(id: "lead-later") { id companyName } }');
  return receipt?.audit_refs ?? [];
};

test('references are told to auditors alone', async () => {
  const { body } = await ask('person=p', 'account-management', 'account-manager');
  expect(body.errors[0].extensions.code).toBe('NOT_PERMITTED');
});

test.each(['lead=lead-later', 'person=', 'anything', 'person'])(
  'a key that names no person and no customer is nobody: %s',
  async (id) => {
    expect(await referencesOf(id)).toBeNull();
  },
);

test('a row that stood for itself before its person was known belongs to that person’s history', async () => {
  const alone = await shownAs();
  expect(alone).toHaveLength(1);
  expect(await referencesOf('person=person-later')).toEqual([]);
  await world.owner.query(`update lead set person_id = 'person-later' where id = 'lead-later'`);
  const known = await shownAs();
  expect(known).not.toEqual(alone);
  expect(await referencesOf('person=person-later')).toEqual([...alone, ...known].sort());
});
