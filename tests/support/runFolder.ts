import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { sha256Hex } from '../../lib/hash.ts';

/** The folder of this run, for what suites share; it is removed with the run. */
export function runFolder(): string {
  // eslint-disable-next-line no-restricted-properties -- the only channel from Jest's setup to its workers
  const told = process.env.REFERENT_TEST_RUN;
  if (told === undefined) throw new TypeError('this is not run by Jest with its global setup');
  return told;
}

/**
 * What is made of `input` alone, as JSON: made by the first suite of a run that asks for it, read by
 * the others. The program does not change under a run, so nothing can be stale.
 */
export function onceARun<Made>(kind: string, input: unknown, make: () => Made): Made {
  const file = join(runFolder(), kind, `${sha256Hex(JSON.stringify(input))}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Made;
  const text = JSON.stringify(make());
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
  // Parsed for the first as for the others: nobody gets more than JSON carries.
  return JSON.parse(text) as Made;
}
