import type { Client } from 'pg';

/** A table and what of it is read. */
export interface ScannedTable {
  readonly schema: string;
  readonly table: string;
  /** Columns of the primary key, in order; empty where there is none. */
  readonly key: readonly string[];
  readonly columns: readonly ScannedColumn[];
}

export interface ScannedColumn {
  readonly name: string;
  readonly isJson: boolean;
}

export interface TablesOf {
  readonly tables: readonly ScannedTable[];
  /** Columns of types in which no text, number or day stands. */
  readonly otherTypes: number;
}

interface Row {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly category: string;
  readonly key: readonly string[];
}

/** Text, arrays, days and times, enumerations and numbers (pg_type.typcategory), and JSON in either form. */
const readCategories = new Set(['S', 'A', 'D', 'E', 'N']);
const readTypes = new Set(['json', 'jsonb', 'xml', 'uuid', 'hstore', 'citext']);

/** Every table and materialised view of a database that holds rows of its own. */
export async function tablesOf(client: Client): Promise<TablesOf> {
  const { rows } = await client.query<Row>(
    `select n.nspname as schema, c.relname as table, a.attname as column,
            format_type(a.atttypid, null) as type, t.typcategory as category,
            coalesce((select array_agg(k.attname::text order by array_position(i.indkey::int2[], k.attnum))
               from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any (i.indkey)
              where i.indrelid = c.oid and i.indisprimary), '{}') as key
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_type t on t.oid = a.atttypid
      where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        and n.nspname !~ '^pg_(toast|temp)' and has_table_privilege(c.oid, 'select')
      order by n.nspname, c.relname, a.attnum`,
  );
  const tables = new Map<string, Row[]>();
  for (const row of rows) {
    const name = `${row.schema}.${row.table}`;
    tables.set(name, [...(tables.get(name) ?? []), row]);
  }
  const isRead = ({ category, type }: Row): boolean =>
    readCategories.has(category) || readTypes.has(type);
  return {
    otherTypes: rows.filter((row) => !isRead(row)).length,
    tables: Array.from(tables.values()).flatMap((columns) => {
      const [first] = columns;
      if (first === undefined) return [];
      const { schema, table, key } = first;
      const read = columns.filter(isRead);
      return [{ schema, table, key, columns: read.map(columnOf) }];
    }),
  };
}

const columnOf = ({ column, type }: Row): ScannedColumn => ({
  name: column,
  isJson: type === 'json' || type === 'jsonb',
});
