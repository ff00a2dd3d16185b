import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { youngGenerationFlag } from '../../../gateway/process/youngGeneration.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { CommandFailure } from '../../cli/command.ts';
import type { Point } from './points.ts';

export interface StruckGateway {
  readonly url: string;
  /** Resolves to the signal that ended it, or to how else it ended. */
  readonly ended: Promise<string>;
  readonly end: () => void;
}

/** Starts a gateway that will die at the point, the `after`-th time that it comes there. */
export async function startStruck(
  environment: Readonly<Record<string, string>>,
  point: Point,
  after: number,
): Promise<StruckGateway> {
  const program = projectFile('dist', 'tools', 'proof', 'release', 'gateway', 'main.js');
  const child = spawn(process.execPath, [youngGenerationFlag, program], {
    env: { ...environment, STRIKE_POINT: point, STRIKE_AT: String(after) },
    // Its parent's end ends it.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.stdout === null || child.stderr === null) throw new TypeError('there are no pipes');
  let lastWords = '';
  child.stderr.on('data', (chunk: Buffer) => (lastWords += chunk.toString('utf8')));
  let lastLine = '';
  // Its log ends with why it ended, where it was not killed.
  const ended = once(child, 'close').then(([code, signal]) =>
    typeof signal === 'string' ? signal : `code ${String(code)}: ${lastLine} ${lastWords}`,
  );
  const lines = createInterface(child.stdout);
  lines.on('line', (text) => (lastLine = text));
  const started = new Promise<string>((resolve) => {
    lines.on('line', (text) => {
      if (!text.includes('"event":"started"')) return;
      resolve((JSON.parse(text) as { readonly url: string }).url);
    });
  });
  const url = await Promise.race([
    started,
    ended.then((how) => {
      throw new CommandFailure(`The gateway ended before it served: ${how}`);
    }),
  ]);
  return { url, ended, end: () => child.kill('SIGKILL') };
}
