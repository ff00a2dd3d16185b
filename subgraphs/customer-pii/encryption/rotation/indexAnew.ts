import { randomBytes } from 'node:crypto';
import type { Database } from '../../../host/definition.ts';
import type { OpenRows } from '../../../host/vault/vault.ts';
import { normaliseEmail, normaliseIban, normalisePhone } from '../../normalise.ts';
import { indexOf, type IndexKey } from '../blindIndex.ts';
import { indexPlaces } from '../indexPlaces.ts';

/** Rows of one statement. */
const batchRows = 200;

interface IndexedTable {
  readonly table: string;
  /** Column of the subject's reference, and the property by which the row is sealed. */
  readonly owner: readonly [column: string, property: string];
  readonly kind: string;
  readonly index: string;
}

/** The columns that hold indexes: those of sealExisting.ts. */
const indexedTables: readonly IndexedTable[] = [
  {
    table: 'contact_point',
    owner: ['person_id', 'personId'],
    kind: 'kind',
    index: 'normalised',
  },
  {
    table: 'payment_instrument',
    owner: ['customer_id', 'customerId'],
    kind: "'INSTRUMENT'",
    index: 'value_index',
  },
];

interface IndexedRow {
  readonly id: string;
  readonly owner: string;
  readonly kind: keyof typeof indexPlaces;
  readonly value: string | null;
  readonly stored: string;
}

const normalise: Readonly<Record<keyof typeof indexPlaces, (text: string) => string | undefined>> =
  {
    EMAIL: normaliseEmail,
    PHONE: normalisePhone,
    INSTRUMENT: normaliseIban,
  };

export interface IndexAnewInput {
  /** customer-pii's own. */
  readonly store: Database;
  readonly opener: () => OpenRows;
}

/**
 * Computes anew, with the key `to`, each index of an older generation; answers how many rows that
 * were. The index of a value that can't be had any more becomes random: it was its person's too.
 */
export async function indexAnew(input: IndexAnewInput, to: IndexKey): Promise<number> {
  let rows = 0;
  for (const table of indexedTables) rows += await indexTable(input, table, to);
  return rows;
}

async function indexTable(
  { store, opener }: IndexAnewInput,
  { table, owner: [owner, property], kind, index }: IndexedTable,
  to: IndexKey,
): Promise<number> {
  let after = '';
  let total = 0;
  for (;;) {
    const rows = await store.query<IndexedRow>(
      `select t.id, t.${owner} as owner, ${kind} as kind, t.value, t.${index} as stored from ${table} t
       where t.id > $1 and t.${index} not like $2 order by t.id limit $3`,
      [after, `i${String(to.number)}.%`, batchRows],
    );
    const last = rows.at(-1);
    if (last === undefined) return total;
    after = last.id;
    total += rows.length;
    const open = rows.map(({ id, owner: subject, value }) => ({ id, [property]: subject, value }));
    await opener()(open.map((row) => ({ table, row })));
    const anew = rows.map((row, at) => anewOf(row, open[at]?.value ?? null, to));
    await store.query(
      `update ${table} t set ${index} = w.anew
       from unnest($1::text[], $2::text[], $3::text[]) w(id, stored, anew)
       where t.id = w.id and t.${index} = w.stored`,
      [rows.map(({ id }) => id), rows.map(({ stored }) => stored), anew],
    );
  }
}

function anewOf({ kind }: IndexedRow, value: string | null, to: IndexKey): string {
  const normalised = value === null ? undefined : normalise[kind](value);
  return normalised === undefined
    ? `i${String(to.number)}.${randomBytes(32).toString('base64url')}`
    : indexOf(to, indexPlaces[kind], normalised);
}

/** Rows that hold an index of another generation, or none but the value. */
export async function indexesLeft(store: Database, to: number): Promise<number> {
  let left = 0;
  for (const { table, index } of indexedTables) {
    const [row] = await store.query<{ readonly left: number }>(
      `select count(*)::int as left from ${table} where ${index} not like $1`,
      [`i${String(to)}.%`],
    );
    left += row?.left ?? 0;
  }
  return left;
}
