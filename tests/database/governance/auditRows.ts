import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { createEntryMaker, headerText, type EntryDraft } from '../../../audit/entry.ts';
import { createUlids } from '../../../lib/ulids.ts';
import type { TestStore } from '../../support/testStore.ts';

export interface AuditRow {
  readonly type?: EntryDraft['type'];
  readonly at: string;
  readonly actor?: string | null;
  readonly decision?: Readonly<Record<string, unknown>>;
  readonly subjects?: readonly { readonly store: string; readonly refs: readonly string[] }[];
}

/** A subject's reference for a test: 128 bits that are told apart by a number. */
export const ref = (number: number): string => number.toString(16).padStart(32, '0');

/** Writes sequenced entries as the sequencer leaves them; `actor: null` has no subject any more. */
export async function writeEntries(store: TestStore, rows: readonly AuditRow[]): Promise<void> {
  let now = '';
  const clock = { now: () => new Date(now) };
  const make = createEntryMaker({
    ...{ node: 'gateway-1', incarnation: 'a'.repeat(32), clock },
    newEntryId: createUlids(clock, (pool) => randomBytes(pool.length).copy(pool)),
    newSalt: () => randomBytes(32),
  });
  for (const [seq, row] of rows.entries()) {
    now = row.at;
    const decision = { screen: 'collections', purpose: 'collections', ...row.decision };
    const subjects = row.subjects ?? [];
    const actor = row.actor === undefined ? 'clerk-1' : row.actor;
    const subject =
      actor === null
        ? null
        : { actor, team: null, subjects, evidence: null, reason: null, trace: null };
    const entry = make({ type: row.type ?? 'release', decision: canonicalJson(decision), subject });
    await store.sql(
      `insert into audit_tree (only_row, size, edge) values (true, $1, '')
         on conflict (only_row) do update set size = $1`,
      [seq + 1],
    );
    await store.sql(
      `insert into audit_entry (seq, entry_id, type, at, node, incarnation, node_seq, header, decision,
         decision_salt, subject, subject_salt, actor, screen, purpose)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        ...[seq, entry.entryId, entry.type, entry.at, entry.node, entry.incarnation, entry.nodeSeq],
        ...[headerText(entry, seq), entry.decision, entry.decisionSalt, entry.subject],
        ...[entry.subjectSalt, actor, decision.screen, decision.purpose],
      ],
    );
    for (const { store: name, refs } of subjects) {
      await store.sql(
        'insert into audit_subject_ref (store, ref, seq) select $1, unnest($2::text[]), $3',
        [name, refs, seq],
      );
    }
  }
}
