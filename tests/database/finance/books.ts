import pg from 'pg';

/*
 * A small group of companies to test with: two legal entities, their charts, terms and taxes, a
 * company and a person as customers. Figures in the tests are reckoned by hand from these.
 */
export const books = `
  insert into legal_entity (id, name, registration_number, vat_number, country_code, base_currency,
      fiscal_year_start_month, rounding_rule, invoice_prefix, erp_instance_id)
    values ('entity-fr', 'Referent France SAS', 'RCS 1', 'FR00123456789', 'FR', 'EUR', 1,
        'PER_LINE', 'FR', 'erp-1'),
      ('entity-de', 'Referent Deutschland GmbH', 'HRB 2', 'DE123456789', 'DE', 'EUR', 4,
        'PER_DOCUMENT', 'DE', 'erp-2');
  insert into gl_account (id, entity_id, code, name, type, normal_side, is_control)
    values ('fr-411', 'entity-fr', '411', 'Receivables', 'ASSET', 'DEBIT', true),
      ('fr-706', 'entity-fr', '706', 'Sales', 'REVENUE', 'CREDIT', false),
      ('fr-44571', 'entity-fr', '44571', 'VAT collected', 'LIABILITY', 'CREDIT', false),
      ('de-1400', 'entity-de', '1400', 'Receivables', 'ASSET', 'DEBIT', true);
  update legal_entity set receivable_account_id = 'fr-411' where id = 'entity-fr';
  update legal_entity set receivable_account_id = 'de-1400' where id = 'entity-de';
  insert into payment_terms (code, description, due_rule, net_days)
    values ('NET30', 'Thirty days net', 'NET_DAYS', 30),
      ('EOM15', 'The 15th after the end of the month', 'END_OF_MONTH_PLUS_DAYS', 15),
      ('DAY31', 'The last day of the next month', 'FIXED_DAY', 31),
      ('NOW', 'At once', 'IMMEDIATE', 0);
  insert into tax_code (code, jurisdiction, kind, output_account_id)
    values ('FR-STD', 'FR', 'VAT_STANDARD', 'fr-44571'), ('FR-RED', 'FR', 'VAT_REDUCED', 'fr-44571'),
      ('FR-ZERO', 'FR', 'VAT_ZERO', null), ('FR-RC', 'FR', 'REVERSE_CHARGE', null),
      ('DE-STD', 'DE', 'VAT_STANDARD', null);
  insert into tax_rate (id, tax_code, rate, valid_from, valid_to)
    values ('r1', 'FR-STD', 0.196, '2000-01-01', '2013-12-31'),
      ('r2', 'FR-STD', 0.2, '2014-01-01', null), ('r3', 'FR-RED', 0.055, '2014-01-01', null),
      ('r4', 'FR-ZERO', 0, '2000-01-01', null), ('r5', 'FR-RC', 0, '2000-01-01', null),
      ('r6', 'DE-STD', 0.19, '2007-01-01', null);
  insert into product_accounting (product_id, tax_code, revenue_account_id)
    values ('product-1', 'FR-STD', 'fr-706'), ('product-2', 'FR-RED', 'fr-706');
  insert into standalone_selling_price (product_id, currency, amount_minor)
    values ('product-1', 'EUR', 1999);
  insert into party_kind (customer_id, kind)
    values ('company', 'LEGAL_PERSON'), ('person', 'NATURAL_PERSON'), ('german', 'LEGAL_PERSON');
  insert into billing_profile (customer_id, status, entity_id, payment_terms_code, currency,
      tax_registration_country, tax_category, receivable_account_id, requested_at, confirmed_at)
    values ('company', 'CONFIRMED', 'entity-fr', 'NET30', 'EUR', 'FR', 'DOMESTIC', 'fr-411',
        '2026-01-01', '2026-01-02'),
      ('person', 'CONFIRMED', 'entity-fr', 'NOW', 'EUR', 'FR', 'DOMESTIC', 'fr-411',
        '2026-01-01', '2026-01-02'),
      ('german', 'CONFIRMED', 'entity-de', 'EOM15', 'EUR', 'DE', 'DOMESTIC', 'de-1400',
        '2026-01-01', '2026-01-02');
  insert into credit_account (customer_id, currency, limit_minor)
    values ('company', 'EUR', 1000000), ('person', 'EUR', 50000), ('german', 'EUR', 1000000);
`;

export interface OpenInvoice {
  readonly id: string;
  readonly customerId?: string;
  readonly orderId?: string | null;
  readonly issueDate?: string;
  readonly dueDate?: string;
  readonly netMinor: number;
  readonly taxMinor?: number;
  readonly shipments?: readonly string[];
}

/** A draft of one line at one tax rate; `issue` makes it an invoice. */
export async function draft(client: pg.Client, wanted: OpenInvoice): Promise<void> {
  const { id, customerId = 'company', netMinor, taxMinor = 0 } = wanted;
  const entity = customerId === 'german' ? 'entity-de' : 'entity-fr';
  const terms = { company: 'NET30', person: 'NOW', german: 'EOM15' }[customerId] ?? 'NET30';
  await client.query('begin');
  await client.query(
    `insert into invoice (id, entity_id, customer_id, order_id, issue_date, due_date,
       payment_terms_code, currency, net_total_minor, tax_total_minor, gross_total_minor,
       rounding_rule, created_at)
     select $1, $2, $3, $4, $5, $6, $7, 'EUR', $8::bigint, $9::bigint, $8::bigint + $9::bigint,
       e.rounding_rule, $5::date from legal_entity e where e.id = $2`,
    [
      ...[id, entity, customerId, wanted.orderId ?? null],
      ...[wanted.issueDate ?? '2026-06-01', wanted.dueDate ?? '2026-07-01', terms],
      ...[netMinor, taxMinor],
    ],
  );
  await client.query(
    `insert into invoice_line (id, invoice_id, line_number, order_line_id, product_id, quantity,
       currency, unit_price_minor, net_minor, tax_minor, tax_code)
     values ($1 || '-1', $1, 1, $1 || '-order-line', 'product-1', 1, 'EUR', $2, $2, $3, 'FR-STD')`,
    [id, netMinor, taxMinor],
  );
  await client.query(
    `insert into invoice_tax (id, invoice_id, tax_code, currency, base_minor, tax_minor, rate, rounding)
     select i.id || '-t', i.id, 'FR-STD', 'EUR', $2, $3, 0.2, i.rounding_rule from invoice i
     where i.id = $1`,
    [id, netMinor, taxMinor],
  );
  for (const shipment of wanted.shipments ?? []) {
    await client.query('insert into invoice_shipment values ($1, $2)', [shipment, id]);
  }
  await client.query('commit');
}

/** Makes a draft final, as of its own dates. */
export async function issue(client: pg.Client, id: string): Promise<string> {
  const { rows } = await client.query<{ number: string }>(
    `update invoice set status = 'ISSUED', issued_at = issue_date, billing_party_id = 'snapshot',
       version = version + 1 where id = $1 returning number`,
    [id],
  );
  return rows[0]?.number ?? '';
}

export async function invoiced(client: pg.Client, wanted: OpenInvoice): Promise<void> {
  await draft(client, wanted);
  await issue(client, wanted.id);
}

export interface Received {
  readonly id: string;
  readonly customerId?: string;
  readonly amountMinor: number;
  readonly valueDate?: string;
  readonly status?: string;
}

export async function received(client: pg.Client, wanted: Received): Promise<void> {
  await client.query(
    `insert into payment (id, direction, status, method, currency, amount_minor, value_date,
       customer_id, end_to_end_id, recorded_at)
     values ($1, 'INBOUND', $5, 'SEPA_CREDIT_TRANSFER', 'EUR', $2, $3, $4, $1, $3::date)`,
    [
      ...[wanted.id, wanted.amountMinor, wanted.valueDate ?? '2026-06-15'],
      ...[wanted.customerId ?? 'company', wanted.status ?? 'SETTLED'],
    ],
  );
}

export const allocated = (
  client: pg.Client,
  payment: string,
  invoice: string,
  amountMinor: number,
  at = '2026-06-15',
): Promise<unknown> =>
  client.query(
    `insert into payment_allocation (id, payment_id, invoice_id, customer_id, currency, amount_minor, at)
     select gen_random_uuid(), $1, $2, p.customer_id, p.currency, $3, $4 from payment p where p.id = $1`,
    [payment, invoice, amountMinor, at],
  );
