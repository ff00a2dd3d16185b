import { spawn, type ChildProcess } from 'node:child_process';
import { projectFile } from '../../lib/projectRoot.ts';
import type { LogFile } from './logFile.ts';
import type { Launched } from './part.ts';

export interface NodeProcessSpec {
  /** Path below `dist/`, for example `gateway/main.js`. */
  readonly program: string;
  readonly name: string;
  /** Flags for Node itself. */
  readonly execArgv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly log: LogFile;
}

const graceMs = 10_000;

/** What a process needs of the machine; nothing else of the supervisor's environment reaches it. */
const inherited = ['PATH', 'HOME', 'TZ', 'LANG', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'TMPDIR'];

type Environment = Readonly<Record<string, string | undefined>>;

const machineEnvironment = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    inherited.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/**
 * Launches one of the program's own processes. It gets a channel to its parent, whose end tells it
 * that the parent is gone, and a process group of its own: Ctrl-C reaches the supervisor alone,
 * which then stops everything in order.
 */
export function launchNode(spec: NodeProcessSpec, environment: Environment): Launched {
  const program = projectFile('dist', ...spec.program.split('/'));
  const child = spawn(process.execPath, [...spec.execArgv, program], {
    cwd: projectFile(),
    env: { ...machineEnvironment(environment), ...spec.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  return follow(child, spec);
}

function follow(child: ChildProcess, { name, log }: NodeProcessSpec): Launched {
  child.stdout?.on('data', log.write);
  // Last words come as plain text; the log stays JSON lines.
  child.stderr?.on('data', (chunk: Buffer) => {
    const lines = chunk.toString('utf8').split('\n');
    for (const text of lines.filter((line) => line.trim() !== '')) {
      const entry = { level: 'error', process: name, event: 'process.stderr', text };
      log.write(Buffer.from(`${JSON.stringify(entry)}\n`));
    }
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(`could not be launched: ${error.message}`);
    });
    child.once('close', (code, signal) => {
      log.close();
      resolve(signal === null ? `ended with exit code ${String(code)}` : `was ended by ${signal}`);
    });
  });
  return { pid: child.pid, ended, end: () => endInOrder(child, ended) };
}

/** SIGTERM lets it finish what it began; what hangs is killed. */
async function endInOrder(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
