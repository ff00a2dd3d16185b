import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './vocabulary.ts';

const sources = [
  ...['MANUAL', 'INVOICE', 'CREDIT_NOTE', 'BILL', 'PAYMENT', 'BANK_STATEMENT', 'SHIPMENT'],
  ...['RECEIPT', 'PRODUCTION', 'REVENUE_RECOGNITION', 'FX_REVALUATION', 'TAX_RETURN'],
  ...['CLOSING', 'OPENING', 'HEDGE'],
];

/** Heads of journal entries, found by what caused them. Nothing posts yet, so the table is empty. */
export class CreateJournalEntries1764000004000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table journal_entry (
        id text primary key,
        entity_id text not null references legal_entity (id),
        number text,
        accounting_date date not null,
        state text not null ${oneOf('state', ['DRAFT', 'POSTED', 'REVERSED'])},
        source text not null ${oneOf('source', sources)},
        source_id text,
        posted_at timestamptz,
        unique (entity_id, number),
        -- A business fact is booked once.
        unique (source, source_id),
        check ((state = 'DRAFT') = (number is null)),
        check ((number is null) = (posted_at is null))
      );
      create index on journal_entry (source_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table journal_entry');
  }
}
