import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './vocabulary.ts';

const roundingRules = ['PER_LINE', 'PER_DOCUMENT'];
const channels = ['EMAIL', 'POST', 'EDI', 'PEPPOL', 'PORTAL'];

/** Invoices with lines, taxes, shipments billed, credit notes and dunning. */
export class CreateInvoices1764000002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(invoices);
    await db.query(lines);
    await db.query(followUps);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table invoice_exception, dunning_step, credit_note, invoice_tax,
      invoice_line, invoice_shipment, invoice, invoice_series`);
  }
}

/** The foreign keys of lines are deferrable: a bulk load may bring an invoice after its lines. */
const ofInvoice = (columns: string, keys: string): string =>
  `foreign key (${columns}) references invoice (${keys}) deferrable initially immediate`;

const invoices = `
  -- The last number given in an entity's year: its row lock keeps the numbers free of gaps.
  create table invoice_series (
    entity_id text not null references legal_entity (id),
    year int not null,
    last_number int not null check (last_number > 0),
    primary key (entity_id, year)
  );

  create table invoice (
    id text primary key,
    number text unique,
    number_year int,
    sequence int,
    entity_id text not null references legal_entity (id),
    customer_id text not null,
    order_id text,
    status text not null default 'DRAFT' ${oneOf('status', ['DRAFT', 'ISSUED', 'CANCELLED'])},
    issue_date date not null,
    due_date date not null,
    issued_at timestamptz,
    payment_terms_code text not null references payment_terms (code),
    currency text not null,
    net_total_minor bigint not null check (net_total_minor >= 0),
    tax_total_minor bigint not null check (tax_total_minor >= 0),
    gross_total_minor bigint not null,
    rounding_rule text not null ${oneOf('rounding_rule', roundingRules)},
    rounding_difference_minor bigint not null default 0,
    billing_party_id text,
    version int not null default 1 check (version > 0),
    created_at timestamptz not null,
    foreign key (customer_id, currency) references billing_profile (customer_id, currency),
    unique (entity_id, number_year, sequence),
    unique (id, currency),
    unique (id, currency, rounding_rule),
    unique (id, customer_id, currency),
    check (due_date >= issue_date),
    check (gross_total_minor = net_total_minor + tax_total_minor),
    check (rounding_rule = 'PER_DOCUMENT' or rounding_difference_minor = 0),
    -- Issued is numbered and names the billed party; nothing else is.
    constraint invoice_issued_is_complete check (
      num_nonnulls(number, number_year, sequence, issued_at, billing_party_id)
        = case status when 'ISSUED' then 5 else 0 end)
  );
  create index on invoice (customer_id, issue_date desc, id);
  create index on invoice (order_id);
  create index on invoice (entity_id, due_date) where status = 'ISSUED';
  create index on invoice (issue_date desc, id);
`;

const lines = `
  -- A shipment is billed once: its id is the key.
  create table invoice_shipment (
    shipment_id text primary key,
    invoice_id text not null,
    ${ofInvoice('invoice_id', 'id')}
  );
  create index on invoice_shipment (invoice_id);

  create table invoice_line (
    id text primary key,
    invoice_id text not null,
    line_number int not null check (line_number > 0),
    order_line_id text,
    product_id text,
    description text,
    quantity numeric(18, 4) not null check (quantity > 0),
    currency text not null,
    unit_price_minor bigint not null check (unit_price_minor >= 0),
    discount_minor bigint not null default 0 check (discount_minor >= 0),
    net_minor bigint not null check (net_minor >= 0),
    tax_minor bigint not null check (tax_minor >= 0),
    tax_code text not null references tax_code (code),
    unique (invoice_id, line_number),
    ${ofInvoice('invoice_id, currency', 'id, currency')},
    check (num_nonnulls(product_id, description) > 0)
  );
  create index on invoice_line (order_line_id);

  create table invoice_tax (
    id text primary key,
    invoice_id text not null,
    tax_code text not null references tax_code (code),
    currency text not null,
    base_minor bigint not null check (base_minor >= 0),
    tax_minor bigint not null check (tax_minor >= 0),
    rate numeric(9, 6) not null check (rate >= 0 and rate < 1),
    rounding text not null,
    unique (invoice_id, tax_code),
    ${ofInvoice('invoice_id, currency, rounding', 'id, currency, rounding_rule')}
  );
`;

const followUps = `
  create table credit_note (
    id text primary key,
    number text not null unique,
    invoice_id text not null,
    currency text not null,
    total_minor bigint not null check (total_minor > 0),
    -- Before taxes: what the note takes off revenue.
    net_minor bigint not null check (net_minor between 0 and total_minor),
    reason text,
    issued_at timestamptz not null,
    foreign key (invoice_id, currency) references invoice (id, currency)
  );
  create index on credit_note (invoice_id);
  create trigger credit_note_is_kept before update or delete on credit_note
    for each row execute function refuse_change();

  create table dunning_step (
    id text primary key,
    invoice_id text not null,
    level int not null check (level between 1 and 9),
    at timestamptz not null,
    channel text not null ${oneOf('channel', channels)},
    currency text not null,
    amount_due_minor bigint not null check (amount_due_minor > 0),
    unique (invoice_id, level),
    foreign key (invoice_id, currency) references invoice (id, currency)
  );

  -- What takes an issued invoice out of the ordinary course; the invoice itself stays as it is.
  create table invoice_exception (
    invoice_id text primary key references invoice (id),
    kind text not null ${oneOf('kind', ['DISPUTED', 'WRITTEN_OFF'])},
    since date not null
  );
`;
