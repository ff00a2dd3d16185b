import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { CommandFailure, defineCommand, type CommandContext } from '../../cli/command.ts';
import { json, noWords } from '../../cli/options.ts';
import { scanRunning } from '../../scan/scanRunning.ts';
import type { DataFolder } from '../../start/dataFolder.ts';
import type { RunFile } from '../../start/runFile.ts';
import { startTemporarily } from '../temporaryInstallation.ts';
import { tour, tracesIn, type Tour } from './tour.ts';

export interface CanaryProof extends Tour {
  /** Files of logs and of the audit log that hold a piece of a canary. */
  readonly files: readonly string[];
  /** Places in the stores' databases that hold a value, customer-pii's own apart. */
  readonly copies: readonly string[];
  readonly cells: number;
}

/** Logs are written at once, entries of stores a moment later. */
const settleMs = 2_500;

export async function proveCanaries(
  folder: DataFolder,
  run: RunFile,
  { environment, clock }: Pick<CommandContext, 'environment' | 'clock'>,
): Promise<CanaryProof> {
  const toured = await tour({ folder, url: run.url, clock });
  await setTimeout(settleMs);
  const scan = await scanRunning({
    ...{ folder, run, environment, clock },
    onProgress: () => undefined,
  });
  return {
    ...toured,
    files: tracesIn(folder),
    copies: scan.findings.map(({ store, table, column }) => `${store} ${table}.${column}`),
    cells: scan.summary.cells,
  };
}

/** `npm run proof:canaries`: no value of a person is met outside of customer-pii. */
export const canariesProof = defineCommand({
  name: 'proof:canaries',
  summary: 'Sends a canary through every screen and command; no trace of it may be left.',
  details: [
    'Run it with npm run proof:canaries.',
    'Starts an installation of its own, registers a person, sends the values through every screen',
    'and command, well and badly formed, and looks for them in refusals, logs, the audit log and every',
    'database but for the columns where they belong. Ends with 1 where one is found.',
  ],
  options: {},
  input: z.object({ json, words: noWords }),
  run: async ({ json: asJson }, context) => {
    const installation = await startTemporarily(context);
    try {
      const proof = await proveCanaries(installation.folder, installation.run(), context);
      const traces = [...proof.echoes, ...proof.files, ...proof.copies];
      if (traces.length > 0) {
        throw new CommandFailure(`Traces of the canary: ${traces.join(', ')}.`, { answer: proof });
      }
      if (asJson) context.print(JSON.stringify(proof, null, 2));
      else context.print(`No trace after ${String(proof.requests)} requests.`);
    } finally {
      await installation.remove();
    }
  },
});
