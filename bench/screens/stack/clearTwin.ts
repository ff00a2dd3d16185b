import pg from 'pg';
import { customerPii } from '../../../subgraphs/customer-pii/store.ts';
import { migrateStore } from '../../../subgraphs/host/migrate.ts';
import { provisionStore, withDatabase } from '../../../tools/postgres/provision.ts';
import { fillInClear } from '../../../tools/seed/seed.ts';
import type { DataFolder } from '../../../tools/start/dataFolder.ts';
import { superuserUrl, urlsOnPort } from '../../../tools/start/embeddedDatabases.ts';
import type { Secrets } from '../../../tools/start/secrets.ts';
import { readSeedState } from '../../../tools/start/seeding.ts';

const database = 'customer_pii_clear';

/**
 * What customer-pii holds, as if nothing were sealed, for contenders that read the database
 * themselves; made once. No process of the product can be pointed at it: it opens no clear value.
 */
export async function clearTwin(
  folder: DataFolder,
  port: number,
  secrets: Secrets,
): Promise<string> {
  const { owner: ownerPassword, service: servicePassword } = secrets['customer-pii'];
  const superuser = superuserUrl(folder, port);
  await provisionStore({
    ...{ superuserUrl: superuser, ownerPassword, servicePassword, database },
    store: 'customer-pii',
  });
  const own = urlsOnPort('customer-pii', port, secrets);
  const ownerUrl = withDatabase(own.ownerUrl, database);
  await migrateStore(customerPii, ownerUrl);
  if (!(await isFilled(ownerUrl))) {
    const state = readSeedState(folder);
    if (state === undefined) throw new Error('the databases are not filled');
    await fillInClear(ownerUrl, state);
  }
  return withDatabase(own.url, database);
}

async function isFilled(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return (await client.query('select 1 from person limit 1')).rowCount === 1;
  } finally {
    await client.end();
  }
}
