import type pg from 'pg';
import {
  at,
  insert,
  leadRow,
  opportunityRow,
  orderLineRow,
  orderRow,
  type Values,
} from './fixtures.ts';

/** Deals, orders, a case and a wide record, for the tests of reading. */
export async function insertReadables(client: pg.Client): Promise<void> {
  await insert(
    client,
    'opportunity',
    opportunityRow('deal-eur', 'company'),
    opportunityRow('deal-odd', 'company', {
      amount_minor: 101,
      expected_close_date: '2026-05-01',
    }),
    opportunityRow('deal-jpy', 'company', {
      amount_minor: 50_000,
      currency: 'JPY',
      stage: 'NEGOTIATION',
      probability: '0.8',
      forecast_category: 'COMMIT',
      expected_close_date: '2026-06-01',
    }),
    opportunityRow('deal-person', 'person', {
      amount_minor: 200,
      expected_close_date: '2026-04-01',
    }),
    opportunityRow('deal-trader', 'trader', {
      amount_minor: 300,
      expected_close_date: '2026-04-02',
    }),
  );
  await insert(client, 'opportunity_line', {
    id: 'deal-eur-1',
    opportunity_id: 'deal-eur',
    line_number: 1,
    product_id: 'product-pump',
    quantity: '3',
    expected_unit_price_minor: 9_000,
    currency: 'EUR',
  });
  await insert(client, 'lead', leadRow('lead-open'), leadRow('lead-new', { status: 'NEW' }));
  await insertOrders(client);
  await insertWideRecord(client);
  await insertService(client);
}

async function insertOrders(client: pg.Client): Promise<void> {
  await insert(
    client,
    'sales_order',
    orderRow('order-signed', 'company', { number: 'SO-1', status: 'SIGNED', signed_at: at }),
    orderRow('order-early', 'company', {
      number: 'SO-2',
      order_date: '2026-01-02',
      net_total_minor: 10,
    }),
    orderRow('order-late', 'company', {
      number: 'SO-3',
      order_date: '2026-01-09',
      net_total_minor: 99_999,
    }),
    orderRow('order-trader', 'trader'),
  );
  await insert(client, 'sales_order_line', orderLineRow('order-signed', 1));
  await insert(client, 'sales_order_line', orderLineRow('order-late', 1));
}

async function insertWideRecord(client: pg.Client): Promise<void> {
  await insert(client, 'account', {
    id: 'account-company',
    customer_id: 'company',
    annual_revenue_minor: 5_000_000,
    currency: 'EUR',
    strategic: true,
    referenceable: false,
    health_score: 82,
    churn_risk: '0.125',
    next_renewal_date: '2026-09-30',
    do_not_solicit: false,
    tags: ['key-account'],
  });
  const field = (key: string, label: string, type: string): Values => ({
    key,
    label,
    data_type: type,
    options: type === 'PICKLIST' ? ['gold', 'silver'] : null,
    classification: 'INTERNAL',
    required: false,
  });
  await insert(
    client,
    'custom_field_definition',
    field('nps_last', 'Last survey', 'NUMBER'),
    field('sla_tier', 'Service level', 'PICKLIST'),
    field('region_code', 'Region', 'TEXT'),
  );
  const value = (key: string, held: Values): Values => ({
    id: `value-${key}`,
    customer_id: 'company',
    key,
    ...held,
  });
  await insert(
    client,
    'custom_field_value',
    value('nps_last', { number: '9' }),
    value('sla_tier', { text: 'gold' }),
    value('region_code', { text: 'R1' }),
  );
}

async function insertService(client: pg.Client): Promise<void> {
  await insert(client, 'unstructured_text', {
    id: 'text-1',
    customer_id: 'company',
    text: '🔧🔧🔧 rattles',
    redacted: false,
    personal_data_suspected: false,
  });
  const serviceCase = (id: string, number: string, more: Values): Values => ({
    id,
    number,
    customer_id: 'company',
    priority: 'HIGH',
    warranty_claim: false,
    opened_at: at,
    ...more,
  });
  await insert(
    client,
    'service_case',
    serviceCase('case-1', 'CASE-1', {
      subject: 'Pump is loud',
      description_id: 'text-1',
      status: 'OPEN',
    }),
    serviceCase('case-2', 'CASE-2', { subject: 'Settled', status: 'CLOSED', closed_at: at }),
  );
  await insert(client, 'contract', {
    id: 'contract-1',
    number: 'CT-1',
    customer_id: 'company',
    status: 'ACTIVE',
    start_date: '2026-01-01',
    auto_renew: true,
    notice_days: 30,
    value_minor: 1,
    currency: 'EUR',
    version: 1,
  });
}
