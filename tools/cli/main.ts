import { systemClock } from '../../lib/clock.ts';
import { runCommandLine } from './run.ts';

const listeners: (() => void)[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (listeners.length === 0) process.exit(signal === 'SIGINT' ? 130 : 143);
    for (const listener of listeners) listener();
  });
}
// A reader that closed the pipe (`| head`) wants no more; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
  remark: (line) => {
    process.stderr.write(`${line}\n`);
  },
  terminal: process.stdout.isTTY
    ? {
        write: (text) => {
          process.stdout.write(text);
        },
      }
    : undefined,
  clock: systemClock,
  pid: process.pid,
  onInterrupt: (listener) => {
    listeners.push(listener);
  },
});
