import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Excerpt } from '../core/excerpt.ts';
import { english } from '../core/report/english.ts';
import { french } from '../core/report/french.ts';
import { reportStyle } from '../core/report/page.ts';
import type { Language } from '../core/report/text.ts';
import { bundleScript } from './bundleScript.ts';

export interface EvidencePageInput {
  /** Files of the log by their path inside its folder; of a log that is too large for a page, an excerpt. */
  readonly log:
    | { readonly files: Iterable<readonly [path: string, bytes: Uint8Array]> }
    | { readonly excerpt: Excerpt };
  /** Text of the trust.json that the page pins; undefined: the page says UNPINNED. */
  readonly trust: string | undefined;
  readonly language?: Language;
}

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * A page that opens from disk without Node, verifies the log that stands in it, and says the verdict
 * in one sentence. It may run its own script and nothing else, and reach nothing.
 */
export function evidencePage({ log, trust, language = 'en' }: EvidencePageInput): string {
  const script = evidenceScript();
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(reportStyle)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${english.title} – ${french.title}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<p><button type="button" data-speak="en" lang="en">English</button>
<button type="button" data-speak="fr" lang="fr">Français</button></p>
<h1 data-language="en" lang="en">${english.title}</h1>
<h1 data-language="fr" lang="fr" hidden>${french.title}</h1>
<noscript><p class="verdict">NOT verified: this page verifies by a script, and scripts are off. – NON vérifié : cette page vérifie par un script, et les scripts sont désactivés.</p></noscript>
<div id="report" aria-live="polite"></div>
<p data-language="en" lang="en"><label for="folder">Verify the files of a folder instead: choose the log, or the evidence that has it.</label></p>
<p data-language="fr" lang="fr" hidden><label for="folder">Vérifier plutôt les fichiers d’un dossier : choisissez le journal, ou le dossier de preuves qui le contient.</label></p>
<p><input type="file" id="folder" webkitdirectory multiple></p>
</main>
<script type="application/octet-stream;base64" id="trust">${base64(Buffer.from(trust ?? ''))}</script>
${'files' in log ? [...log.files].map(dataBlock).join('\n') : excerptBlock(log.excerpt)}
<script>${script}</script>
</body>
</html>
`;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const dataBlock = ([path, bytes]: readonly [string, Uint8Array]): string =>
  `<script type="application/octet-stream;base64" data-path="${path.replaceAll(/[&<>"]/g, '_')}">${base64(bytes)}</script>`;

const excerptBlock = (excerpt: Excerpt): string =>
  `<script type="application/octet-stream;base64" id="excerpt">${base64(Buffer.from(JSON.stringify(excerpt)))}</script>`;

/** The verifier's core and the page's own part, in one script. */
export function evidenceScript(): string {
  const compiled = join(import.meta.dirname, 'client.js');
  if (!existsSync(compiled)) throw new TypeError('build first: the page is made of compiled files');
  const script = bundleScript(compiled);
  if (/<\/script|<!--/i.test(script)) throw new TypeError('the script would end its own element');
  return script;
}
