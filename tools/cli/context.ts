import { createInterface } from 'node:readline/promises';
import { systemClock } from '../../lib/clock.ts';
import type { CommandContext } from './command.ts';

/** The process that a main.ts hands over. */
export type HostProcess = Pick<
  NodeJS.Process,
  'env' | 'exit' | 'on' | 'pid' | 'stderr' | 'stdin' | 'stdout'
>;

/** The world of a command: the process's streams, environment and signals. */
export function createContext(host: HostProcess): CommandContext {
  const listeners: (() => void)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    host.on(signal, () => {
      if (listeners.length === 0) host.exit(signal === 'SIGINT' ? 130 : 143);
      for (const listener of listeners) listener();
    });
  }
  // A reader that closed the pipe (`| head`) wants no more; that is no failure.
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    host.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  return {
    environment: host.env,
    print: (line) => {
      host.stdout.write(`${line}\n`);
    },
    remark: (line) => {
      host.stderr.write(`${line}\n`);
    },
    terminal: host.stdout.isTTY
      ? {
          write: (text) => {
            host.stdout.write(text);
          },
        }
      : undefined,
    ...(host.stdin.isTTY && host.stdout.isTTY ? { confirm: asking(host) } : {}),
    clock: systemClock,
    pid: host.pid,
    onInterrupt: (listener) => {
      listeners.push(listener);
    },
  };
}

const asking =
  ({ stdin, stdout }: Pick<HostProcess, 'stdin' | 'stdout'>) =>
  async (question: string): Promise<boolean> => {
    const terminal = createInterface({ input: stdin, output: stdout });
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
    } finally {
      terminal.close();
    }
  };
