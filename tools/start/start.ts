import type { Mode } from '../../lib/config.ts';
import type { StoreName } from '../../lib/storeName.ts';
import { bringUp } from './bringUp.ts';
import { openControl } from './control.ts';
import type { DataFolder } from './dataFolder.ts';
import type { PartHooks } from './part.ts';
import { listeningParts } from './partSpecs.ts';
import type { StartPlan } from './plan.ts';
import { choosePorts, isFree, PortTaken } from './ports.ts';
import { prepareFolder } from './prepare.ts';
import type { Progress } from './progress.ts';
import { removeRunFile, writeRunFile, type RunFile } from './runFile.ts';
import { describeRun } from './describeRun.ts';
import { newSecret } from './secrets.ts';
import { createStages, type Stages } from './stages.ts';

export interface StartInput {
  readonly folder: DataFolder;
  /** The gateway's port; 0: any free one. */
  readonly port: number;
  readonly stores: readonly StoreName[];
  readonly workers: number;
  readonly mode: Mode;
  readonly plan: StartPlan;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The supervisor's own. */
  readonly pid: number;
  readonly progress: Progress;
  readonly remark: (text: string) => void;
  readonly now: () => number;
  /** Ends the start, or what was started. */
  readonly signal: AbortSignal;
}

export interface Running {
  readonly run: () => RunFile;
  /** Resolves when everything has stopped. */
  readonly stopped: Promise<void>;
}

/** Thrown where the start was called off by the person who asked for it. */
export class StartInterrupted extends Error {
  override readonly name = 'StartInterrupted';
}

/** Brings up everything, in order; on failure what came up is stopped again. */
export async function startInstallation(input: StartInput): Promise<Running> {
  const installation = await prepareFolder(input.folder, input.progress);
  if (input.port !== 0 && !(await isFree(input.port))) throw new PortTaken(input.port);
  const ports = await choosePorts(listeningParts, input.port);
  const stages = createStages();
  const call = new AbortController();
  const signal = AbortSignal.any([input.signal, call.signal]);
  const token = newSecret();
  const door = await openControl(controlsOf(stages, call), token);
  const run = (): RunFile => describeRun(input, ports, stages.all(), { url: door.url, token });
  const hooks: PartHooks = {
    changed: () => {
      writeRunFile(input.folder, run());
    },
    remark: input.remark,
    now: input.now,
  };
  const closeDown = async (): Promise<void> => {
    await stages.stop();
    await door.close(500);
    removeRunFile(input.folder);
  };
  const aborted = whenAborted(signal);
  // Parts are ended at once; a step that waits for one of them then fails, and the start with it.
  void aborted.then(() => stages.stop());
  try {
    await bringUp({ ...input, signal }, { installation, ports, stages, hooks, token });
  } catch (error) {
    await closeDown();
    if (signal.aborted) throw new StartInterrupted('Stopped before everything was up.');
    throw error;
  }
  return { run, stopped: aborted.then(closeDown) };
}

const controlsOf = (stages: Stages, call: AbortController): Parameters<typeof openControl>[0] => ({
  stopAll: () => {
    call.abort();
  },
  stop: async (name) => stages.byName(name)?.stop(),
  restart: async (name) => stages.byName(name)?.restart(),
  parts: () => stages.all().map(({ name }) => name),
});

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
