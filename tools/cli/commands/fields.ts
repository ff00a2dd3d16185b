import { z } from 'zod';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { FieldRule, PolicyLock } from '../../../policies/lock.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { fieldSentence, sourceWords } from '../../../policies/sentence.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { json } from '../options.ts';
import { textTable } from '../textTable.ts';

const input = z.object({
  words: z.array(z.string()).max(1, { message: 'takes one word at most: a pattern' }),
  json,
});

export const command = defineCommand({
  name: 'fields',
  positionals: '[PATTERN]',
  summary: 'Shows where fields come from, what they say and who may see them.',
  details: ['PATTERN is a part of a field or has * in it: Customer.*, *.email*, credit.'],
  options: {},
  input,
  run,
});

/** One rule as a program gets it; `sentence` is what a data-protection officer reads. */
interface Listed {
  readonly coordinate: string;
  readonly store: string;
  readonly source: string;
  readonly guarantee: string;
  readonly class: string;
  readonly says: string;
  readonly sentence: string;
  readonly read: Readonly<Record<string, string>>;
  readonly write: readonly string[];
  readonly steward: string;
  readonly accountable: string;
}

function run(given: z.output<typeof input>, context: CommandContext): void {
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const [pattern = '*'] = given.words;
  const matches = matcherOf(pattern);
  const rules = Object.entries(lock.fields)
    .filter(([coordinate]) => matches(coordinate))
    .map(([coordinate, rule]) => listed(lock, coordinate, rule));
  if (rules.length === 0) throw new CommandFailure(`No field matches ${JSON.stringify(pattern)}.`);
  if (given.json) {
    context.print(JSON.stringify(rules, null, 2));
    return;
  }
  const rows = rules.map((rule) => [
    rule.coordinate,
    rule.store,
    rule.source,
    rule.class,
    formsText(rule.read),
    rule.says,
  ]);
  const heads = ['FIELD', 'STORE', 'SOURCE', 'CLASS', 'SHOWN FOR', 'SAYS'];
  for (const line of textTable(heads, rows)) context.print(line);
  const [only, second] = rules;
  if (only !== undefined && second === undefined) context.print(`\n${only.sentence}`);
}

const listed = (lock: PolicyLock, coordinate: string, rule: FieldRule): Listed => ({
  coordinate,
  store: rule.store,
  source: sourceWords(rule.source),
  guarantee: rule.guarantee,
  class: rule.class,
  says: rule.says,
  sentence: fieldSentence(lock, coordinate) ?? rule.says,
  read: rule.read,
  write: rule.write,
  steward: rule.steward,
  accountable: rule.accountable,
});

function matcherOf(pattern: string): (coordinate: string) => boolean {
  const words = pattern.toLowerCase();
  if (!words.includes('*')) return (coordinate) => coordinate.toLowerCase().includes(words);
  const parts = words.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`);
  return (coordinate) => expression.test(coordinate.toLowerCase());
}

const formsText = (read: Readonly<Record<string, string>>): string =>
  Object.entries(read)
    .map(([purpose, form]) => (form === 'clear' ? purpose : `${purpose} (${form})`))
    .join(', ') || 'nobody';
