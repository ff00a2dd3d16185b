import { AppError } from '../../../lib/errors/appError.ts';
import type { ReadContext } from '../../host/definition.ts';
import { publishedPolicies, type PublishedPolicy } from '../publishedPolicy.ts';
import { shownFields, type DecisionBody, type ShownField } from './decisionFields.ts';

/** `Query.accessHistory(…)`. */
export interface HistoryQuestion {
  readonly store: string;
  readonly refs: readonly string[];
  readonly first?: number | null;
  readonly before?: string | null;
}

const firstDefault = 100;
const firstMax = 1_000;
const refsMax = 100;

interface ReleaseRow {
  readonly seq: string;
  readonly at: string;
  readonly decision: string;
}

/** When, why and on which screen one store's subjects were shown, newest first. Nobody is named. */
export async function accessHistory(
  _root: unknown,
  question: HistoryQuestion,
  read: ReadContext,
): Promise<readonly object[]> {
  const { store, refs, before } = question;
  const first = question.first ?? firstDefault;
  if (first < 1 || first > firstMax) throw new AppError('INVALID_INPUT', { subject: 'first' });
  if (refs.length > refsMax) throw new AppError('INVALID_INPUT', { subject: 'refs' });
  if ((before ?? null) !== null && !/^\d{1,18}$/.test(before ?? '')) {
    throw new AppError('INVALID_INPUT', { subject: 'before' });
  }
  const rows = await read.db.query<ReleaseRow>(
    `select seq, at, decision from audit_entry
      where type = 'release' and decision is not null and ($3::bigint is null or seq < $3)
        and seq in (select seq from audit_subject_ref where store = $1 and ref = any($2::text[]))
      order by seq desc limit ${String(first)}`,
    [store, refs, before ?? null],
  );
  return Promise.all(rows.map((row) => eventOf(row, store, read)));
}

async function eventOf(row: ReleaseRow, store: string, read: ReadContext): Promise<object> {
  const decision = JSON.parse(row.decision) as DecisionBody;
  const policy = await read.load(publishedPolicies, String(decision.epoch ?? 0), null);
  return {
    seq: row.seq,
    at: row.at,
    purpose: decision.purpose,
    screen: decision.screen,
    roles: decision.roles ?? [],
    fields: fieldsOfStore(shownFields(decision.forms), store, policy),
  };
}

/** A reference stands for what its own store showed; without that policy, nothing is left out. */
const fieldsOfStore = (
  fields: readonly ShownField[],
  store: string,
  policy: PublishedPolicy | undefined,
): readonly ShownField[] =>
  policy === undefined
    ? fields
    : fields.filter(({ coordinate }) => policy.fields[coordinate]?.store === store);
