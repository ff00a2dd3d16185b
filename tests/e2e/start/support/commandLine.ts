import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { dataFolder } from '../../../../tools/start/dataFolder.ts';
import { postgresHome, stopLeftOverServer } from '../../../../tools/start/embeddedDatabases.ts';
import { eventually, identityOf, signal } from '../../../../tools/start/processes.ts';
import { readRunFile, type RunFile } from '../../../../tools/start/runFile.ts';

export interface Finished {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

type Variables = Readonly<Record<string, string>>;

/** What a person's shell has; nothing of the test run's own settings. */
export const plainEnvironment = (extra: Variables): Variables => ({
  // eslint-disable-next-line no-restricted-properties -- a child needs the machine's own
  PATH: process.env.PATH ?? '',
  // eslint-disable-next-line no-restricted-properties -- a child needs the machine's own
  HOME: process.env.HOME ?? '/tmp',
  ...extra,
});

function launch(words: readonly string[], extra: Variables): ChildProcess {
  return spawn(process.execPath, [projectFile('tools', 'referent.mjs'), ...words], {
    cwd: tmpdir(),
    env: plainEnvironment(extra),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the real program to its end. */
export function referent(words: readonly string[], extra: Variables = {}): Promise<Finished> {
  const child = launch(words, extra);
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output, errors });
    });
  });
}

export interface Started {
  readonly child: ChildProcess;
  /** Everything printed until the ready line. */
  readonly output: string;
  readonly url: string;
  readonly ended: Promise<number | null>;
}

/** Starts an installation and waits for its ready line; throws with all output where it ends before. */
export function start(words: readonly string[], extra: Variables = {}): Promise<Started> {
  const child = launch(['start', ...words], extra);
  let output = '';
  let errors = '';
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const url = /^ready (\S+)$/m.exec(output)?.[1];
      if (url !== undefined) resolve({ child, output, url, ended });
    });
    void ended.then((code) => {
      reject(new Error(`start ended with ${String(code)}\n${output}\n${errors}`));
    });
  });
}

export interface TestFolder {
  readonly path: string;
  readonly run: () => RunFile;
  readonly remove: () => Promise<void>;
}

/** A data folder that the database server's own account can enter, too. */
export function testFolder(): TestFolder {
  const parent = mkdtempSync(join(tmpdir(), 'referent-start-'));
  chmodSync(parent, 0o755);
  const folder = dataFolder(join(parent, 'data'));
  return {
    path: folder.root,
    run: () => {
      const run = readRunFile(folder);
      if (run === undefined) throw new Error('nothing is noted in run.json');
      return run;
    },
    remove: async () => {
      await stopLeftOverServer(folder);
      rmSync(postgresHome(folder), { recursive: true, force: true });
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/**
 * Ends an installation that nobody needs any more, and removes its folder. In no order: that `stop`
 * and SIGTERM end it in one is for the suites about starts to hold.
 */
export async function discard({ child, ended }: Started, folder: TestFolder): Promise<void> {
  const pids = Object.values(folder.run().processes).flatMap(({ pid }) => pid ?? []);
  // The supervisor first: it would start again what ends.
  child.kill('SIGKILL');
  await ended;
  for (const pid of pids) signal(pid, 'SIGKILL');
  await eventually(() => pids.every((pid) => identityOf(pid) === undefined), 5_000, 10);
  await folder.remove();
}
