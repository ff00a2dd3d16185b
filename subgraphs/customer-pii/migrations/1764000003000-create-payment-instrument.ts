import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Instruments that a customer pays with; finance holds their ids alone. */
export class CreatePaymentInstrument1764000003000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table payment_instrument (
        id text primary key,
        customer_id text not null references party_identity (customer_id),
        kind text not null constraint payment_instrument_kind_known check (
          kind in ('IBAN', 'CARD_TOKEN', 'ACCOUNT_NUMBER')
        ),
        value text not null,
        status text not null default 'PENDING' constraint payment_instrument_status_known check (
          status in ('PENDING', 'VERIFIED', 'REVOKED', 'EXPIRED')
        ),
        mandate_reference text,
        mandate_signed_on date,
        mandate_sequence text constraint payment_instrument_sequence_known check (
          mandate_sequence in ('FRST', 'RCUR', 'OOFF', 'FNAL')
        ),
        constraint payment_instrument_mandate_whole check (
          num_nonnulls(mandate_reference, mandate_signed_on, mandate_sequence) in (0, 3)
        )
      );
      create index payment_instrument_customer on payment_instrument (customer_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table payment_instrument');
  }
}
