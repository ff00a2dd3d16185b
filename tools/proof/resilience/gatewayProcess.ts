import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { youngGenerationFlag } from '../../../gateway/process/youngGeneration.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { endProcess } from './endProcess.ts';

/** A turn of a store's breaker, as the gateway's log told it. */
export interface Turn {
  readonly store: string;
  readonly state: 'open' | 'closed';
}

/** The real gateway in a process of its own, and what can be seen of it from outside. */
export interface ProvenGateway {
  readonly url: string;
  readonly turns: readonly Turn[];
  /** Open sockets of the process. */
  readonly sockets: () => Promise<number>;
  /** Bytes that live after a full collection. */
  readonly heapBytes: () => Promise<number>;
  readonly close: () => Promise<void>;
}

const Line = z.discriminatedUnion('event', [
  z.object({ event: z.literal('started'), url: z.string() }),
  z.object({
    event: z.literal('store.breaker'),
    store: z.string(),
    state: z.enum(['open', 'closed']),
  }),
  z.object({ event: z.literal('proof.heap'), heapUsed: z.number(), external: z.number() }),
]);
type Line = z.output<typeof Line>;

/** Most lines tell of requests; parsing them all would take time from the load. */
const told = /"event":"(?:started|store\.breaker|proof\.heap)"/;

const probe = projectFile('dist', 'tools', 'proof', 'resilience', 'heapProbe.js');
const flags = [youngGenerationFlag, '--expose-gc', '--import', pathToFileURL(probe).href];

export async function startGateway(
  environment: Readonly<Record<string, string>>,
): Promise<ProvenGateway> {
  const child = spawn(
    process.execPath,
    [...flags, projectFile('dist', 'tools', 'proof', 'resilience', 'gateway', 'main.js')],
    // Its parent's end ends it.
    { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const turns: Turn[] = [];
  const listening = new Set<(line: Line) => void>();
  if (child.stdout === null || child.stderr === null) throw new TypeError('there are no pipes');
  createInterface(child.stdout).on('line', (text) => {
    if (!told.test(text)) return;
    const line = Line.parse(JSON.parse(text));
    if (line.event === 'store.breaker') turns.push({ store: line.store, state: line.state });
    for (const listener of [...listening]) listener(line);
  });
  let lastWords = '';
  child.stderr.on('data', (chunk: Buffer) => (lastWords += chunk.toString('utf8')));
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the gateway ended. ${lastWords}`);
  });
  ended.catch(() => undefined);
  const next = <Event extends Line['event']>(event: Event): Promise<Line & { event: Event }> => {
    const heard = new Promise<Line & { event: Event }>((resolve) => {
      const listener = (line: Line): void => {
        if (line.event !== event) return;
        listening.delete(listener);
        resolve(line as Line & { event: Event });
      };
      listening.add(listener);
    });
    return Promise.race([heard, ended]);
  };
  const { url } = await next('started');
  return {
    ...{ url, turns },
    sockets: () => socketsOf(child.pid ?? 0),
    heapBytes: async () => {
      const heard = next('proof.heap');
      child.kill('SIGUSR2');
      const { heapUsed, external } = await heard;
      return heapUsed + external;
    },
    close: () => endProcess(child),
  };
}

/** Linux lists what a process holds open. */
async function socketsOf(pid: number): Promise<number> {
  const folder = `/proc/${String(pid)}/fd`;
  const targets = await Promise.all(
    // One that was closed meanwhile is none.
    (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  );
  return targets.filter((target) => target.startsWith('socket:')).length;
}
