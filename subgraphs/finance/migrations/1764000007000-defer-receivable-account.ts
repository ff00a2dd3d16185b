import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An entity names its receivable account and the account its entity: a load that brings both in one
 * transaction can only be held to it at the end.
 */
export class DeferReceivableAccount1764000007000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`alter table legal_entity alter constraint
      legal_entity_receivable_account_id_id_fkey deferrable initially deferred`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`alter table legal_entity alter constraint
      legal_entity_receivable_account_id_id_fkey not deferrable`);
  }
}
