import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { projectFile } from '../../lib/projectRoot.ts';
import type { Progress } from './progress.ts';

const run = promisify(execFile);
const deadlineMs = 120_000;

/**
 * Builds the console where its source changed; an installation without the bundler serves what it
 * was delivered with. The graph does not wait for a page that can't be built.
 */
export async function prepareConsole(progress: Progress): Promise<void> {
  const program = projectFile('dist', 'tools', 'web', 'main.js');
  const bundler = projectFile('node_modules', 'vite', 'package.json');
  if (![program, bundler].every((path) => existsSync(path))) return;
  const built = await progress.step('Console', () => build(program));
  if (!built) progress.note('The console could not be built: npm run build:web says why.');
}

async function build(program: string): Promise<boolean> {
  try {
    await run(process.execPath, [program], { timeout: deadlineMs });
    return true;
  } catch {
    // The note says how to see the reason; what was built before is still served.
    return false;
  }
}
