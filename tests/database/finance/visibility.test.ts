import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { asPurpose, entities } from './financeStore.ts';
import { startFigures } from './figuresSeed.ts';

let store: TestStore;

beforeAll(async () => {
  store = await startFigures();
});
afterAll(() => store.close());

describe('who sees what', () => {
  const code = (body: Reply['body']): string | undefined => body.errors?.[0]?.extensions?.code;

  test.each([
    ['account-management', 'credit { limit { minorUnits } }'],
    ['account-management', 'credit { exposure { minorUnits } }'],
    ['customer-care', 'receivables { balance { minorUnits } }'],
    ['quotation', 'credit { riskClass }'],
    ['collections', 'credit { available { minorUnits } }'],
    ['sales-planning', 'receivables { balance { minorUnits } }'],
    ['sales-planning', 'billing { status }'],
    ['account-management', 'payments { totalCount edges { node { amount { minorUnits } } } }'],
    ['account-management', 'billing { paymentMandateRef }'],
  ])('%s is refused Customer.%s', async (purpose, fields) => {
    expect(code(await entities(store, purpose, 'Customer', ['company'], fields))).toBe(
      'NOT_PERMITTED',
    );
  });

  test('customer care reads of an invoice what a customer asks about, and no line of it', async () => {
    const fields =
      'number dueDate paymentStatus amountDue { minorUnits } grossTotal { minorUnits }';
    const seen = await entities(store, 'customer-care', 'Invoice', ['N'], fields);
    expect(seen.data._entities[0]).toMatchObject({ paymentStatus: 'OVERDUE' });
    const lines = await entities(store, 'customer-care', 'Invoice', ['N'], 'lines { id }');
    expect(code(lines)).toBe('NOT_PERMITTED');
  });

  test('an account manager sees a person’s balance and credit, and no invoice of hers', async () => {
    const body = await entities(
      ...[store, 'account-management', 'Customer', ['person']],
      `receivables { balance { minorUnits } } credit { available { minorUnits } onHold }
       invoices { totalCount edges { node { id } } }`,
    );
    expect(body.data._entities[0]).toEqual({
      receivables: { balance: { minorUnits: '6000' } },
      // 500.00 less 60.00 owed; the order is invoiced, so nothing of it counts.
      credit: { available: { minorUnits: '44000' }, onHold: false },
      invoices: { totalCount: 0, edges: [] },
    });
  });

  test('a credit controller sees companies alone, and of them everything', async () => {
    const body = await entities(
      ...[store, 'credit-control', 'Customer', ['company', 'person']],
      `credit { limit { minorUnits } } receivables { overdue { minorUnits } }`,
    );
    expect(body.data._entities).toEqual([
      {
        credit: { limit: { minorUnits: '1000000' } },
        receivables: { overdue: { minorUnits: '175000' } },
      },
      null,
    ]);
  });

  test('the tax number of a company is masked for those who do not bill', async () => {
    await store.sql(
      `update billing_profile set company_tax_id = 'FR40303265045' where customer_id = 'company'`,
    );
    const read = async (purpose: string): Promise<string> =>
      (await entities(store, purpose, 'Customer', ['company'], 'billing { companyTaxId }')).data
        ._entities[0].billing.companyTaxId;
    expect(await read('account-management')).not.toContain('3032');
    expect(await read('billing')).toBe('FR40303265045');
  });

  test('the chart of accounts is found by entity and type, and closed to sales', async () => {
    const query = `{ glAccounts(entityId: "entity-fr", type: [ASSET, LIABILITY]) { code } legalEntities { id } }`;
    const seen = await store.ask({ query, claims: asPurpose('tax') });
    expect(seen.body.data).toEqual({
      glAccounts: [{ code: '411' }, { code: '44571' }],
      legalEntities: [{ id: 'entity-de' }, { id: 'entity-fr' }],
    });
    const hidden = await store.ask({ query, claims: asPurpose('sales-planning') });
    expect(code(hidden.body)).toBe('NOT_PERMITTED');
  });

  test('an invoice is found by its number', async () => {
    const [{ number } = { number: '' }] = await store.sql<{ number: string }>(
      `select number from invoice where id = 'A'`,
    );
    const { body } = await store.ask({
      query:
        'query($n: String!) { invoiceByNumber(number: $n) { id } invoice(id: "A") { number } }',
      variables: { n: number },
    });
    expect(body.data).toEqual({ invoiceByNumber: { id: 'A' }, invoice: { number } });
  });
});
