import { z } from 'zod';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { json, noWords } from '../options.ts';
import { violationCount, violationLines } from '../violations.ts';

const input = z.object({
  words: noWords,
  json,
  check: z.boolean().default(false),
  'keep-catalogue': z.boolean().default(false),
});

export const command = defineCommand({
  name: 'generate',
  summary: 'Writes the supergraph, the policy lock, typed documents and references.',
  details: [
    'The columns of all stores are read from a database server of its own, after all migrations.',
  ],
  options: {
    check: { type: 'boolean', says: 'Write nothing; fail where a generated file is not current.' },
    'keep-catalogue': {
      type: 'boolean',
      says: 'Do not run the migrations: trust the committed schema/catalogue.json.',
    },
  },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const { runGenerate } = await import('../../generate/generate.ts');
  const { freshCatalogue } = await import('../catalogue.ts');
  const catalogue = given['keep-catalogue'] ? {} : { catalogue: await freshCatalogue() };
  const result = await runGenerate({ ...catalogue, dryRun: given.check });
  if (result.violations.length > 0) {
    const first = `Nothing was written: ${violationCount(result.violations)}.`;
    const message = [first, ...violationLines(result.violations)].join('\n');
    throw new CommandFailure(message, { answer: result });
  }
  if (given.check && result.changed.length > 0) {
    throw new CommandFailure(
      `Not current: ${result.changed.join(', ')}. Run npm run generate and commit what it writes.`,
      { answer: result },
    );
  }
  if (given.json) context.print(JSON.stringify(result, null, 2));
  else if (result.changed.length === 0) context.print('Every generated file is current.');
  else for (const file of result.changed) context.print(`wrote ${file}`);
}
