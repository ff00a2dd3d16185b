import { AppError } from '../../../lib/errors/appError.ts';
import type { Database } from '../definition.ts';
import { partsOfSubject } from './subjects.ts';

/** 128 random bits, hex: the name by which the audit log knows a subject of this store. */
export type AuditRef = string;

export interface RefsInput {
  /** Where the table `audit_ref` is. */
  readonly database: Database;
  readonly newRef: () => AuditRef;
  readonly keptMax?: number;
}

/** The refs of subjects, sorted, each once; says of each statement that it took. Throws `AUDIT_UNAVAILABLE` where they can't be had. */
export type RefsOf = (
  subjects: Iterable<string>,
  counted: () => void,
  /** A transaction's own database: what it makes is not kept in memory, for it may be rolled back. */
  inside?: Database,
) => Promise<readonly AuditRef[]>;

const keptMaxDefault = 100_000;
/** A name taken by another in the same moment is found at the next attempt. */
const attemptsMax = 3;

/**
 * Refs of subjects: those that this process has met are kept in memory, the least recently used go
 * first; all others of a question are found or made by one statement.
 */
export function createRefs({ database, newRef, keptMax = keptMaxDefault }: RefsInput): RefsOf {
  const kept = new Map<string, AuditRef>();
  const keep = (subject: string, ref: AuditRef): void => {
    kept.delete(subject);
    kept.set(subject, ref);
    if (kept.size > keptMax) kept.delete(kept.keys().next().value ?? '');
  };
  return async (subjects, counted, inside) => {
    const refs: AuditRef[] = [];
    let missing: string[] = [];
    for (const subject of subjects) {
      const ref = kept.get(subject);
      if (ref === undefined) {
        missing.push(subject);
      } else {
        keep(subject, ref);
        refs.push(ref);
      }
    }
    for (let attempt = 0; missing.length > 0; attempt += 1) {
      if (attempt === attemptsMax) throw new AppError('AUDIT_UNAVAILABLE');
      counted();
      const found = await findOrMake(inside ?? database, missing, newRef);
      for (const [subject, ref] of found) {
        if (inside === undefined) keep(subject, ref);
        refs.push(ref);
      }
      missing = missing.filter((subject) => !found.has(subject));
    }
    return refs.sort();
  };
}

/** The refs that these subjects have already, sorted; none is made. Throws `AUDIT_UNAVAILABLE`. */
export async function knownRefs(
  database: Database,
  subjects: readonly string[],
): Promise<readonly AuditRef[]> {
  const parts = subjects.map(partsOfSubject);
  const rows = await database
    .query<Pick<RefRow, 'ref'>>(
      `select r.ref from unnest($1::text[], $2::text[]) w(kind, subject)
         join audit_ref r using (kind, subject)`,
      [parts.map(({ kind }) => kind), parts.map(({ id }) => id)],
    )
    .catch((cause: unknown) => {
      throw new AppError('AUDIT_UNAVAILABLE', { cause });
    });
  return rows.map(({ ref }) => ref).sort();
}

const statement = `
  with wanted as (select * from unnest($1::text[], $2::text[], $3::text[]) w(kind, subject, ref)),
    made as (insert into audit_ref select kind, subject, ref from wanted
      on conflict do nothing returning kind, subject, ref)
  select kind, subject, ref from made
  union all
  select r.kind, r.subject, r.ref from audit_ref r join wanted w using (kind, subject)`;

interface RefRow {
  readonly kind: string;
  readonly subject: string;
  readonly ref: AuditRef;
}

async function findOrMake(
  database: Database,
  subjects: readonly string[],
  newRef: () => AuditRef,
): Promise<ReadonlyMap<string, AuditRef>> {
  // One order for all, so that two questions never wait for each other.
  const parts = [...subjects].sort().map(partsOfSubject);
  const rows = await database
    .query<RefRow>(statement, [
      parts.map(({ kind }) => kind),
      parts.map(({ id }) => id),
      parts.map(() => newRef()),
    ])
    .catch((cause: unknown) => {
      throw new AppError('AUDIT_UNAVAILABLE', { cause });
    });
  return new Map(rows.map(({ kind, subject, ref }) => [`${kind} ${subject}`, ref]));
}
