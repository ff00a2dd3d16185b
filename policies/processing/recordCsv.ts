import { activityText } from './recordText.ts';
import type { Activity, ProcessingRecord } from './recordFormat.ts';
import type { RecordWords } from './words.ts';

/** RFC 4180; a cell that a spreadsheet would compute is kept a text. */
export function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

/** The record as a table, a line a purpose. */
export function recordCsv(record: ProcessingRecord, words: RecordWords): string {
  const { heads } = words;
  const undeclaredOf = ({ purpose }: Activity): string =>
    record.undeclared
      .filter((use) => use.purpose === purpose)
      .map(({ kind, subject, screen }) => `${words.undeclaredKind[kind]}: ${subject} (${screen})`)
      .join('; ');
  const columns: readonly (readonly [head: string, cell: (activity: Activity) => string])[] = [
    [heads.purpose, ({ purpose }) => purpose],
    ['DPV', ({ is }) => is],
    [heads.basis, (activity) => activityText(activity, words).basis],
    [heads.law, ({ law }) => law ?? ''],
    [heads.assessments, (activity) => activityText(activity, words).assessments],
    [heads.roles, ({ roles }) => roles.join('; ')],
    [heads.recipients, ({ recipients }) => recipients.join('; ')],
    [heads.persons, (activity) => activityText(activity, words).persons.join('; ')],
    [heads.data, (activity) => activityText(activity, words).data.join('; ')],
    [heads.retention, (activity) => activityText(activity, words).retention],
    [heads.erasure, (activity) => activityText(activity, words).erasure.join('; ')],
    [heads.stores, (activity) => activityText(activity, words).stores.join('; ')],
    [heads.residency, (activity) => activityText(activity, words).residency.join('; ')],
    [heads.safeguards, (activity) => activityText(activity, words).safeguards],
    [heads.documents, ({ documents }) => documents.map(({ name }) => name).join('; ')],
    [heads.observed, (activity) => activityText(activity, words).observed],
    [heads.neverFields, ({ neverUsed }) => neverUsed?.fields.join('; ') ?? ''],
    [heads.neverRoles, ({ neverUsed }) => neverUsed?.roles.join('; ') ?? ''],
    [words.undeclared, undeclaredOf],
  ];
  return csvText([
    columns.map(([head]) => head),
    ...record.activities.map((activity) => columns.map(([, cell]) => cell(activity))),
  ]);
}
