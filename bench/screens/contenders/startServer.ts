import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { projectFile } from '../../../lib/projectRoot.ts';
import { startChild, type Child } from '../../shared/processes/child.ts';
import { freePort } from '../../shared/processes/freePort.ts';
import { dieWithParent } from '../../shared/processes/pinning.ts';

export interface Server {
  readonly child: Child;
  readonly port: number;
}

export interface ServerInput {
  /** Path below `dist/bench/screens`. */
  readonly program: string;
  /** Words before the port. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const readyMs = 60_000;

/** Starts one of the alternatives' programs and waits until it answers anything over HTTP. */
export async function startServer({ program, args, environment }: ServerInput): Promise<Server> {
  const port = await freePort();
  const path = projectFile('dist', 'bench', 'screens', ...program.split('/'));
  const [file = process.execPath, ...words] = [
    ...dieWithParent('KILL'),
    ...[process.execPath, path, ...args, String(port)],
  ];
  const child = await startChild({
    ...{ file, args: words, folder: projectFile() },
    environment: { ...environment, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1' },
  });
  const giveUpAt = Date.now() + readyMs;
  while (!(await answers(port))) {
    if (child.hasEnded() || Date.now() > giveUpAt) {
      await child.stop();
      throw new Error(`${program} does not answer:\n${child.lastWords()}`);
    }
    await pause(100);
  }
  return { child, port };
}

async function answers(port: number): Promise<boolean> {
  try {
    const { body } = await request(`http://127.0.0.1:${String(port)}/`);
    await body.dump();
    return true;
  } catch {
    return false;
  }
}
