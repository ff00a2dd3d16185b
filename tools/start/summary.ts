import { product } from '../../lib/product.ts';
import { personas } from '../issuer/personas.ts';
import type { RunFile } from './runFile.ts';

/** What to open, whom to sign in as and what to try, once everything runs. `example` is words of the command line. */
export function summaryOf(run: RunFile, folder: string, example: string): readonly string[] {
  const data = folder === '' ? '' : ` --data ${folder}`;
  const addresses = Object.entries(run.processes).map(
    ([name, { url }]) => `  ${name.padEnd(14)} ${url}`,
  );
  return [
    '',
    `Console          ${run.url}/`,
    `Graph            ${run.url}/graphql`,
    `Health           ${run.url}/health/ready`,
    ...(run.mode === 'development' ? [`Explorer         ${run.url}/graphiql`] : []),
    '',
    'Processes:',
    ...addresses,
    ...(run.issuer.demonstration ? ['', 'Sign in as (a persona for each role):', ...listed()] : []),
    ...(run.issuer.demonstration ? ['', 'Try:', `  npx ${product} ${example}${data}`] : []),
    '',
    ...modeLines(run),
    `Ctrl-C stops everything; so does npx ${product} stop${data}. The data stays.`,
  ];
}

const modeLines = (run: RunFile): readonly string[] =>
  run.mode === 'development'
    ? ['Development mode: on loopback alone, synthetic data, nobody real can sign in.']
    : ['Production mode: registered screens and commands alone.'];

/** Several ids a line: there are as many personas as roles, and more. */
function listed(): readonly string[] {
  const perLine = 6;
  const ids = personas.map(({ id }) => id);
  const lines: string[] = [];
  for (let index = 0; index < ids.length; index += perLine) {
    lines.push(`  ${ids.slice(index, index + perLine).join(', ')}`);
  }
  return lines;
}
