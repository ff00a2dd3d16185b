import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** How long it may take to end by itself; five seconds unless said. */
  readonly graceMs?: number;
}

/** A started process whose last words are kept, to be shown where it fails. */
export interface Child {
  readonly pid: number;
  readonly hasEnded: () => boolean;
  readonly lastWords: () => string;
  /** Asks it to end, then makes it. */
  readonly stop: () => Promise<void>;
}

const wordsMax = 4_000;
const graceMsDefault = 5_000;

/** Rejects where the program can't be started at all. */
export async function startChild(command: Command): Promise<Child> {
  const child = spawn(command.file, command.args, {
    cwd: command.folder,
    env: command.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  const listen = (bytes: Buffer): void => {
    words = (words + bytes.toString('utf8')).slice(-wordsMax);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    hasEnded: () => hasEnded(child),
    lastWords: () => words.trim(),
    stop: () => stop(child, command.graceMs ?? graceMsDefault),
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

async function stop(child: ChildProcess, graceMs: number): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
