import { AppError } from '../../../lib/errors/appError.ts';
import type { ReadContext } from '../../host/definition.ts';
import { aboutEmployee } from './employees.ts';

/** `Query.exposure(…)`. */
export interface ExposureQuestion {
  readonly actor?: string | null;
  readonly screen?: string | null;
  readonly from: string;
  readonly to: string;
  readonly knownAt?: string | null;
}

interface ExposedActor {
  readonly actor: string;
  readonly entries: number;
}

const actorsMax = 100;

/** `ExposureReport.actors`: each is about the employee whom it names. */
export function exposedActors(
  { actors }: { readonly actors: readonly ExposedActor[] },
  { first }: { readonly first?: number | null },
): readonly ExposedActor[] {
  const count = first ?? actorsMax;
  if (count < 0 || count > actorsMax) throw new AppError('INVALID_INPUT', { subject: 'first' });
  return actors.slice(0, count).map((shown) => aboutEmployee({ ...shown }, shown.actor));
}

/** GDPR Art. 33(1). */
const notifyWithinMs = 72 * 3_600_000;
const refsMax = 100_000;

interface ExposureRow {
  readonly entries: number;
  readonly first_at: string | null;
  readonly last_at: string | null;
  readonly actor_count: number;
  readonly actors: readonly ExposedActor[];
  readonly screens: readonly string[];
  readonly purposes: readonly string[];
  readonly without_subject: number;
  readonly fields: readonly object[];
  readonly stores: readonly {
    readonly store: string;
    readonly subjects: number;
    readonly refs: readonly string[] | null;
  }[];
}

/**
 * Whom and what the releases of an actor, a screen or a window of time reached: exact sets, in one
 * statement. Releases are alike in few ways, so what they showed is taken apart once a way, not
 * once a release. References are random hex: bytes are order enough, and a language's costs seconds;
 * so does jsonb, which looks at each of them again at every step, where json is text.
 */
export async function exposure(
  _root: unknown,
  question: ExposureQuestion,
  { db, clock }: ReadContext,
): Promise<object> {
  if (question.from >= question.to) throw new AppError('INVALID_INPUT', { subject: 'to' });
  const { where, parameters } = conditionsOf(question);
  const [row] = await db.query<ExposureRow>(statement(where), parameters);
  if (row === undefined) throw new TypeError('an aggregate is one row');
  const knownAt = question.knownAt ?? clock.now().toISOString();
  return {
    entries: row.entries,
    subjects: row.stores.reduce((sum, { subjects }) => sum + subjects, 0),
    stores: row.stores,
    fields: row.fields,
    actorCount: row.actor_count,
    actors: row.actors,
    screens: row.screens,
    purposes: row.purposes,
    firstAt: row.first_at,
    lastAt: row.last_at,
    withoutSubject: row.without_subject,
    knownAt,
    notifyBy: new Date(Date.parse(knownAt) + notifyWithinMs).toISOString(),
  };
}

interface Conditions {
  /** Releases that match, and those of the same screen and time of which the actor is not known. */
  readonly where: { readonly hit: string; readonly removed: string };
  readonly parameters: readonly unknown[];
}

function conditionsOf({ actor, screen, from, to }: ExposureQuestion): Conditions {
  const parameters: unknown[] = [from, to];
  const add = (value: unknown): string => `$${String(parameters.push(value))}`;
  const within =
    `type = 'release' and at >= $1::timestamptz and at < $2::timestamptz` +
    ((screen ?? null) === null ? '' : ` and screen = ${add(screen)}`);
  const by = (actor ?? null) === null ? '' : ` and actor = ${add(actor)}`;
  return {
    where: { hit: within + by, removed: `${within} and subject is null` },
    parameters,
  };
}

const statement = ({ hit, removed }: Conditions['where']): string => `
  with hit as materialized (
    select seq, at, actor, screen, purpose, decision::jsonb -> 'forms' as forms
      from audit_entry where ${hit}
  ), refs as (
    select distinct r.store collate "C" as store, r.ref collate "C" as ref from hit join audit_subject_ref r on r.seq = hit.seq
  ), stores as (
    select store, count(*)::int as subjects,
           case when (select count(*) from refs) <= ${String(refsMax)}
                then array_agg(ref order by ref) end as refs
      from refs group by store
  ), who as (
    select actor, count(*)::int as entries from hit where actor is not null group by actor
  ), ways as (
    select forms, count(*)::int as entries from hit group by forms
  ), fields as (
    select field as coordinate, form.key as form, sum(entries)::int as entries
      from ways, jsonb_each(forms) form, jsonb_array_elements_text(form.value) field
     group by field, form.key
  )
  select count(*)::int as entries, min(at) as first_at, max(at) as last_at,
         (select count(*)::int from who) as actor_count,
         (select coalesce(json_agg(row_to_json(w) order by entries desc, actor), '[]')
            from (select * from who order by entries desc, actor limit ${String(actorsMax)}) w) as actors,
         coalesce(array_agg(distinct screen order by screen) filter (where screen is not null), '{}') as screens,
         coalesce(array_agg(distinct purpose order by purpose) filter (where purpose is not null), '{}') as purposes,
         (select count(*)::int from audit_entry where ${removed}) as without_subject,
         (select coalesce(jsonb_agg(to_jsonb(f) order by coordinate, form), '[]') from fields f) as fields,
         (select coalesce(json_agg(row_to_json(s) order by store), '[]') from stores s) as stores
    from hit`;
