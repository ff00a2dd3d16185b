import pg from 'pg';
import { databaseName, type StoreName } from '../../lib/storeName.ts';

export interface ProvisionInput {
  /** Of any database of the server; the store's own is reached through it. */
  readonly superuserUrl: string;
  readonly store: StoreName;
  readonly ownerPassword: string;
  readonly servicePassword: string;
  /** Another name than the store's: for templates and clones in tests. The roles stay the store's. */
  readonly database?: string;
}

export interface ProvisionedStore {
  readonly database: string;
  /** Owns the tables: migrates and seeds. */
  readonly ownerRole: string;
  /** Runs the store: rows alone, no DDL. */
  readonly serviceRole: string;
}

export const rolesOf = (store: StoreName): { ownerRole: string; serviceRole: string } => ({
  ownerRole: `${databaseName(store)}_owner`,
  serviceRole: `${databaseName(store)}_service`,
});

const name = (identifier: string): string => pg.escapeIdentifier(identifier);

/** The same server and user, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Creates a store's database and its two roles, which alone may connect to it. May be run again. */
export async function provisionStore(input: ProvisionInput): Promise<ProvisionedStore> {
  const database = input.database ?? databaseName(input.store);
  const { ownerRole, serviceRole } = rolesOf(input.store);
  await withClient(input.superuserUrl, async (client) => {
    await ensureRole(client, ownerRole, input.ownerPassword);
    await ensureRole(client, serviceRole, input.servicePassword);
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) {
      await client.query(`create database ${name(database)} owner ${name(ownerRole)}`);
    }
    await closeDatabase(client, database, input.store);
  });
  await withClient(withDatabase(input.superuserUrl, database), (client) =>
    grantRows(client, ownerRole, serviceRole),
  );
  return { database, ownerRole, serviceRole };
}

/** CONNECT for the two roles of the store and nobody else; nobody makes temporary tables. */
export async function closeDatabase(
  client: pg.Client,
  database: string,
  store: StoreName,
): Promise<void> {
  const { ownerRole, serviceRole } = rolesOf(store);
  await client.query(`revoke all on database ${name(database)} from public`);
  await client.query(
    `grant connect on database ${name(database)} to ${name(ownerRole)}, ${name(serviceRole)}`,
  );
}

/** The server's own databases are open to every role; on a server that is ours alone, close them. */
export const closeMaintenanceDatabases = (superuserUrl: string): Promise<void> =>
  withClient(superuserUrl, async (client) => {
    await client.query('revoke all on database postgres, template1 from public');
  });

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const verb = found.rowCount === 0 ? 'create' : 'alter';
  await client.query(
    `${verb} role ${name(role)} with login nosuperuser nocreatedb nocreaterole noinherit
       password ${pg.escapeLiteral(password)}`,
  );
}

/** Tables that the owner makes from now on are readable and writable, not alterable, by the service. */
async function grantRows(client: pg.Client, ownerRole: string, serviceRole: string): Promise<void> {
  const byOwner = `alter default privileges for role ${name(ownerRole)} in schema public`;
  await client.query(`alter schema public owner to ${name(ownerRole)}`);
  await client.query('revoke create on schema public from public');
  await client.query(`grant usage on schema public to ${name(serviceRole)}`);
  await client.query(
    `${byOwner} grant select, insert, update, delete on tables to ${name(serviceRole)}`,
  );
  await client.query(`${byOwner} grant usage, select on sequences to ${name(serviceRole)}`);
}

export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
