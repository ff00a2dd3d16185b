import type { Database } from '../definition.ts';
import type { BoundRow, BoundType } from '../graph/boundTypes.ts';
import type { ListPlan } from '../graph/listPlan.ts';
import type { Page } from './connection.ts';
import { listStatement, type ListQuestion } from './listStatement.ts';
import { visibleSql } from './visibility.ts';

type Raw = Readonly<Record<string, unknown>>;

/** The rows of these keys that may be seen, in the order of the keys. */
export async function rowsByKeys(
  db: Database,
  type: BoundType,
  { shape, key }: BoundRow,
  keys: readonly string[],
  purpose: string,
): Promise<readonly (object | null)[]> {
  const rows = await db.query<Raw>(
    `select ${shape.select} from "${shape.table}" t
      where t."${key.column}" = any($1::${key.type}[]) and ${visibleSql(type, purpose)}`,
    [keys],
  );
  const byKey = new Map(rows.map((row) => [String(row[key.property]), row]));
  return keys.map((wanted) => byKey.get(wanted) ?? null);
}

/** Which of these keys belong to parties that may be seen; for types whose rows are elsewhere. */
export async function visibleKeys(
  db: Database,
  type: BoundType,
  keys: readonly string[],
  purpose: string,
): Promise<readonly (object | null)[]> {
  const rows = await db.query<{ readonly id: string }>(
    `select t.id from unnest($1::text[]) t(id) where ${visibleSql(type, purpose)}`,
    [keys],
  );
  const seen = new Set(rows.map(({ id }) => id));
  return keys.map((key) => (seen.has(key) ? { [type.keyField]: key } : null));
}

/** A page for each parent, in the order of the parents. */
export async function pagesOf(
  db: Database,
  plan: ListPlan,
  parents: readonly string[],
  question: ListQuestion,
): Promise<readonly Page[]> {
  const { text, values } = listStatement(plan, parents, question);
  const found = new Map<string, { rows: object[]; total: number | null }>();
  for (const { $parent, $total, $n, ...row } of await db.query<Raw>(text, values)) {
    const parent = String($parent);
    const page = found.get(parent) ?? { rows: [], total: question.count ? Number($total) : null };
    if (($n ?? null) !== null) page.rows.push(row);
    found.set(parent, page);
  }
  const limit = question.page?.limit ?? 0;
  return parents.map((parent) => {
    const { rows, total } = found.get(parent) ?? { rows: [], total: null };
    return {
      rows: rows.slice(0, limit - 1),
      hasNextPage: rows.length >= limit && limit > 0,
      total,
    };
  });
}
