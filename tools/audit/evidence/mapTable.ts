import type { FieldRule, PolicyLock } from '../../../policies/lock.ts';
import { csvText } from '../../../policies/processing/recordCsv.ts';
import { eraseRuleWords, fieldSentence, sourceWords } from '../../../policies/sentence.ts';

const listed = (words: readonly string[]): string => words.join('; ');

const copyWords = (copy: FieldRule['copy']): string =>
  copy === undefined || typeof copy === 'string'
    ? (copy ?? '')
    : `of ${copy.of} until ${copy.until}: ${copy.because}`;

const columns: readonly (readonly [
  head: string,
  cell: (rule: FieldRule, coordinate: string, lock: PolicyLock) => string,
])[] = [
  ['field', (_rule, coordinate) => coordinate],
  ['store', ({ store }) => store],
  ['source', ({ source }) => sourceWords(source)],
  ['guarantee', ({ guarantee }) => guarantee],
  ['class', (rule) => rule.class],
  ['category', ({ category }) => category?.is ?? ''],
  ['accountable', ({ accountable }) => accountable],
  ['steward', ({ steward }) => steward],
  ['says', ({ says }) => says],
  [
    'read',
    ({ read }) => listed(Object.entries(read).map(([purpose, form]) => `${purpose} ${form}`)),
  ],
  ['exact', ({ predicate }) => listed(predicate.exact)],
  ['range', ({ predicate }) => listed(predicate.range)],
  ['sort', ({ predicate }) => listed(predicate.sort)],
  ['write', ({ write }) => listed(write)],
  ['residency', ({ residency }) => listed(residency)],
  ['erase', ({ erase }) => (erase === undefined ? '' : eraseRuleWords(erase))],
  ['copy', ({ copy }) => copyWords(copy)],
  ['sentence', (_rule, coordinate, lock) => fieldSentence(lock, coordinate) ?? ''],
];

/** The field-ownership map as a table, a line a field. */
export const mapTable = (lock: PolicyLock): string =>
  csvText([
    columns.map(([head]) => head),
    ...Object.entries(lock.fields)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([coordinate, rule]) => columns.map(([, cell]) => cell(rule, coordinate, lock))),
  ]);
