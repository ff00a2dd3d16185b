import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { projectFile } from '../../../lib/projectRoot.ts';

const source = readFileSync(projectFile('node_modules', 'axe-core', 'axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** What axe calls serious or critical on a page as it stands, each with where. */
export async function seriousFindings(tab: Page): Promise<readonly string[]> {
  // By the debugger's own road, which the page's content security policy does not bind.
  await tab.evaluate(source);
  const violations = await tab.evaluate<readonly Violation[]>(
    'axe.run(document).then(({ violations }) => violations)',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
