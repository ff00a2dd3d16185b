import { product } from '../../lib/product.ts';
import { ControlAnswer, type ControlRequest } from '../start/control.ts';
import type { DataFolder } from '../start/dataFolder.ts';
import { readRunFile, type RunFile } from '../start/runFile.ts';
import { runningSupervisor } from '../start/supervisorLock.ts';
import { CommandFailure } from './command.ts';

const requestTimeoutMs = 90_000;

/** The installation that runs on this folder; refused where none does. */
export function runningInstallation(folder: DataFolder): RunFile {
  const run =
    runningSupervisor(folder.supervisorFile) === undefined ? undefined : readRunFile(folder);
  if (run === undefined) {
    throw new CommandFailure(
      `Nothing runs on ${folder.root}. Start it with npx ${product} start, or name its folder with --data.`,
    );
  }
  return run;
}

/** Asks the supervisor; throws with its reason where it refuses. */
export async function askSupervisor(run: RunFile, request: ControlRequest): Promise<void> {
  const response = await fetch(run.control.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${run.control.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(requestTimeoutMs),
  }).catch((cause: unknown) => {
    throw new CommandFailure(`The supervisor does not answer at ${run.control.url}.`, { cause });
  });
  const answer = ControlAnswer.parse(await response.json());
  if (!answer.done) throw new CommandFailure(`Not done: ${answer.error ?? 'no reason was given'}.`);
}
