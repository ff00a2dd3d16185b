import pg from 'pg';
import { z } from 'zod';
import type { StoreDatabase } from './database.ts';

export const installationKinds = ['synthetic', 'real'] as const;
export type InstallationKind = (typeof installationKinds)[number];

const Kinds = z.array(z.object({ kind: z.enum(installationKinds) })).max(1);

/** The declared kind; a database that nobody declared is real from this moment on. */
export async function settleInstallationKind(database: StoreDatabase): Promise<InstallationKind> {
  await database.query('select declare_real_installation()');
  const [row] = Kinds.parse(await database.query('select kind from installation'));
  if (row === undefined) throw new TypeError('an installation kind was just declared');
  return row.kind;
}

/**
 * Says once what an empty database will hold; for the seed, with the owner's role. Throws where
 * the database holds rows or was declared to be of another kind.
 */
export async function declareInstallation(ownerUrl: string, kind: InstallationKind): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('lock table installation in exclusive mode');
    const declared = Kinds.parse((await client.query('select kind from installation')).rows)[0];
    if (declared === undefined) {
      await refuseRows(client);
      await client.query('insert into installation (kind) values ($1)', [kind]);
    } else if (declared.kind !== kind) {
      throw new Error(`this database was declared ${declared.kind}, which never changes`);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** Migrations hold no data, so any row is one that somebody brought. */
async function refuseRows(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'
        and table_name not in ('migrations', 'installation')`,
  );
  for (const { name } of rows) {
    const found = await client.query(`select 1 from ${pg.escapeIdentifier(name)} limit 1`);
    if (found.rowCount !== 0) {
      throw new Error(`only an empty database can be declared; table ${name} holds rows`);
    }
  }
}
