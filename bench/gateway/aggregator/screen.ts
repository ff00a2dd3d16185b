import type { Entities, Store } from './stores.ts';

/** The screen by hand: the customer first, then four calls at once, as Apollo's plan has them. */
export type ScreenStores = Readonly<
  Record<'crm' | 'finance' | 'supply-chain' | 'customer-pii', Store>
>;

interface CrmCustomer {
  readonly id: string;
  readonly tradeName: string | null;
  readonly segment: string | null;
  readonly contacts: readonly {
    readonly id: string;
    readonly role: string | null;
    readonly person: { readonly id: string } | null;
  }[];
  readonly opportunities: readonly unknown[];
}
interface Person {
  readonly name: unknown;
  readonly emails: unknown;
}

const money = '{ minorUnits currency }';
const customerQuery = `query($id: ID!) { customer(id: $id) { id tradeName segment contacts(first: 5) { id role person { id } } opportunities(first: 5) { id name stage amount ${money} } } }`;
const entities = (type: string, selection: string): string =>
  `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`;
const financeQuery = entities(
  'Customer',
  `receivables { balance ${money} overdue ${money} } credit { available ${money} onHold }`,
);
const shipmentsQuery = entities(
  'Customer',
  'onTimeDeliveryPct shipments(first: 5) { id number status estimatedDelivery }',
);
const legalNameQuery = entities('Customer', 'legalName');
const personQuery = entities('Person', 'name { full } emails { value }');

export async function answerScreen(
  stores: ScreenStores,
  variables: unknown,
  authorization: string,
): Promise<unknown> {
  const { customer } = await stores.crm.ask<{ readonly customer: CrmCustomer | null }>(
    customerQuery,
    variables,
    authorization,
  );
  if (customer === null) return { customer: null };
  const own = { representations: [{ __typename: 'Customer', id: customer.id }] };
  const ids = customer.contacts.flatMap(({ person }) => (person === null ? [] : [person.id]));
  const people = { representations: ids.map((id) => ({ __typename: 'Person', id })) };
  const [finance, shipping, identity, persons] = await Promise.all([
    stores.finance.ask<Entities<object>>(financeQuery, own, authorization),
    stores['supply-chain'].ask<Entities<object>>(shipmentsQuery, own, authorization),
    stores['customer-pii'].ask<Entities<object>>(legalNameQuery, own, authorization),
    stores['customer-pii'].ask<Entities<Person>>(personQuery, people, authorization),
  ]);
  const personById = new Map(ids.map((id, index) => [id, persons._entities[index]]));
  return {
    customer: {
      id: customer.id,
      tradeName: customer.tradeName,
      segment: customer.segment,
      ...identity._entities[0],
      contacts: customer.contacts.map(({ id, role, person }) => ({
        id,
        role,
        person: person === null ? null : { id: person.id, ...personById.get(person.id) },
      })),
      opportunities: customer.opportunities,
      ...finance._entities[0],
      ...shipping._entities[0],
    },
  };
}
