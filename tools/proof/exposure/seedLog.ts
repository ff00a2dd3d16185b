import type pg from 'pg';
import { copyTable, type CopyValue } from '../../seed/copy.ts';
import { incidentWindow, madeEntries, rowOf, type LogPlan, type MadeEntry } from './plantedLog.ts';
import { nothingPlanted, plant, type Planted, type Question } from './questions.ts';

const entryColumns = [
  ...['seq', 'entry_id', 'type', 'at', 'node', 'incarnation', 'node_seq', 'header', 'decision'],
  ...['decision_salt', 'subject', 'subject_salt', 'actor', 'screen', 'purpose'],
];

/**
 * Puts the made-up entries beside the log, far behind its last place, by the owner of the tables:
 * no other role could, and the log itself does not take them in.
 */
export async function seedLog(
  client: pg.Client,
  plan: LogPlan,
  questions: readonly Question[],
): Promise<ReadonlyMap<Question, Planted>> {
  const planted = new Map(questions.map((question) => [question, nothingPlanted()]));
  const { from, to } = incidentWindow(plan);
  const note = (entry: MadeEntry): void => {
    if (entry.type !== 'release' || entry.at < from || entry.at >= to) return;
    for (const [question, found] of planted) if (question.finds(entry)) plant(found, entry);
  };
  await client.query('begin');
  await client.query('alter table audit_entry disable trigger user');
  await copyTable(client, {
    ...{ table: 'audit_entry', columns: entryColumns, rows: entryRows(plan, note) },
  });
  await client.query('alter table audit_entry enable trigger user');
  await copyTable(client, {
    ...{ table: 'audit_subject_ref', columns: ['store', 'ref', 'seq'], rows: refRows(plan) },
  });
  await client.query('commit');
  // What autovacuum has done to the rows of a log that grew over a month.
  await client.query('vacuum (analyze) audit_entry, audit_subject_ref');
  return planted;
}

function* entryRows(
  plan: LogPlan,
  note: (entry: MadeEntry) => void,
): Generator<readonly CopyValue[]> {
  for (const entry of madeEntries(plan)) {
    note(entry);
    yield rowOf(entry, plan);
  }
}

function* refRows(plan: LogPlan): Generator<readonly CopyValue[]> {
  for (const { type, seq, subjects } of madeEntries(plan)) {
    if (type !== 'release') continue;
    for (const { store, refs } of subjects) for (const ref of refs) yield [store, ref, seq];
  }
}
