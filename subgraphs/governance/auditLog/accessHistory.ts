import { AppError } from '../../../lib/errors/appError.ts';
import { storeNames } from '../../../lib/storeName.ts';
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

/** When, why and on which screen one store's subjects were shown, newest first. Nobody is named, and asking is an entry. */
export async function accessHistory(
  _root: unknown,
  question: HistoryQuestion,
  read: ReadContext,
): Promise<readonly object[]> {
  const { store, refs, before } = question;
  const first = question.first ?? firstDefault;
  const fault = faultIn(question, first);
  if (fault !== undefined) throw new AppError('INVALID_INPUT', { subject: fault });
  await read.audit.wasRead('history.read', [{ store, refs: [...new Set(refs)].sort() }]);
  const rows = await read.db.query<ReleaseRow>(
    `select seq, at, decision from audit_entry
      where type = 'release' and decision is not null and ($3::bigint is null or seq < $3)
        and seq in (select seq from audit_subject_ref where store = $1 and ref = any($2::text[]))
      order by seq desc limit ${String(first)}`,
    [store, refs, before ?? null],
  );
  return Promise.all(rows.map((row) => eventOf(row, store, read)));
}

/** The argument that is not what it should be; none of them may be written down then. */
function faultIn(
  { store, refs, before }: HistoryQuestion,
  first: number,
): keyof HistoryQuestion | undefined {
  if (!storeNames.some((name) => name === store)) return 'store';
  if (refs.length > refsMax || !refs.every((ref) => /^[0-9a-f]{32}$/.test(ref))) return 'refs';
  if (first < 1 || first > firstMax) return 'first';
  return /^\d{1,18}$/.test(before ?? '0') ? undefined : 'before';
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
