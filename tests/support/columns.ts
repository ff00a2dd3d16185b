import type { StoreName } from '../../lib/storeName.ts';
import { compilePolicies } from '../../policies/compiler/compile.ts';
import { loadProject } from '../../policies/compiler/loadProject.ts';
import type { Catalogue, CatalogueColumn } from '../../policies/compiler/types.ts';
import type { TestStore } from './testStore.ts';

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** I4 of one store: what its live catalogue says against the project's policy map. */
export async function columnProblems(
  store: StoreName,
  { sql }: Pick<TestStore, 'sql'>,
): Promise<readonly string[]> {
  const rows = await sql<ColumnRow>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
       not a.attnotnull as nullable
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
       and a.attnum > 0 and not a.attisdropped`,
  );
  const tables: Record<string, Record<string, CatalogueColumn>> = {};
  for (const { table, column, type, nullable } of rows) {
    tables[table] = { ...tables[table], [column]: { type, nullable } };
  }
  const catalogue: Catalogue = { [store]: tables };
  const { violations } = compilePolicies({ ...loadProject(), catalogue });
  return violations
    .filter(({ invariant, file }) => invariant === 'I4' && file === `policies/${store}.yaml`)
    .map(({ message }) => message);
}
