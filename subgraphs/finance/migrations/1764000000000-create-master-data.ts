import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isCurrency, oneOf } from './vocabulary.ts';

const accountTypes = [
  ...['ASSET', 'LIABILITY', 'EQUITY', 'REVENUE', 'EXPENSE'],
  ...['CONTRA_ASSET', 'CONTRA_REVENUE', 'OFF_BALANCE'],
];
const taxKinds = [
  ...['VAT_STANDARD', 'VAT_REDUCED', 'VAT_ZERO', 'VAT_EXEMPT', 'REVERSE_CHARGE'],
  ...['SALES_TAX', 'WITHHOLDING', 'IMPORT_DUTY'],
];
const dueRules = ['NET_DAYS', 'END_OF_MONTH_PLUS_DAYS', 'FIXED_DAY', 'IMMEDIATE'];

/** Legal entities, chart of accounts, payment terms, taxes, and how a product is taxed and booked. */
export class CreateMasterData1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(entities);
    await db.query(terms);
    await db.query(taxes);
    await db.query(products);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table legal_entity drop column receivable_account_id');
    await db.query(`drop table standalone_selling_price, product_accounting, tax_rate, tax_code,
      payment_terms_installment, payment_terms, gl_account, legal_entity`);
    await db.query('drop function check_tax_rate_periods()');
  }
}

const entities = `
  create table legal_entity (
    id text primary key,
    name text not null,
    registration_number text not null unique,
    vat_number text,
    country_code text not null check (country_code ~ '^[A-Z]{2}$'),
    base_currency text not null ${isCurrency('base_currency')},
    fiscal_year_start_month int not null default 1 check (fiscal_year_start_month between 1 and 12),
    rounding_rule text not null ${oneOf('rounding_rule', ['PER_LINE', 'PER_DOCUMENT'])},
    invoice_prefix text not null unique check (invoice_prefix ~ '^[A-Z0-9]{1,8}$'),
    erp_instance_id text not null,
    consolidation_parent_id text references legal_entity (id),
    check (consolidation_parent_id <> id)
  );
  create index on legal_entity (consolidation_parent_id);

  create table gl_account (
    id text primary key,
    entity_id text not null references legal_entity (id),
    code text not null check (code ~ '^[0-9A-Z.]{1,16}$'),
    name text not null,
    type text not null ${oneOf('type', accountTypes)},
    normal_side text not null ${oneOf('normal_side', ['DEBIT', 'CREDIT'])},
    currency text ${isCurrency('currency')},
    reconcilable boolean not null default false,
    is_control boolean not null default false,
    parent_id text,
    active boolean not null default true,
    unique (entity_id, code),
    unique (id, entity_id),
    -- A group of accounts stays within one entity's chart.
    foreign key (parent_id, entity_id) references gl_account (id, entity_id),
    check (parent_id <> id)
  );
  create index on gl_account (parent_id);

  -- The control account that an entity's customers are booked on.
  alter table legal_entity add column receivable_account_id text;
  alter table legal_entity add foreign key (receivable_account_id, id)
    references gl_account (id, entity_id);
`;

const terms = `
  create table payment_terms (
    code text primary key check (code ~ '^[A-Z0-9_-]{1,32}$'),
    description text not null,
    due_rule text not null ${oneOf('due_rule', dueRules)},
    net_days int not null check (net_days between 0 and 365),
    discount_pct numeric(7, 4) check (discount_pct > 0 and discount_pct < 100),
    discount_days int check (discount_days between 0 and 365),
    check ((discount_pct is null) = (discount_days is null)),
    check (due_rule <> 'FIXED_DAY' or net_days between 1 and 31)
  );

  create table payment_terms_installment (
    id text primary key,
    terms_code text not null references payment_terms (code),
    sequence int not null check (sequence > 0),
    pct numeric(7, 4) not null check (pct > 0 and pct <= 100),
    offset_days int not null check (offset_days >= 0),
    unique (terms_code, sequence)
  );
`;

const taxes = `
  create table tax_code (
    code text primary key check (code ~ '^[A-Z0-9_-]{1,32}$'),
    jurisdiction text not null check (jurisdiction ~ '^[A-Z]{2}$'),
    kind text not null ${oneOf('kind', taxKinds)},
    output_account_id text references gl_account (id),
    input_account_id text references gl_account (id)
  );
  create index on tax_code (jurisdiction, kind);

  create table tax_rate (
    id text primary key,
    tax_code text not null references tax_code (code),
    rate numeric(9, 6) not null check (rate >= 0 and rate < 1),
    valid_from date not null,
    valid_to date,
    check (valid_to >= valid_from),
    unique (tax_code, valid_from)
  );

  -- One rate a day: two periods of a code may not overlap.
  create function check_tax_rate_periods() returns trigger language plpgsql as $$
  begin
    perform 1 from tax_code where code = new.tax_code for update;
    if exists (
      select 1 from tax_rate r
      where r.tax_code = new.tax_code and r.id <> new.id
        and daterange(r.valid_from, r.valid_to, '[]') && daterange(new.valid_from, new.valid_to, '[]')
    ) then
      raise exception 'two rates of one tax code overlap' using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger tax_rate_periods before insert or update on tax_rate
    for each row execute function check_tax_rate_periods();
`;

const products = `
  create table product_accounting (
    product_id text primary key,
    tax_code text not null references tax_code (code),
    revenue_account_id text references gl_account (id),
    inventory_account_id text references gl_account (id),
    cogs_account_id text references gl_account (id)
  );

  -- Finance's own estimate for revenue allocation (IFRS 15); not the list price, which CRM owns.
  create table standalone_selling_price (
    product_id text not null references product_accounting (product_id),
    currency text not null ${isCurrency('currency')},
    amount_minor bigint not null check (amount_minor >= 0),
    primary key (product_id, currency)
  );
`;
