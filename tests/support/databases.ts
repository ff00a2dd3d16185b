import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { sha256Hex } from '../../lib/hash.ts';
import { governance } from '../../subgraphs/governance/store.ts';
import {
  databaseName,
  hasKeyDatabase,
  keyDatabase,
  type DatabaseHolder,
} from '../../lib/storeName.ts';
import type { StoreDefinition } from '../../subgraphs/host/definition.ts';
import { migrateKeys, migrateStore } from '../../subgraphs/host/migrate.ts';
import {
  auditWriterRole,
  closeDatabase,
  openAuditInbox,
  provisionStore,
  rolesOf,
  withClient,
  withDatabase,
} from '../../tools/postgres/provision.ts';

const TestPostgres = z.object({ superuserUrl: z.string(), password: z.string() });
export type TestPostgres = z.output<typeof TestPostgres>;

/** The server that databaseSetup started for this run. */
export function testPostgres(): TestPostgres {
  // eslint-disable-next-line no-restricted-properties -- the only channel from Jest's setup to its workers
  const told = process.env.REFERENT_TEST_POSTGRES;
  if (told === undefined) throw new TypeError('this test belongs to a project with a database');
  return TestPostgres.parse(JSON.parse(told));
}

export interface ClonedDatabase {
  readonly database: string;
  /** The service role's URL. */
  readonly url: string;
  readonly ownerUrl: string;
  readonly superuserUrl: string;
  readonly scannerUrl: string;
  /** Of the key database, for the store that has one. */
  readonly keysUrl: string | undefined;
  /** Where the keys that wrap its keys are. */
  readonly wrappingKeys: string | undefined;
  readonly drop: () => Promise<void>;
}

/** A database of one's own, migrated: a clone of the store's template, which is made once a run. */
export async function cloneDatabase(definition: StoreDefinition): Promise<ClonedDatabase> {
  const { superuserUrl } = testPostgres();
  const store = definition.name;
  const database = `${databaseName(store)}_${randomUUID().slice(0, 8)}`;
  const keys = await withClient(superuserUrl, async (client) => {
    await clone(client, database, await migratedTemplate(client, definition), store);
    const url = hasKeyDatabase(store) ? await cloneKeys(client, `${database}_keys`) : undefined;
    await client.query('select pg_advisory_unlock_all()');
    return url;
  });
  const wrappingKeys =
    keys === undefined ? undefined : mkdtempSync(join(tmpdir(), 'referent-wrapping-'));
  return {
    database,
    keysUrl: keys,
    wrappingKeys,
    ...urlsOf(store, database),
    drop: () =>
      withClient(superuserUrl, async (client) => {
        await client.query(`drop database if exists "${database}_keys" with (force)`);
        await client.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`);
        if (wrappingKeys !== undefined) rmSync(wrappingKeys, { recursive: true, force: true });
      }),
  };
}

/** A key database of one's own; the service role's URL. */
async function cloneKeys(client: pg.Client, database: string): Promise<string> {
  const { superuserUrl, password } = testPostgres();
  const template = `template_${databaseName(keyDatabase)}`;
  await madeOnce(client, template, async (draft) => {
    await provisionStore({
      ...{ superuserUrl, store: keyDatabase, database: draft },
      ...{ ownerPassword: password, servicePassword: password },
    });
    await migrateKeys(urlsOf(keyDatabase, draft).ownerUrl);
  });
  await clone(client, database, template, keyDatabase);
  return urlsOf(keyDatabase, database).url;
}

async function clone(
  client: pg.Client,
  database: string,
  template: string,
  holder: DatabaseHolder,
): Promise<void> {
  await client.query(
    `create database ${pg.escapeIdentifier(database)} template ${pg.escapeIdentifier(template)}
       strategy file_copy owner ${pg.escapeIdentifier(rolesOf(holder).ownerRole)}`,
  );
  await closeDatabase(client, database, holder);
}

/** The URLs of a store's roles on one database of the test server. */
export function urlsOf(
  store: DatabaseHolder,
  database: string,
): Record<'url' | 'ownerUrl' | 'superuserUrl' | 'scannerUrl', string> {
  const { superuserUrl, password } = testPostgres();
  const as = (role: string): string => {
    const url = new URL(withDatabase(superuserUrl, database));
    url.username = role;
    url.password = password;
    return url.href;
  };
  const { ownerRole, serviceRole, scannerRole } = rolesOf(store);
  return {
    scannerUrl: as(scannerRole),
    url: as(serviceRole),
    ownerUrl: as(ownerRole),
    superuserUrl: withDatabase(superuserUrl, database),
  };
}

/** By which a gateway writes audit entries into a clone of governance's database. */
export function auditUrlOf({ database }: Pick<ClonedDatabase, 'database'>): string {
  const { superuserUrl, password } = testPostgres();
  const url = new URL(withDatabase(superuserUrl, database));
  url.username = auditWriterRole;
  url.password = password;
  return url.href;
}

/** A database of one's own that takes audit entries, for a gateway in a process of its own. */
export async function auditDatabase(): Promise<AuditDatabase> {
  const database = await cloneDatabase(governance);
  return {
    url: auditUrlOf(database),
    entries: () =>
      withClient(database.ownerUrl, async (client) => {
        const { rows } = await client.query<StoredEntry>(
          'select entry_id, type, node, incarnation, node_seq, decision, subject from audit_inbox order by node_seq',
        );
        return rows;
      }),
    drop: database.drop,
  };
}

export interface AuditDatabase {
  readonly url: string;
  /** What is durable. */
  readonly entries: () => Promise<readonly StoredEntry[]>;
  readonly drop: () => Promise<void>;
}

export interface StoredEntry {
  readonly entry_id: string;
  readonly type: string;
  readonly node: string;
  readonly incarnation: string;
  /** A bigint. */
  readonly node_seq: string;
  readonly decision: string;
  readonly subject: string | null;
}

/** The store's template of this run. */
async function migratedTemplate(client: pg.Client, definition: StoreDefinition): Promise<string> {
  const migrations = definition.migrations.map(({ name }) => name).join();
  const key = sha256Hex(`${definition.name} ${migrations}`).slice(0, 10);
  const template = `template_${databaseName(definition.name)}_${key}`;
  const { superuserUrl, password } = testPostgres();
  await madeOnce(client, template, async (draft) => {
    await provisionStore({
      superuserUrl,
      store: definition.name,
      database: draft,
      ownerPassword: password,
      servicePassword: password,
      scannerPassword: password,
      ...(definition.name === 'governance' ? { auditWriterPassword: password } : {}),
    });
    const { ownerUrl } = urlsOf(definition.name, draft);
    await migrateStore(definition, ownerUrl);
    if (definition.name === 'governance') await openAuditInbox(ownerUrl);
  });
  return template;
}

/** Other workers wait on the lock, which the caller's session keeps until it has cloned. */
async function madeOnce(
  client: pg.Client,
  template: string,
  make: (draft: string) => Promise<void>,
): Promise<void> {
  await client.query('select pg_advisory_lock(7001)');
  const found = await client.query('select 1 from pg_database where datname = $1', [template]);
  if (found.rowCount === 1) return;
  const draft = `${template}_draft`;
  await client.query(`drop database if exists ${pg.escapeIdentifier(draft)} with (force)`);
  await make(draft);
  await client.query(
    `alter database ${pg.escapeIdentifier(draft)} rename to ${pg.escapeIdentifier(template)}`,
  );
}
