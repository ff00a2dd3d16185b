import { leafHash } from '../../../audit/tree/hashing.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import type { ReadContext } from '../../host/definition.ts';
import { newestCheckpoint } from './checkpoint.ts';
import { aboutEmployee } from './employees.ts';
import { shownFields, type DecisionBody } from './decisionFields.ts';

/** `Query.auditLog(…)`: every filter narrows. */
export interface LogQuestion {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly type?: readonly string[] | null;
  readonly actor?: string | null;
  readonly screen?: string | null;
  readonly coordinate?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
}

const firstDefault = 50;
const firstMax = 100;

interface EntryRow {
  readonly seq: string;
  readonly entry_id: string;
  readonly type: string;
  readonly at: string;
  readonly node: string;
  readonly incarnation: string;
  readonly node_seq: string;
  readonly header: string;
  readonly decision: string | null;
  readonly actor: string | null;
}

/** What fields of an entry that are made later start from. */
export interface ShownEntry {
  readonly seq: string;
  /** Its header's text: the bytes under the tree. */
  readonly leaf: string;
}

/** A page of entries, newest first; one statement, and one for the checkpoint. */
export async function auditLog(
  _root: unknown,
  question: LogQuestion,
  { db }: ReadContext,
): Promise<object> {
  const first = question.first ?? firstDefault;
  if (first < 1 || first > firstMax) throw new AppError('INVALID_INPUT', { subject: 'first' });
  const { where, parameters } = conditionsOf(question);
  const rows = await db.query<EntryRow>(
    `select seq, entry_id, type, at, node, incarnation, node_seq, header, decision, actor
       from audit_entry where ${where} order by seq desc limit ${String(first + 1)}`,
    parameters,
  );
  const edges = rows
    .slice(0, first)
    .map((row) => ({ cursor: cursorOf(row.seq), node: aboutEmployee(nodeOf(row), row.actor) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: (question.after ?? null) !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    checkpoint: await newestCheckpoint(db),
  };
}

/** One condition for each filter that is there, so that each can use its index. */
function conditionsOf(question: LogQuestion): {
  readonly where: string;
  readonly parameters: readonly unknown[];
} {
  const { after, type, actor, screen, coordinate, from, to } = question;
  const given: readonly (readonly [condition: (place: string) => string, value: unknown])[] = [
    [(place) => `seq < ${place}::bigint`, seqOf(after ?? null)],
    [(place) => `type = any(${place}::text[])`, type],
    [(place) => `actor = ${place}`, actor],
    [(place) => `screen = ${place}`, screen],
    [(place) => `at >= ${place}::timestamptz`, from],
    [(place) => `at < ${place}::timestamptz`, to],
    // The decision is canonical JSON: a field stands in it in quotes, and nowhere else.
    [(place) => `position(${place} in decision) > 0`, quotedField(coordinate ?? null)],
  ];
  const present = given.filter(([, value]) => (value ?? null) !== null);
  return {
    where:
      present.map(([condition], index) => condition(`$${String(index + 1)}`)).join(' and ') ||
      'true',
    parameters: present.map(([, value]) => value),
  };
}

function quotedField(coordinate: string | null): string | null {
  if (coordinate === null) return null;
  if (!/^\w+\.\w+$/.test(coordinate)) {
    throw new AppError('INVALID_INPUT', { subject: 'coordinate' });
  }
  return `"${coordinate}"`;
}

/** Cursors hold an entry's place in the log and nothing else. */
const cursorOf = (seq: string): string => Buffer.from(seq).toString('base64url');

function seqOf(cursor: string | null): string | null {
  if (cursor === null) return null;
  const seq = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^\d{1,18}$/.test(seq)) throw new AppError('INVALID_INPUT', { subject: 'after' });
  return seq;
}

/** What an entry says of a decision that its type does not have. */
const absent = {
  ...{ screen: null, document: null, purpose: null, basis: null, roles: [], region: null },
  ...{ epoch: null, lock: null, code: null, count: null, forms: {}, receipts: [] },
  ...{ subjects: null, rows: null, cells: null },
} satisfies Required<DecisionBody>;

const decisionOf = ({ decision }: EntryRow): DecisionBody =>
  decision === null ? {} : (JSON.parse(decision) as DecisionBody);

function nodeOf(row: EntryRow): ShownEntry & Readonly<Record<string, unknown>> {
  const decision: Required<DecisionBody> = {
    ...absent,
    ...decisionOf(row),
  };
  const { screen, document, purpose, basis, roles, region, epoch, code, count } = decision;
  const { subjects, rows, cells } = decision;
  return {
    entryId: row.entry_id,
    seq: row.seq,
    type: row.type,
    at: row.at,
    node: row.node,
    incarnation: row.incarnation,
    nodeSeq: row.node_seq,
    actor: row.actor,
    ...{ screen, document, purpose, basis, roles, region, epoch, code, count },
    ...{ subjects, rows, cells },
    policy: decision.lock,
    decisions: shownFields(decision.forms),
    receipts: decision.receipts.map(({ hash }) => hash),
    leafHash: Buffer.from(leafHash(Buffer.from(row.header))).toString('hex'),
    decision: row.decision,
    leaf: row.header,
  };
}
