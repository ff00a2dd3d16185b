import pg from 'pg';
import { databaseName, type DatabaseHolder } from '../../lib/storeName.ts';

export interface ProvisionInput {
  /** Of any database of the server; the store's own is reached through it. */
  readonly superuserUrl: string;
  readonly store: DatabaseHolder;
  readonly ownerPassword: string;
  readonly servicePassword: string;
  /** Governance alone: of the role by which gateways write audit entries. */
  readonly auditWriterPassword?: string | undefined;
  /** Of the role that looks for copies; without it there is none. */
  readonly scannerPassword?: string | undefined;
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

type Roles = Readonly<Record<'ownerRole' | 'serviceRole' | 'scannerRole', string>>;

export const rolesOf = (store: DatabaseHolder): Roles => ({
  ownerRole: `${databaseName(store)}_owner`,
  serviceRole: `${databaseName(store)}_service`,
  scannerRole: `${databaseName(store)}_scanner`,
});

/** The one role of a gateway: it inserts audit entries into governance's inbox and can do nothing else. */
export const auditWriterRole = 'referent_audit_writer';

const name = (identifier: string): string => pg.escapeIdentifier(identifier);

/** The same server and user, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Creates a store's database and its roles, which alone may connect to it. May be run again. */
export async function provisionStore(input: ProvisionInput): Promise<ProvisionedStore> {
  const database = input.database ?? databaseName(input.store);
  const { ownerRole, serviceRole, scannerRole } = rolesOf(input.store);
  await withClient(input.superuserUrl, async (client) => {
    await ensureRole(client, ownerRole, input.ownerPassword);
    await ensureRole(client, serviceRole, input.servicePassword);
    if (input.auditWriterPassword !== undefined) {
      await ensureRole(client, auditWriterRole, input.auditWriterPassword);
    }
    if (input.scannerPassword !== undefined) {
      await ensureRole(client, scannerRole, input.scannerPassword);
      await openEveryRow(client, scannerRole);
    }
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) {
      await client.query(`create database ${name(database)} owner ${name(ownerRole)}`);
    }
    await closeDatabase(client, database, input.store);
  });
  await withClient(withDatabase(input.superuserUrl, database), async (client) => {
    await grantRows(client, ownerRole, serviceRole);
    if (input.scannerPassword !== undefined) await grantReading(client, ownerRole, scannerRole);
  });
  return { database, ownerRole, serviceRole };
}

/**
 * CONNECT for the roles of the store and nobody else, but for governance's audit writer; nobody
 * makes temporary tables.
 */
export async function closeDatabase(
  client: pg.Client,
  database: string,
  store: DatabaseHolder,
): Promise<void> {
  const { ownerRole, serviceRole, scannerRole } = rolesOf(store);
  await client.query(`revoke all on database ${name(database)} from public`);
  await client.query(
    `grant connect on database ${name(database)} to ${name(ownerRole)}, ${name(serviceRole)}`,
  );
  if (await hasRole(client, scannerRole)) {
    await client.query(`grant connect on database ${name(database)} to ${name(scannerRole)}`);
  }
  if (store === 'governance' && (await hasRole(client, auditWriterRole))) {
    await client.query(`grant connect on database ${name(database)} to ${name(auditWriterRole)}`);
  }
}

/** Lets gateways write into the migrated inbox. May be run again; done by governance's owner. */
export const openAuditInbox = (ownerUrl: string): Promise<void> =>
  withClient(ownerUrl, async (client) => {
    if (!(await hasRole(client, auditWriterRole))) return;
    await client.query(`grant usage on schema public to ${name(auditWriterRole)}`);
    await client.query(`grant insert on audit_inbox to ${name(auditWriterRole)}`);
  });

/** The server's own databases are open to every role; on a server that is ours alone, close them. */
export const closeMaintenanceDatabases = (superuserUrl: string): Promise<void> =>
  withClient(superuserUrl, async (client) => {
    await client.query('revoke all on database postgres, template1 from public');
  });

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const verb = (await hasRole(client, role)) ? 'alter' : 'create';
  await client.query(
    `${verb} role ${name(role)} with login nosuperuser nocreatedb nocreaterole noinherit
       password ${pg.escapeLiteral(password)}`,
  );
}

async function hasRole(client: pg.Client, role: string): Promise<boolean> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  return found.rowCount === 1;
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

/** A copy can hide in any row: no policy of a table keeps one from the scanner, which writes nothing. */
async function openEveryRow(client: pg.Client, scannerRole: string): Promise<void> {
  await client.query(`alter role ${name(scannerRole)} with bypassrls`);
  await client.query(`alter role ${name(scannerRole)} set default_transaction_read_only = on`);
}

async function grantReading(
  client: pg.Client,
  ownerRole: string,
  scannerRole: string,
): Promise<void> {
  await client.query(`grant usage on schema public to ${name(scannerRole)}`);
  await client.query(`grant select on all tables in schema public to ${name(scannerRole)}`);
  await client.query(
    `alter default privileges for role ${name(ownerRole)} in schema public
       grant select on tables to ${name(scannerRole)}`,
  );
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
