import type pg from 'pg';

/*
 * A small company's CRM: one company, one natural person, one sole trader and one prospect, with
 * a price list and leads. Ids say what they are, so that a failing test reads well.
 */

export type Values = Readonly<Record<string, unknown>>;

/** Inserts rows as the owner, each with the members it names. */
export async function insert(
  client: pg.Client,
  table: string,
  ...rows: readonly Values[]
): Promise<void> {
  for (const row of rows) {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${String(index + 1)}`);
    await client.query(
      `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`,
      Object.values(row),
    );
  }
}

/** When everything in the fixtures began. */
export const at = '2026-01-05T09:00:00Z';

export const customerRow = (id: string, number: string, more: Values = {}): Values => ({
  id,
  kind: 'COMPANY',
  lifecycle: 'ACTIVE',
  customer_number: number,
  trade_name: null,
  account_owner_id: 'rep-1',
  segment: 'MID_MARKET',
  territory_id: 'territory-fr',
  created_at: at,
  updated_at: at,
  version: 1,
  ...more,
});

export const opportunityRow = (id: string, customer: string, more: Values = {}): Values => ({
  id,
  name: `Deal ${id}`,
  customer_id: customer,
  stage: 'PROPOSAL',
  probability: '0.5',
  amount_minor: 100_000,
  currency: 'EUR',
  forecast_category: 'BEST_CASE',
  expected_close_date: '2026-03-31',
  owner_id: 'rep-1',
  created_at: at,
  version: 1,
  ...more,
});

export const orderRow = (id: string, customer: string, more: Values = {}): Values => ({
  id,
  number: `SO-${id}`,
  customer_id: customer,
  status: 'DRAFT',
  order_type: 'NEW',
  order_date: '2026-01-05',
  currency: 'EUR',
  net_total_minor: 10_000,
  discount_total_minor: 0,
  bill_to_address_id: 'address-bill',
  ship_to_address_id: 'address-ship',
  sales_rep_id: 'rep-1',
  created_at: at,
  version: 1,
  ...more,
});

export const orderLineRow = (order: string, lineNumber: number, more: Values = {}): Values => ({
  id: `${order}-line-${String(lineNumber)}`,
  order_id: order,
  line_number: lineNumber,
  product_id: 'product-pump',
  quantity: '2',
  unit_price_minor: 5_000,
  discount_pct: '0',
  net_amount_minor: 10_000,
  currency: 'EUR',
  requested_date: '2026-02-01',
  ...more,
});

export const leadRow = (id: string, more: Values = {}): Values => ({
  id,
  pseudonym: `lead ${id}`,
  person_id: `person-${id}`,
  company_name: 'Example Pumps',
  status: 'QUALIFIED',
  source: 'EVENT',
  score: 80,
  owner_id: 'rep-1',
  received_via: 'WEB_SITE',
  created_at: at,
  version: 1,
  ...more,
});

export async function insertOrganisation(client: pg.Client): Promise<void> {
  await insert(client, 'sales_rep', {
    id: 'rep-1',
    employee_number: 'E-001',
    team_id: 'team-1',
    active: true,
  });
  await insert(
    client,
    'territory',
    { id: 'territory-fr', code: 'FR-N', name: 'North', country_code: 'FR' },
    { id: 'territory-jp', code: 'JP-E', name: 'East', country_code: 'JP' },
  );
  await insert(
    client,
    'planning_rate',
    { currency: 'EUR', exponent: 2, rate: '1', is_reporting: true },
    { currency: 'JPY', exponent: 0, rate: '0.0062', is_reporting: false },
  );
  await insert(client, 'erp_instance', {
    id: 'erp-1',
    name: 'ERP one',
    legal_entity_id: 'entity-1',
    currency: 'EUR',
    is_default: true,
  });
}

export async function insertCustomers(client: pg.Client): Promise<void> {
  await insert(
    client,
    'customer',
    customerRow('company', 'C-1', { trade_name: 'Acme Pumps' }),
    customerRow('person', 'C-2', { kind: 'PERSON', segment: 'CONSUMER' }),
    customerRow('trader', 'C-3', { kind: 'SOLE_TRADER', segment: 'SMALL_BUSINESS' }),
    customerRow('prospect', 'C-4', { trade_name: 'Hopeful', lifecycle: 'PROSPECT' }),
    customerRow('blocked', 'C-5', { lifecycle: 'BLOCKED' }),
  );
  for (const id of ['company', 'person', 'trader', 'prospect']) {
    await insert(client, 'contact', {
      id: `contact-${id}`,
      customer_id: id,
      person_id: `person-${id}`,
      role: 'BUYER',
      is_primary: true,
      status: 'ACTIVE',
    });
  }
}

export async function insertPrices(client: pg.Client): Promise<void> {
  await insert(
    client,
    'product_selling',
    { product_id: 'product-pump', sellable: true, revenue_treatment: 'POINT_IN_TIME' },
    { product_id: 'product-valve', sellable: true, revenue_treatment: null },
    { product_id: 'product-secret', sellable: false, revenue_treatment: null },
  );
  await insert(
    client,
    'price_list',
    { id: 'list-eur', name: 'Europe', currency: 'EUR', valid_from: '2026-01-01' },
    { id: 'list-jpy', name: 'Japan', currency: 'JPY', valid_from: '2026-01-01' },
    {
      id: 'list-old',
      name: 'Yesterday',
      currency: 'EUR',
      valid_from: '2024-01-01',
      valid_to: '2025-12-31',
    },
  );
  const price = (list: string, product: string, from: string, minor: number): Values => ({
    id: `${list}-${product}-${from}`,
    price_list_id: list,
    product_id: product,
    min_quantity: from,
    unit_price_minor: minor,
    currency: list === 'list-jpy' ? 'JPY' : 'EUR',
  });
  await insert(
    client,
    'price',
    price('list-eur', 'product-pump', '1', 9_999),
    price('list-eur', 'product-pump', '10', 8_999),
    price('list-eur', 'product-secret', '1', 100),
    price('list-old', 'product-pump', '1', 7_000),
    price('list-jpy', 'product-pump', '1', 16_000),
  );
}

/** Everything above, in an order that the foreign keys accept. */
export async function insertCompany(client: pg.Client): Promise<void> {
  await insertOrganisation(client);
  await insertCustomers(client);
  await insertPrices(client);
}
