import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { connectKeys } from '../../host/audit/keyDatabase.ts';
import type { SealExisting, Vault } from '../../host/vault/vault.ts';
import { normaliseIban } from '../normalise.ts';
import { isSealed } from './envelope.ts';
import { ensureGenerations } from './generations.ts';
import { indexPlaces } from './indexPlaces.ts';
import { createKeyFiles } from './keyFiles.ts';
import { columnName, sealedTables, type SealedColumns } from './sealedTables.ts';
import { createVault } from './vault.ts';

/** Rows that one transaction seals. */
const batchRows = 500;
/** Any number that this work alone locks. */
const sealingLock = 7_003;

const quoted = (name: string): string => pg.escapeIdentifier(name);

/**
 * Seals what rows hold in clear from before their columns were sealed, where it stands. Each batch
 * is a transaction, so that it goes on where it was ended. Done by the tables' owner, who alone may
 * pass the guards of frozen rows: the words stay, their spelling changes. Tables that held something
 * in clear are written anew in the end, so that no file of theirs keeps it.
 */
export const sealExisting: SealExisting = async (input) => {
  const { ownerUrl, keysUrl, config, clock, log } = input;
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const open = await tablesInClear(client);
    if (open.length === 0) return 0;
    if (keysUrl === undefined || config === undefined) return 'no keys';
    const database = connectKeys(keysUrl);
    const encryption = createKeyFiles({ folder: config.folder, randomBytes });
    try {
      await ensureGenerations({ database, encryption, clock, randomBytes });
      const vault = createVault({ database, encryption, clock, log, graceMs: 0 });
      await client.query('select pg_advisory_lock($1)', [sealingLock]);
      let rows = 0;
      for (const table of open) rows += await sealTable(client, vault, table);
      for (const table of open) await client.query(`vacuum full ${quoted(table)}`);
      return rows;
    } finally {
      await database.close();
    }
  } finally {
    await client.end();
  }
};

/** SQL that is true where a column holds something in clear. */
const inClear = ({ columns, lists }: SealedColumns): string =>
  Object.entries(columns)
    .map(([property, column]) => {
      const name = `t.${quoted(column)}`;
      const text = lists?.includes(property) === true ? `${name}[1]` : name;
      return `(${name} is not null and ${text} is distinct from '' and ${text} not like 'e1.%')`;
    })
    .join(' or ');

const openIndex = "t.normalised not like 'i%.%'";

const conditionOf = (table: string, columns: SealedColumns): string =>
  table === 'contact_point' ? `${inClear(columns)} or ${openIndex}` : inClear(columns);

async function tablesInClear(client: pg.Client): Promise<readonly string[]> {
  const open: string[] = [];
  for (const [table, columns] of Object.entries<SealedColumns>(sealedTables)) {
    const found = await client.query(
      `select 1 from ${quoted(table)} t where ${conditionOf(table, columns)} limit 1`,
    );
    if (found.rowCount === 1) open.push(table);
  }
  return open;
}

async function sealTable(client: pg.Client, vault: Vault, table: string): Promise<number> {
  let total = 0;
  for (;;) {
    await client.query('begin');
    try {
      const rows = await sealBatch(client, vault, table);
      await client.query('commit');
      total += rows;
      if (rows < batchRows) return total;
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }
}

async function sealBatch(client: pg.Client, vault: Vault, table: string): Promise<number> {
  const columns: SealedColumns = sealedTables[table as keyof typeof sealedTables];
  const properties = [
    ...new Set([
      columns.key,
      ...columns.owners.map(({ property }) => property),
      ...Object.keys(columns.columns),
    ]),
  ];
  const select = properties.map(
    (property) => `t.${quoted(columnName(columns, property))} as ${quoted(property)}`,
  );
  const others =
    table === 'contact_point' ? ', t.kind as "$kind", t.normalised as "$normalised"' : '';
  const { rows } = await client.query<Record<string, unknown>>(
    `select ${select.join(', ')}${others} from ${quoted(table)} t
     where ${conditionOf(table, columns)} order by t.${quoted(columns.key)}
     limit ${String(batchRows)} for update`,
  );
  if (rows.length === 0) return 0;
  const sealed = await sealMixed(vault, table, columns, rows);
  await client.query(`alter table ${quoted(table)} disable trigger user`);
  for (const row of sealed) await writeRow(client, table, columns, row);
  await client.query(`alter table ${quoted(table)} enable trigger user`);
  return rows.length;
}

type Row = Readonly<Record<string, unknown>>;

/** A row of which a part is sealed already keeps that part. */
async function sealMixed(
  vault: Vault,
  table: string,
  columns: SealedColumns,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const done = rows.map((row) =>
    Object.fromEntries(
      Object.keys(columns.columns)
        .filter((property) => isDone(row[property]))
        .map((property) => [property, row[property]]),
    ),
  );
  const clear = rows.map((row, at) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, name in (done[at] ?? {}) ? null : value]),
    ),
  );
  const sealed = await vault.seal(table, clear);
  return Promise.all(
    sealed.map(async (row, at) => ({
      ...row,
      ...done[at],
      ...(await indexesOf(vault, table, row, clear[at] ?? {})),
    })),
  );
}

const isDone = (value: unknown): boolean => {
  const text: unknown = Array.isArray(value) ? value[0] : value;
  return typeof text === 'string' && isSealed(text);
};

/** Members that begin with `$` are columns that are no values of the row. */
async function indexesOf(vault: Vault, table: string, row: Row, clear: Row): Promise<Row> {
  if (table === 'payment_instrument' && typeof clear.value === 'string') {
    return { $value_index: await vault.index(indexPlaces.INSTRUMENT, normaliseIban(clear.value)) };
  }
  const { $normalised: normalised, $kind: kind } = row;
  if (table !== 'contact_point' || typeof normalised !== 'string') return {};
  if (/^i\d+\./.test(normalised)) return {};
  const place = indexPlaces[kind === 'EMAIL' ? 'EMAIL' : 'PHONE'];
  return { $normalised: await vault.index(place, normalised) };
}

async function writeRow(
  client: pg.Client,
  table: string,
  columns: SealedColumns,
  row: Row,
): Promise<void> {
  const written = [
    ...Object.entries(columns.columns).map(
      ([property, column]) => [column, row[property]] as const,
    ),
    ...['normalised', 'value_index'].flatMap((column) =>
      row[`$${column}`] === undefined ? [] : [[column, row[`$${column}`]] as const],
    ),
  ];
  const sets = written.map(([column], at) => `${quoted(column)} = $${String(at + 2)}`);
  await client.query(
    `update ${quoted(table)} set ${sets.join(', ')} where ${quoted(columns.key)} = $1`,
    [row[columns.key], ...written.map(([, value]) => value)],
  );
}
