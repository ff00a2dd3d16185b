import type { Found } from '../findings.ts';
import type { Report } from '../report.ts';
import { resultText, spotText, verdictText, wordsOf, type Language } from './text.ts';
import type { Words } from './words.ts';

/** Text as it stands in a page. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);

/** The look of reports, and of the evidence page around them. */
export const reportStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem; border-bottom: 1px solid #8886; }
td { overflow-wrap: anywhere; }
.verdict { font-size: 1.3rem; font-weight: 600; padding: 0.8rem 1rem; border-left: 0.5rem solid #b00020; }
.verdict.verified { border-color: #1b7f3b; }
.verdict.part { border-color: #a86a00; }
code { font-size: 0.85em; overflow-wrap: anywhere; }
`;

/** A report as the content of a page. */
export function reportSection(report: Report, language: Language): string {
  const words = wordsOf(language);
  const { labels } = words;
  const { operators, of } = report.witnesses.independence;
  const cosigned = report.witnesses.cosigned.join(', ') || '-';
  return `
<p class="verdict ${report.verdict}" role="status">${escaped(verdictText(report, words))}</p>
<p>${report.period === null ? '' : escaped(words.covered(report.size, report.period.from, report.period.to))}
${escaped(words.seed(report.samples.seed, report.samples.indexes.length))}</p>
<dl>
<dt>${labels.origin}</dt><dd><code>${escaped(report.origin ?? '-')}</code></dd>
<dt>${labels.root}</dt><dd><code>${report.root ?? '-'}</code></dd>
<dt>${labels.witnesses}</dt><dd>${escaped(cosigned)}; ${escaped(words.independence(operators, of))}</dd>
</dl>
${checkTable(report, words)}
<h2>${labels.findings}</h2>
${foundTable(report.findings, words)}
<h2>${labels.notices}</h2>
${foundTable(report.notices, words)}
${removalTable(report, words)}
${table(
  [labels.kind, labels.count],
  Object.entries(report.entries).map(([type, count]) => [type, String(count)]),
  labels.entries,
)}`;
}

/** A report as a page of its own, without a script. */
export function reportPage(report: Report, language: Language): string {
  const { title } = wordsOf(language);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>${reportSection(report, language)}
</main>
</body>
</html>
`;
}

const checkTable = (report: Report, words: Words): string =>
  table(
    ['', words.labels.check, words.labels.result, words.labels.examined],
    report.checks.map((result) => [
      ...[String(result.check), words.checks[result.check]],
      ...[resultText(result, words), String(result.examined)],
    ]),
    words.title,
  );

const foundTable = (found: readonly Found<keyof Words['codes']>[], words: Words): string =>
  found.length === 0
    ? `<p>${words.labels.none}</p>`
    : table(
        [words.labels.what, words.labels.first, words.labels.count],
        found.map((one) => [words.codes[one.code], spotText(one, words), String(one.count)]),
      );

const removalTable = ({ removals }: Report, words: Words): string =>
  removals.length === 0
    ? ''
    : `<h2>${words.labels.removals}</h2>${table(
        [words.labels.first, words.labels.law],
        removals.map(({ index, law }) => [words.entry(index), law]),
      )}`;

function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  caption?: string,
): string {
  const head = heads.map((text) => `<th scope="col">${escaped(text)}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${row.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`)
    .join('\n');
  const title = caption === undefined ? '' : `<caption>${escaped(caption)}</caption>`;
  return `<table>${title}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
