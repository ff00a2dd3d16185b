import { mkdirSync, writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector';
import { basename, dirname, join } from 'node:path';

/**
 * Loaded before a process's own program (`--import`, with the folder in the URL's query): SIGUSR2
 * starts a CPU profile, and the next one ends and writes it. So a profile holds what happened under
 * load, and nothing of the start.
 */
const folder = new URL(import.meta.url).searchParams.get('folder') ?? '.';
const program = basename(dirname(process.argv[1] ?? 'node/unknown'));
const session = new Session();
session.connect();
session.post('Profiler.enable');

let isProfiling = false;
let written = 0;

function write(error: Error | null, { profile }: Profiler.StopReturnType): void {
  if (error !== null) return;
  written += 1;
  mkdirSync(folder, { recursive: true });
  const name = `${program}-${String(process.pid)}-${String(written)}.cpuprofile`;
  writeFileSync(join(folder, name), JSON.stringify(profile));
}

process.on('SIGUSR2', () => {
  if (isProfiling) session.post('Profiler.stop', write);
  else session.post('Profiler.start');
  isProfiling = !isProfiling;
});
