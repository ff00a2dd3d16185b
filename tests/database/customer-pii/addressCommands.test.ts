import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { addAddress, address, commanding, type Commanding, type Payload } from './commanding.ts';
import { canaryPattern, rightsDesk, startCustomerPii, type PiiStore } from './fixtures.ts';

let store: PiiStore;
let { run, expectRefusal } = {} as Commanding;

beforeAll(async () => {
  store = await startCustomerPii();
  ({ run, expectRefusal } = commanding(store));
});
afterAll(() => store.close());
afterEach(() => {
  expect(JSON.stringify(store.log)).not.toMatch(canaryPattern);
});

test.each<
  [what: string, variables: Record<string, unknown>, code: string, path: readonly string[]]
>([
  ['two owners', { customerId: 'company', personId: 'ada' }, 'INVALID_INPUT', ['personId']],
  ['no owner', {}, 'INVALID_INPUT', ['customerId']],
  ['an unknown customer', { customerId: 'nobody' }, 'NOT_FOUND', ['customerId']],
  ['an unknown person', { personId: 'nobody' }, 'NOT_FOUND', ['personId']],
  [
    'a person whose processing is restricted',
    { personId: 'cy' },
    'INVALID_TRANSITION',
    ['personId'],
  ],
  [
    'an unknown country',
    { personId: 'ada', input: { ...address, countryCode: 'EC-ho' } },
    'INVALID_INPUT',
    ['input', 'countryCode'],
  ],
  [
    'seven lines',
    { personId: 'ada', input: { ...address, lines: Array(7).fill('Echo') } },
    'INVALID_INPUT',
    ['input', 'lines'],
  ],
  [
    'a correction of what does not exist',
    { customerId: 'company', input: { ...address, corrects: 'nothing' } },
    'NOT_FOUND',
    ['input', 'corrects'],
  ],
  [
    'a correction of another owner’s address',
    { customerId: 'company', input: { ...address, corrects: 'person-home' } },
    'NOT_FOUND',
    ['input', 'corrects'],
  ],
  [
    'a correction of what was corrected before',
    { customerId: 'company', input: { ...address, corrects: 'company-old' } },
    'CONFLICT',
    ['input', 'corrects'],
  ],
])('addAddress refuses %s', async (_what, variables, code, path) => {
  await expectRefusal(
    addAddress,
    { input: address, idempotencyKey: randomUUID(), ...variables },
    code,
    path,
  );
});

test('an address is added to a customer, and its place is shown coarsely', async () => {
  const { address: made, errors } = await run(addAddress, {
    customerId: 'trader',
    input: { ...address, use: ['SHIPPING', 'RETURN', 'SHIPPING'] },
    idempotencyKey: randomUUID(),
  });
  expect(errors).toEqual([]);
  expect(made).toEqual({
    id: made?.id,
    use: ['SHIPPING', 'RETURN'],
    coarse: { countryCode: 'FR', region: 'Nord', postalPrefix: '59' },
    validFrom: '2026-06-15',
  });
});

test('a correction is a new version; the old id stays valid and points to it', async () => {
  const { address: first } = await run(addAddress, {
    personId: 'bob',
    input: address,
    idempotencyKey: randomUUID(),
  });
  const { address: second } = await run(addAddress, {
    personId: 'bob',
    input: { ...address, lines: ['10 quai Essai'], corrects: first?.id },
    idempotencyKey: randomUUID(),
  });
  const reply = await store.as(
    rightsDesk,
    'query($ids: [_Any!]!) { _entities(representations: $ids) { ... on PostalAddress { id lines validTo supersededBy } } person(id: "bob") { addresses { id } } }',
    { ids: [{ __typename: 'PostalAddress', id: first?.id }] },
  );
  expect(reply.body).toEqual({
    data: {
      _entities: [
        { id: first?.id, lines: ['9 quai Essai'], validTo: '2026-06-15', supersededBy: second?.id },
      ],
      person: { addresses: [{ id: second?.id }] },
    },
  });
});

test('of two corrections of one address, one is refused', async () => {
  const { address: first } = await run(addAddress, {
    personId: 'bob',
    input: address,
    idempotencyKey: randomUUID(),
  });
  const correct = (): Promise<Payload> =>
    run(addAddress, {
      personId: 'bob',
      input: { ...address, corrects: first?.id },
      idempotencyKey: randomUUID(),
    });
  const answers = await Promise.all([correct(), correct()]);
  expect(answers.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual(['CONFLICT']);
});
