import { AppError } from '../../../lib/errors/appError.ts';
import type { ComputedField, Database } from '../definition.ts';
import type { BoundRow, BoundType, BoundTypes } from '../graph/boundTypes.ts';
import { subjectsOfId } from './dataSubject.ts';
import { knownRefs, type AuditRef } from './refs.ts';

export interface ReferencesInput {
  /** The store's own. */
  readonly database: Database;
  /** Where the table `audit_ref` is. */
  readonly refs: Database;
  readonly types: BoundTypes;
}

/** Rows of one type that may have stood for a person before the person was known. */
const ownRowsMax = 10_000;

/**
 * The references that a store's receipts have given to a subject: those of the names that it goes
 * by, and those of rows that stood for it themselves before the store knew whose they were.
 */
export async function referencesOf(
  { database, refs, types }: ReferencesInput,
  subjects: readonly string[],
): Promise<readonly AuditRef[]> {
  const rows = [...types.values()].filter(hasSubject);
  const met = await kindsMet(
    refs,
    rows.map(({ name }) => name),
  );
  const own: string[] = [];
  for (const type of rows) {
    if (met.has(type.name)) own.push(...(await ownRows(database, type, subjects)));
  }
  return knownRefs(refs, [...subjects, ...own]);
}

type SubjectType = BoundType & { readonly row: BoundRow; readonly subject: string };

const hasSubject = (type: BoundType): type is SubjectType =>
  type.row !== undefined && type.subject !== undefined;

/** The types of which a row ever was a subject of its own. */
async function kindsMet(refs: Database, kinds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await refs.query<{ readonly kind: string }>(
    `select kind from unnest($1::text[]) k(kind)
      where exists (select from audit_ref r where r.kind = k.kind)`,
    [kinds],
  );
  return new Set(rows.map(({ kind }) => kind));
}

async function ownRows(
  database: Database,
  { name, row: { key, shape }, subject }: SubjectType,
  subjects: readonly string[],
): Promise<readonly string[]> {
  const rows = await database.query<{ readonly id: string }>(
    `select t."${key.column}"::text as id from "${shape.table}" t
      where ${subject} = any($1::text[]) limit ${String(ownRowsMax + 1)}`,
    [subjects],
  );
  if (rows.length > ownRowsMax) throw new AppError('LIMIT_EXCEEDED');
  return rows.map(({ id }) => `${name} ${id}`);
}

/** A field of the graph that answers them, and leaves an entry in the audit log before it does. */
export const auditReferences: ComputedField = async (
  { id }: { readonly id: string },
  _args,
  { audit },
) => {
  const subjects = subjectsOfId(id);
  if (subjects === undefined) return null;
  const refs = await audit.referencesOf(subjects);
  await audit.wasRead('references.read', [{ store: audit.store, refs }]);
  return refs;
};
