import type { Clock } from '../../../lib/clock.ts';
import type { Database } from '../../host/definition.ts';
import type { KeyUse, SubjectOfRow } from './sealedTables.ts';

export interface KeyDestruction {
  /** A person, and each customer who is that person. */
  readonly subjects: readonly SubjectOfRow[];
  /** `law` is destroyed once the law's term is over. */
  readonly uses: readonly KeyUse[];
}

/** The person, and the customers who are that person: values of either are that person's. */
export async function subjectsOfPerson(
  store: Database,
  personId: string,
): Promise<readonly SubjectOfRow[]> {
  const customers = await store.query<{ readonly customer_id: string }>(
    `select i.customer_id from party_identity i
     left join party_kind k on k.customer_id = i.customer_id
     where i.person_id = $1 and k.kind is distinct from 'LEGAL_PERSON'`,
    [personId],
  );
  return [
    { kind: 'person', id: personId },
    ...customers.map(({ customer_id: id }) => ({ kind: 'customer', id }) as const),
  ];
}

/**
 * Destroys keys: from the next look-up on nothing that they sealed opens. A subject that had no key
 * gets the mark as well, so that nothing is sealed for it afterwards. Done again, it does nothing;
 * answers how many keys it destroyed.
 */
export async function destroyKeys(
  keys: Database,
  { subjects, uses }: KeyDestruction,
  { clock, newId }: { readonly clock: Clock; readonly newId: () => string },
): Promise<number> {
  const named = subjects.flatMap(({ kind, id }) => uses.map((use) => ({ kind, id, use })));
  const at = clock.now().toISOString();
  const [counted] = await keys.query<{ readonly destroyed: number }>(
    `with named as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) n(kind, subject, use, id)),
     marked as (
       insert into subject_key (id, subject_kind, subject, use, version, generation, created_at, destroyed_at)
       select n.id, n.kind, n.subject, n.use, 1, 0, $5, $5 from named n
       where not exists (select 1 from subject_key k
         where k.subject_kind = n.kind and k.subject = n.subject and k.use = n.use)),
     gone as (
       update subject_key k set wrapped = null, destroyed_at = $5 from named n
       where k.subject_kind = n.kind and k.subject = n.subject and k.use = n.use
         and k.destroyed_at is null
       returning k.id)
     select count(*)::int as destroyed from gone`,
    [
      named.map(({ kind }) => kind),
      named.map(({ id }) => id),
      named.map(({ use }) => use),
      named.map(() => newId()),
      at,
    ],
  );
  return counted?.destroyed ?? 0;
}
