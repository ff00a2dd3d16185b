import type { StoreName } from '../../../../lib/storeName.ts';

const money = (minorUnits: string) => ({ minorUnits, currency: 'EUR' });
const customer: Record<string, unknown> = {
  __typename: 'Customer',
  id: 'c1',
  tradeName: 'Example Works',
  segment: 'ENTERPRISE',
  tier: 2,
  contacts: [
    { id: 'k1', role: 'BUYER', person: { id: 'p1' } },
    { id: 'k2', role: 'LEGAL', person: null },
  ],
  activities: [
    { __typename: 'CallActivity', id: 'a1', subject: 'Call', outcome: 'REACHED' },
    { __typename: 'NoteActivity', id: 'a2', subject: 'Note', body: 'a note' },
  ],
};
const opportunities = [
  { id: 'o1', name: 'First deal', stage: 'OPEN', amount: money('100'), customer: { id: 'c1' } },
  { id: 'o2', name: 'Second deal', stage: 'WON', amount: null, customer: null },
];
const connection = {
  totalCount: 2,
  edges: opportunities.map((node) => ({
    node: { ...node, customer: node.customer === null ? null : customer },
  })),
};
customer.parent = { ...customer, id: 'c0', parent: null };
customer.opportunities = connection;

type Reference = Readonly<Record<string, unknown>>;

/** Fixed rows of each store, as resolvers of its subgraph. */
export function resolversOf(store: StoreName): object {
  switch (store) {
    case 'crm':
      return {
        Query: {
          customer: (_: unknown, { id }: Reference) => (id === 'c1' ? customer : null),
          customerByMail: () => customer,
          pipeline: () => connection,
          products: () => [{ id: 'pr1' }, { id: 'pr2' }],
        },
        Mutation: {
          moveOpportunity: () => ({ opportunity: opportunities[1], errors: [] }),
        },
        Customer: { __resolveReference: () => customer },
      };
    case 'finance':
      return {
        Customer: {
          __resolveReference: ({ id }: Reference) => ({
            ...{ __typename: 'Customer', id },
            receivables: { balance: money('5000'), overdue: null },
            credit: { available: money('700'), onHold: false },
          }),
        },
      };
    case 'supply-chain':
      return {
        Customer: {
          __resolveReference: ({ id }: Reference) => ({
            ...{ __typename: 'Customer', id, onTimeDeliveryPct: '98.5' },
            shipments: [{ id: 's1', number: 'SH-1', status: 'IN_TRANSIT' }],
          }),
        },
        Product: {
          __resolveReference: ({ id }: Reference) => ({
            ...{ __typename: 'Product', id, sku: `SKU-${String(id)}`, name: 'Bolt' },
          }),
        },
      };
    default:
      return {
        Person: {
          __resolveReference: ({ id }: Reference) => ({
            ...{ __typename: 'Person', id, name: null, birthDate: '1980-01-01' },
            emails: [{ value: 'person@example.test' }],
          }),
        },
      };
  }
}
