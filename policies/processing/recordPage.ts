import { activityText, dataName } from './recordText.ts';
import type { Activity, ProcessingRecord } from './recordFormat.ts';
import type { RecordWords } from './words.ts';

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const style = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:70rem;margin:0 auto;padding:1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
th,td{border:1px solid #8888;padding:.35rem .5rem;text-align:start;vertical-align:top}
tbody th{width:14rem}
caption{text-align:start;font-weight:600;padding:.25rem 0}
section{margin:2rem 0;break-inside:avoid-page}
code{overflow-wrap:anywhere}
.scroll{overflow-x:auto}
@media(max-width:40rem){tbody th{width:auto}}
`.trim();

/** The record as a page that needs nothing beside it: no script, no font, no picture. */
export function recordPage(record: ProcessingRecord, words: RecordWords): string {
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(words.title)}</title>
<style>
${style}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(words.title)}</h1>
${paragraphs(record, words)}
<h2>${escapeHtml(words.undeclared)}</h2>
${undeclaredTable(record, words)}
<h2>${escapeHtml(words.activities)}</h2>
${record.activities.map((activity) => activitySection(activity, words)).join('\n')}
</main>
</body>
</html>
`;
}

function paragraphs(record: ProcessingRecord, words: RecordWords): string {
  const { controller, observation, policy, madeAt } = record;
  const lines = [
    words.intro,
    controller === null
      ? `${words.controller}: ${words.controllerMissing}`
      : `${words.controller}: ${controller.name}, ${controller.contact}. ${words.officer}: ${controller.dataProtectionOfficer}.` +
        (controller.representative === null
          ? ''
          : ` ${words.representative}: ${controller.representative}.`),
    `${words.policy(policy.hash, policy.version)}. ${words.madeAt} ${madeAt}.`,
    observation === null
      ? words.notObserved
      : words.observedWindow(observation.from, observation.to, observation.releases),
  ];
  return lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
}

function undeclaredTable(
  { undeclared, observation }: ProcessingRecord,
  words: RecordWords,
): string {
  if (undeclared.length === 0) {
    const none = observation === null ? words.notObserved : words.undeclaredNone;
    return `<p>${escapeHtml(none)}</p>`;
  }
  const { heads } = words;
  return table(
    words.undeclared,
    [
      heads.purpose,
      heads.kind,
      heads.subject,
      heads.screen,
      heads.times,
      heads.first,
      heads.last,
      heads.then,
    ],
    undeclared.map((use) => [
      use.purpose,
      words.undeclaredKind[use.kind],
      use.form === null ? use.subject : `${use.subject} (${use.form})`,
      use.screen,
      String(use.releases),
      use.firstAt,
      use.lastAt,
      words.declaredThen(use.declaredThen),
    ]),
  );
}

function activitySection(activity: Activity, words: RecordWords): string {
  const { heads } = words;
  const text = activityText(activity, words);
  const listed = (items: readonly string[]): string => items.join('; ') || words.nobody;
  const rows: readonly (readonly [string, string])[] = [
    [
      heads.purpose,
      `${words.term(activity.is)} (${activity.is}); ${words.active(activity.active)}`,
    ],
    [heads.basis, text.basis],
    ...(activity.law === null ? [] : [[heads.law, activity.law] as const]),
    ...(text.assessments === '' ? [] : [[heads.assessments, text.assessments] as const]),
    [heads.roles, listed(activity.roles)],
    [heads.recipients, listed(activity.recipients)],
    [heads.persons, listed(text.persons)],
    [heads.data, listed(text.data)],
    [heads.retention, text.retention || words.nobody],
    [heads.erasure, listed(text.erasure)],
    [heads.stores, listed(text.stores)],
    [heads.residency, listed(text.residency)],
    [heads.safeguards, text.safeguards],
    [heads.documents, listed(activity.documents.map(({ name }) => name))],
    [heads.observed, text.observed],
    ...neverRows(activity, words),
  ];
  const body = rows
    .map(
      ([head, cell]) =>
        `<tr><th scope="row">${escapeHtml(head)}</th><td>${escapeHtml(cell)}</td></tr>`,
    )
    .join('\n');
  const name = escapeHtml(activity.purpose);
  return `<section aria-labelledby="${name}">
<h3 id="${name}">${name}</h3>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${name}"><table><tbody>
${body}
</tbody></table></div>
${fieldDetails(activity, words)}
</section>`;
}

function neverRows(
  { neverUsed }: Activity,
  words: RecordWords,
): readonly (readonly [string, string])[] {
  if (neverUsed === null) return [];
  return [
    [words.heads.neverFields, neverUsed.fields.join(', ') || words.nobody],
    [words.heads.neverRoles, neverUsed.roles.join(', ') || words.nobody],
  ];
}

function fieldDetails({ data, observed }: Activity, words: RecordWords): string {
  const fields = data.flatMap((group) =>
    group.fields.map(({ field, form }) => {
      const seen = observed?.fields
        .filter((use) => use.field === field)
        .reduce((sum, { releases }) => sum + releases, 0);
      return [field, dataName(group, words), form, seen === undefined ? '' : String(seen)];
    }),
  );
  if (fields.length === 0) return '';
  const { heads } = words;
  return `<details><summary>${escapeHtml(words.details(fields.length))}</summary>
${table(heads.data, [heads.field, heads.data, heads.form, heads.times], fields)}
</details>`;
}

function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const head = heads.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`)
    .join('\n');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table></div>`;
}
