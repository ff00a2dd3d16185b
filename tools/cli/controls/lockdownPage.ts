import type { LockdownStatement } from './lockdownStatement.ts';

/** The page for people; the signed text is in it, so the one file can be verified as well. */
export function statementPage(given: LockdownStatement): string {
  const { statement: facts } = given;
  const rows: readonly (readonly [string, string])[] = [
    ['Restricted', facts.sentence],
    ['Level', facts.level],
    ['Reason', facts.reason],
    ['Ordered by', `${facts.orderedBy}, at ${facts.orderedAt}`],
    ['In effect since', facts.effectiveAt ?? 'not confirmed yet when this page was written'],
    ['Last release before it', facts.lastRelease ?? 'none among the newest releases'],
    ['Entry of the audit log', facts.entry],
    ['Lockdown version', String(facts.version)],
    ['Installation', facts.installation],
  ];
  const screens = facts.screens.map(
    ({ screen, roles, fields }) =>
      `<tr><td>${text(screen)}</td><td>${text(roles.join(', '))}</td><td>${text(fields.join(', '))}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Restriction ${text(facts.lockdown)}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}
th{width:12rem}code{word-break:break-all}</style></head><body>
<h1>Access is restricted</h1>
<table>${rows.map(([name, value]) => `<tr><th>${text(name)}</th><td>${text(value)}</td></tr>`).join('\n')}</table>
<h2>What screens lose</h2>
<table><tr><th>Screen</th><th>Roles</th><th>Fields</th></tr>${screens.join('\n')}</table>
<h2>How to verify</h2>
<ol><li><code>npx referent restrictions --verify FILE</code> checks both signatures against the keys of officers in the
installation's lock, and that this page says what was signed.</li>
<li>It then looks through the audit log: the entry above is in it, and no release after the entry
<code>lock.effective</code> was decided under a lockdown version below ${String(facts.version)}.</li>
<li>The log itself is verified by <code>npx referent audit verify</code>.</li></ol>
<p>It is lifted by two data-protection officers, never by one.</p>
<script type="application/json" id="statement">${JSON.stringify(given).replaceAll('<', '\\u003c')}</script>
</body></html>
`;
}

const escapes: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' },
};

const text = (value: string): string => value.replace(/[&<>"]/g, (found) => escapes[found] ?? '');

/** The signed text of a page, or of a JSON file. */
export function statementIn(file: string): unknown {
  const found = /<script type="application\/json" id="statement">(.*)<\/script>/.exec(file)?.[1];
  try {
    return JSON.parse(found ?? file);
  } catch {
    return undefined;
  }
}
