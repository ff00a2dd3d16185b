import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isCurrency, isNoIban, oneOf } from './vocabulary.ts';

const methods = [
  ...['SEPA_CREDIT_TRANSFER', 'SEPA_DIRECT_DEBIT', 'CARD', 'WIRE', 'CHECK', 'CASH', 'NETTING'],
];
const states = ['DRAFT', 'AUTHORISED', 'SENT', 'SETTLED', 'RETURNED', 'CANCELLED'];
const steps = [
  ...['DRAFT>AUTHORISED', 'DRAFT>CANCELLED', 'AUTHORISED>SENT', 'AUTHORISED>CANCELLED'],
  ...['SENT>SETTLED', 'SENT>RETURNED', 'SETTLED>RETURNED'],
];

/** Payments and what they settle. */
export class CreatePayments1764000003000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table payment (
        id text primary key,
        direction text not null ${oneOf('direction', ['INBOUND', 'OUTBOUND'])},
        status text not null ${oneOf('status', states)},
        method text not null ${oneOf('method', methods)},
        currency text not null ${isCurrency('currency')},
        amount_minor bigint not null check (amount_minor > 0),
        value_date date not null,
        customer_id text,
        supplier_id text,
        instrument_ref text ${isNoIban('instrument_ref')},
        end_to_end_id text not null check (length(end_to_end_id) between 1 and 35)
          ${isNoIban('end_to_end_id')},
        recorded_at timestamptz not null,
        version int not null default 1 check (version > 0),
        foreign key (customer_id, currency) references billing_profile (customer_id, currency),
        unique (id, customer_id, currency),
        check (num_nonnulls(customer_id, supplier_id) = 1)
      );
      create index on payment (customer_id, value_date desc, id);
      create index on payment (supplier_id);
      create trigger payment_transition before update on payment for each row
        execute function check_transition(${steps.map((step) => `'${step}'`).join(', ')});

      -- Both ends belong to one customer and one currency: the foreign keys say so.
      create table payment_allocation (
        id text primary key,
        payment_id text not null,
        invoice_id text not null,
        customer_id text not null,
        currency text not null,
        amount_minor bigint not null check (amount_minor > 0),
        discount_taken_minor bigint check (discount_taken_minor > 0),
        at timestamptz not null,
        foreign key (payment_id, customer_id, currency) references payment (id, customer_id, currency),
        foreign key (invoice_id, customer_id, currency) references invoice (id, customer_id, currency)
      );
      create index on payment_allocation (payment_id);
      create index on payment_allocation (invoice_id);
      create index on payment_allocation (customer_id);
      create trigger payment_allocation_is_kept before update or delete on payment_allocation
        for each row execute function refuse_change();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table payment_allocation, payment');
  }
}
