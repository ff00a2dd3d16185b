import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isCurrency, isNoIban, oneOf } from './vocabulary.ts';

const taxCategories = ['DOMESTIC', 'INTRA_COMMUNITY', 'EXPORT', 'EXEMPT', 'REVERSE_CHARGE'];
const holdReasons = ['OVERDUE', 'PAYMENT_RETURNED', 'INSOLVENCY', 'MANUAL_REVIEW'];

/** The account of a customer, its credit, what released orders commit, and the credit checks. */
export class CreateCustomerAccounts1764000001000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(rules);
    await db.query(profiles);
    await db.query(credit);
    await db.query(checks);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table credit_check, credit_commitment, credit_account, billing_profile');
    await db.query(`drop function check_company_tax_id(), check_transition(), refuse_change()`);
  }
}

const rules = `
  -- A state machine in the database: the trigger's arguments list the allowed steps, FROM>TO.
  create function check_transition() returns trigger language plpgsql as $$
  begin
    if new.status <> old.status and not (old.status || '>' || new.status) = any (tg_argv) then
      raise exception '% may not go from % to %', tg_table_name, old.status, new.status
        using errcode = 'check_violation';
    end if;
    return new;
  end $$;

  -- For rows that are facts once written.
  create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'rows of % are never changed', tg_table_name using errcode = 'check_violation';
  end $$;

  -- A company's tax number is finance's; the tax number of a person or a sole trader is not.
  create function check_company_tax_id() returns trigger language plpgsql as $$
  begin
    if new.company_tax_id is not null and not exists (
      select 1 from party_kind k
      where k.customer_id = new.customer_id and k.kind = 'LEGAL_PERSON'
    ) then
      raise exception 'only a legal person has a company tax id' using errcode = 'check_violation';
    end if;
    return new;
  end $$;
`;

const profiles = `
  create table billing_profile (
    customer_id text primary key,
    status text not null default 'REQUESTED'
      ${oneOf('status', ['REQUESTED', 'CONFIRMED', 'BLOCKED'])},
    version int not null default 1 check (version > 0),
    entity_id text references legal_entity (id),
    payment_terms_code text references payment_terms (code),
    currency text not null ${isCurrency('currency')},
    tax_registration_country text check (tax_registration_country ~ '^[A-Z]{2}$'),
    company_tax_id text,
    tax_category text ${oneOf('tax_category', taxCategories)},
    tax_exemption_ref text,
    receivable_account_id text,
    dunning_level int not null default 0 check (dunning_level between 0 and 9),
    dunning_blocked boolean not null default false,
    invoice_delivery text not null default 'EMAIL'
      ${oneOf('invoice_delivery', ['EMAIL', 'POST', 'EDI', 'PEPPOL', 'PORTAL'])},
    payment_mandate_ref text ${isNoIban('payment_mandate_ref')},
    e_invoicing_id text,
    requested_at timestamptz not null,
    confirmed_at timestamptz,
    -- One currency an account: invoices, payments and commitments refer to this pair.
    unique (customer_id, currency),
    foreign key (receivable_account_id, entity_id) references gl_account (id, entity_id),
    constraint billing_profile_confirmed_is_complete check (
      status = 'REQUESTED' or num_nulls(
        entity_id, payment_terms_code, tax_category, receivable_account_id, confirmed_at) = 0)
  );
  create index on billing_profile (entity_id);
  create trigger billing_profile_transition before update on billing_profile for each row
    execute function check_transition('REQUESTED>CONFIRMED', 'CONFIRMED>BLOCKED', 'BLOCKED>CONFIRMED');
  create trigger billing_profile_tax_id before insert or update of company_tax_id on billing_profile
    for each row execute function check_company_tax_id();
`;

const credit = `
  create table credit_account (
    customer_id text primary key,
    currency text not null,
    limit_minor bigint not null check (limit_minor >= 0),
    risk_class text not null default 'C' ${oneOf('risk_class', ['A', 'B', 'C', 'D', 'E'])},
    on_hold boolean not null default false,
    hold_reason text ${oneOf('hold_reason', holdReasons)},
    reviewed_at timestamptz,
    next_review date,
    foreign key (customer_id, currency) references billing_profile (customer_id, currency),
    check (on_hold or hold_reason is null)
  );

  -- The one copy of an order's amount, so that exposure can be told; ends by being invoiced.
  create table credit_commitment (
    order_id text primary key,
    customer_id text not null,
    currency text not null,
    amount_minor bigint not null check (amount_minor >= 0),
    committed_at timestamptz not null,
    foreign key (customer_id, currency) references billing_profile (customer_id, currency)
  );
  create index on credit_commitment (customer_id);
`;

const checks = `
  create table credit_check (
    id text primary key,
    order_id text not null,
    customer_id text not null,
    currency text not null,
    at timestamptz not null,
    decision text not null ${oneOf('decision', ['APPROVED', 'BLOCKED', 'OVERRIDDEN'])},
    exposure_before_minor bigint not null,
    order_amount_minor bigint not null check (order_amount_minor > 0),
    limit_minor bigint not null check (limit_minor >= 0),
    reasons text[] not null,
    decided_by text not null,
    override_of text references credit_check (id),
    valid_until timestamptz not null,
    foreign key (customer_id, currency) references billing_profile (customer_id, currency),
    check (valid_until >= at),
    check ((decision = 'BLOCKED') <= (cardinality(reasons) > 0)),
    check ((decision = 'APPROVED') <= (cardinality(reasons) = 0)),
    check ((decision = 'OVERRIDDEN') = (override_of is not null)),
    constraint credit_check_approves_within_limit check (
      decision <> 'APPROVED' or exposure_before_minor + order_amount_minor <= limit_minor)
  );
  create index on credit_check (order_id, at desc, id);
  create index on credit_check (customer_id);
  create index on credit_check (override_of);
  create trigger credit_check_is_kept before update or delete on credit_check
    for each row execute function refuse_change();
`;
