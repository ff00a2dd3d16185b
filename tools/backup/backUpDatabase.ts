import { createWriteStream, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { DatabaseHolder } from '../../lib/storeName.ts';
import { manifestFile, tableFile, type Manifest } from './manifest.ts';

export interface BackupInput {
  readonly holder: DatabaseHolder;
  /** Of the tables' owner. */
  readonly url: string;
  /** A folder `<holder>` is made in it. */
  readonly folder: string;
  /** A table is done. */
  readonly onTable?: (table: string, rows: number) => void;
}

/**
 * Writes one database as it was at one moment: a file a table, by COPY, and in the end a manifest. A
 * backup that was cut off has no folder of its name.
 */
export async function backUpDatabase(input: BackupInput): Promise<Manifest> {
  const { holder, url, folder } = input;
  const draft = join(folder, `.${holder}.draft`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString: url, application_name: 'referent backup' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const manifest = await write(client, draft, input);
    await client.query('commit');
    writeFileSync(join(draft, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    renameSync(draft, join(folder, holder));
    return manifest;
  } finally {
    await client.end();
    rmSync(draft, { recursive: true, force: true });
  }
}

async function write(
  client: pg.Client,
  draft: string,
  { onTable }: BackupInput,
): Promise<Manifest> {
  const { rows: about } = await client.query<{ readonly at: string; readonly database: string }>(
    `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
       current_database() as database`,
  );
  const { rows: migrations } = await client.query<{ readonly name: string }>(
    'select name from migrations order by id',
  );
  const tables: Manifest['tables'] = [];
  for (const { name, columns } of await tablesOf(client)) {
    const written = await writeTable(client, name, columns, join(draft, tableFile(name)));
    tables.push({ name, columns: [...columns], ...written });
    onTable?.(name, written.rows);
  }
  return {
    format: 'referent-backup/1',
    takenAt: about[0]?.at ?? '',
    database: about[0]?.database ?? '',
    migrations: migrations.map(({ name }) => name),
    tables,
    sequences: await sequencesOf(client),
  };
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

/** All but the list of migrations, which the manifest holds. */
async function tablesOf(client: pg.Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and c.relname <> 'migrations'
      group by c.relname order by c.relname`,
  );
  return rows;
}

async function writeTable(
  client: pg.Client,
  name: string,
  columns: readonly string[],
  path: string,
): Promise<{ readonly rows: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let rows = 0;
  const counting = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const source = client.query(copyTo(`copy ${pg.escapeIdentifier(name)} (${names}) to stdout`));
  await pipeline(source, counting, createWriteStream(path, { mode: 0o600, flush: true }));
  return { rows, sha256: hash.digest('hex') };
}

async function sequencesOf(client: pg.Client): Promise<Manifest['sequences']> {
  const { rows: names } = await client.query<{ readonly name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname`,
  );
  const sequences: Manifest['sequences'] = [];
  for (const { name } of names) {
    const { rows } = await client.query<{ readonly value: string; readonly called: boolean }>(
      `select last_value::text as value, is_called as called from ${pg.escapeIdentifier(name)}`,
    );
    const [row] = rows;
    if (row !== undefined) sequences.push({ name, value: row.value, isCalled: row.called });
  }
  return sequences;
}
