import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeNames, type StoreName } from '../../lib/storeName.ts';
import type { Catalogue, CatalogueColumn } from '../../policies/compiler/types.ts';
import { migrateStore } from '../../subgraphs/host/migrate.ts';
import { postgresAccount, reachable } from '../postgres/binaries.ts';
import { startEmbeddedPostgres } from '../postgres/embeddedPostgres.ts';
import { provisionStore, withClient } from '../postgres/provision.ts';
import { newSecret } from '../start/secrets.ts';
import { storeDefinition } from '../start/storeDefinitions.ts';

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** Tables and views alike: a view may stand where another store has a table. */
const columnsStatement = `
  select c.relname as "table", a.attname as "column",
         format_type(a.atttypid, a.atttypmod) as "type", not a.attnotnull as "nullable"
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
     and a.attnum > 0 and not a.attisdropped and c.relname <> 'migrations'
   order by c.relname collate "C", a.attname collate "C"`;

type Tables = Catalogue[string];

/** The columns that a database really has, read from its own catalogue. */
export async function readTables(ownerUrl: string): Promise<Tables> {
  const { rows } = await withClient(ownerUrl, (client) =>
    client.query<ColumnRow>(columnsStatement),
  );
  const tables: Record<string, Record<string, CatalogueColumn>> = {};
  for (const { table, column, type, nullable } of rows) {
    (tables[table] ??= {})[column] = { type, nullable };
  }
  return tables;
}

/** Durability is of no use to a server that is thrown away. */
const throwAwaySettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Runs every migration on a server of its own and reads what came of it. */
export async function freshCatalogue(): Promise<Catalogue> {
  const folder = mkdtempSync(join(tmpdir(), 'referent-catalogue-'));
  chmodSync(folder, 0o755);
  const home = reachable(folder, postgresAccount());
  try {
    const server = await startEmbeddedPostgres({ folder, settings: throwAwaySettings });
    try {
      const superuserUrl = server.superuserUrl('postgres');
      const catalogue: Record<string, Tables> = {};
      for (const store of storeNames) {
        catalogue[store] = await migratedTables(store, superuserUrl, server.url);
      }
      return catalogue;
    } finally {
      await server.stop();
    }
  } finally {
    for (const path of new Set([folder, home])) rmSync(path, { recursive: true, force: true });
  }
}

async function migratedTables(
  store: StoreName,
  superuserUrl: string,
  urlOf: (database: string, role: string, password: string) => string,
): Promise<Tables> {
  const ownerPassword = newSecret();
  const { database, ownerRole } = await provisionStore({
    superuserUrl,
    store,
    ownerPassword,
    servicePassword: newSecret(),
  });
  const ownerUrl = urlOf(database, ownerRole, ownerPassword);
  await migrateStore(await storeDefinition(store), ownerUrl);
  return readTables(ownerUrl);
}
