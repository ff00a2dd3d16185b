import type { DataSource } from 'typeorm';
import { isWitnessStore } from '../../lib/processNames.ts';
import { hasKeyDatabase } from '../../lib/storeName.ts';
import type { StoreDefinition } from './definition.ts';
import { createDataSource } from './database.ts';
import { CreateInstallation1763000000000 } from './migrations/1763000000000-create-installation.ts';
import { CreateCommandLog1763000000001 } from './migrations/1763000000001-create-command-log.ts';
import { CreateOutbox1763000000002 } from './migrations/1763000000002-create-outbox.ts';
import { CreateInbox1763000000003 } from './migrations/1763000000003-create-inbox.ts';
import { CreatePartyKind1763000000004 } from './migrations/1763000000004-create-party-kind.ts';
import { CreateAuditRef1763000000005 } from './migrations/1763000000005-create-audit-ref.ts';
import { CreateAuditOutbox1763000000006 } from './migrations/1763000000006-create-audit-outbox.ts';
import { MarkRefusedDeliveries1763000000007 } from './migrations/1763000000007-mark-refused-deliveries.ts';
import { CreateSubjectKeys1763000000020 } from './migrations/1763000000020-create-subject-keys.ts';
import { EndKeyGenerations1763000000021 } from './migrations/1763000000021-end-key-generations.ts';
import { CreateWitnessCheckpoint1763000000010 } from './migrations/1763000000010-create-witness-checkpoint.ts';

/** The host's tables come before the store's. CRM owns the kind of a party, so its own migration makes a view of it. */
export const hostMigrationsOf = (store: StoreDefinition['name']): StoreDefinition['migrations'] => [
  CreateInstallation1763000000000,
  CreateCommandLog1763000000001,
  CreateOutbox1763000000002,
  CreateInbox1763000000003,
  ...(store === 'crm' ? [] : [CreatePartyKind1763000000004]),
  ...(hasKeyDatabase(store) ? [] : [CreateAuditRef1763000000005]),
  CreateAuditOutbox1763000000006,
  MarkRefusedDeliveries1763000000007,
  ...(isWitnessStore(store) ? [CreateWitnessCheckpoint1763000000010] : []),
];

/** Any number that our migrations alone lock, so that two processes do not migrate at once. */
const migrationLock = 7_002;

/** Brings a store's database up to date with the owner's role; returns the names of what ran. */
export async function migrateStore(
  definition: StoreDefinition,
  ownerUrl: string,
): Promise<readonly string[]> {
  const all = [...hostMigrationsOf(definition.name), ...definition.migrations];
  return run(createDataSource(definition, ownerUrl, all));
}

/** Brings customer-pii's key database up to date with its own owner's role. */
export const migrateKeys = (ownerUrl: string): Promise<readonly string[]> =>
  run(
    createDataSource({ name: 'customer-pii', types: {}, otherRows: [] }, ownerUrl, [
      CreateAuditRef1763000000005,
      CreateSubjectKeys1763000000020,
      EndKeyGenerations1763000000021,
    ]),
  );

async function run(source: DataSource): Promise<readonly string[]> {
  const dataSource = await source.initialize();
  const guard = dataSource.createQueryRunner();
  try {
    await guard.query('select pg_advisory_lock($1)', [migrationLock]);
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.map(({ name }) => name);
  } finally {
    await guard.release();
    await dataSource.destroy();
  }
}
