import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { projectFile } from '../../lib/projectRoot.ts';

/**
 * A function of a part that the production image leaves out (composition, synthetic data): loaded
 * by path when it is needed, and missed with a sentence.
 */
export async function developmentPart(
  program: string,
  name: string,
  what: string,
): Promise<(...given: readonly never[]) => unknown> {
  const path = projectFile('dist', ...program.split('/'));
  if (!existsSync(path)) throw new Error(`This installation has no ${what}: ${path} is not there.`);
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  const part = module[name];
  if (typeof part !== 'function') throw new TypeError(`${program} exports no function ${name}`);
  return part as (...given: readonly never[]) => unknown;
}
