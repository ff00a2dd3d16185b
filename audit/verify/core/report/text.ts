import type { Found } from '../findings.ts';
import type { Report } from '../report.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import type { Words } from './words.ts';

export type Language = 'en' | 'fr';

export const wordsOf = (language: Language): Words => (language === 'fr' ? french : english);

/** The verdict; its first sentence says so where no keys were pinned. */
export const verdictText = ({ verdict, pinned }: Report, words: Words): string =>
  pinned ? words.verdict[verdict] : `${words.unpinned} ${words.verdict[verdict]}`;

/** Where something was seen first. */
export function spotText({ first }: Found<string>, words: Words): string {
  const { index, where } = first;
  return [index === null ? [] : words.entry(index), where ?? []].flat().join(', ');
}

/** The report for a terminal. */
export function reportLines(report: Report, language: Language): string {
  const words = wordsOf(language);
  const { labels } = words;
  const { findings, notices, checks, removals, period, samples } = report;
  const listed = (list: readonly Found<keyof Words['codes']>[]): string[] =>
    list.map((one) => {
      const times = one.count > 1 ? ` (${words.times(one.count)})` : '';
      return `  - ${words.codes[one.code]} ${one.code}${times}: ${spotText(one, words)}`;
    });
  const { operators, of } = report.witnesses.independence;
  return [
    verdictText(report, words),
    ...(period === null ? [] : [words.covered(report.size, period.from, period.to)]),
    `${labels.witnesses}: ${report.witnesses.cosigned.join(', ') || '-'}; ${words.independence(operators, of)}`,
    ...checks.map(
      (result) =>
        `${String(result.check).padStart(4)}. ${words.checks[result.check]}: ${resultText(result, words)} (${String(result.examined)})`,
    ),
    ...(findings.length === 0 ? [] : [`${labels.findings}:`, ...listed(findings)]),
    ...(notices.length === 0 ? [] : [`${labels.notices}:`, ...listed(notices)]),
    ...(removals.length === 0 ? [] : [`${labels.removals}:`]),
    ...removals.map(({ index, law }) => `  - ${words.entry(index)}: ${law}`),
    words.seed(samples.seed, samples.indexes.length),
  ].join('\n');
}

export function resultText(
  { passed, skipped }: Report['checks'][number],
  { labels }: Words,
): string {
  if (!passed) return labels.failed;
  return skipped ? labels.skipped : labels.passed;
}
