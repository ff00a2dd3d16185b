import { z } from 'zod';
import { mode } from '../../../lib/config.ts';
import { product } from '../../../lib/product.ts';
import { storeNames } from '../../../lib/storeName.ts';
import {
  dataFolder,
  defaultDataFolder,
  makeDataFolder,
  type DataFolder,
} from '../../start/dataFolder.ts';
import { planStart, withLog } from '../../start/plan.ts';
import { createProgress } from '../../start/progress.ts';
import { readRunFile } from '../../start/runFile.ts';
import { startInstallation, type Running } from '../../start/start.ts';
import { summaryOf } from '../../start/summary.ts';
import { takeSupervisorLock } from '../../start/supervisorLock.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { localDocument } from '../documents.ts';
import {
  count,
  dataFolderText,
  dataOption,
  json,
  noWords,
  portNumber,
  stores,
} from '../options.ts';
import { missingStoresOn } from '../screens/availability.ts';

const input = z.object({
  words: noWords,
  json,
  port: portNumber.default(4_000),
  data: dataFolderText,
  stores: stores.optional(),
  workers: count('workers', 64).default(1),
  mode: mode.default('development'),
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'start',
  summary: 'Starts everything on this machine, with synthetic data.',
  details: [
    'A database, an issuer, five stores and the gateway run on loopback until Ctrl-C; the data stays.',
    'With *_DATABASE_URL, ISSUER_URL and JWKS_URL set, databases and an issuer of your own are used;',
    'with GOVERNANCE_DATABASE_URL also AUDIT_DATABASE_URL, by which the gateway writes its audit log.',
  ],
  options: {
    port: {
      type: 'string',
      value: 'N',
      says: "The gateway's port, 4000 unless said; other ports follow, or are free ones.",
    },
    data: dataOption,
    stores: {
      type: 'string',
      value: 'A,B',
      says: `Some stores alone: ${storeNames.join(', ')}. Governance, which keeps the audit log, always runs; two of crm, finance, supply-chain must cosign it, or personal values are withheld.`,
    },
    workers: {
      type: 'string',
      value: 'N',
      says: 'Workers of the gateway that share its port, one a core; 1 unless said.',
    },
    mode: { type: 'string', value: 'MODE', says: 'development (unless said) or production.' },
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  const chosen = withLog(given.stores ?? storeNames);
  const plan = planStart(
    { mode: given.mode, stores: chosen, chosen: given.stores !== undefined },
    context.environment,
  );
  const folder = dataFolder(given.data);
  makeDataFolder(folder);
  const lock = takeSupervisorLock(folder.supervisorFile, context.pid);
  if (!lock.taken) {
    const where = readRunFile(folder)?.url ?? 'starting';
    throw new CommandFailure(
      `${product} already runs on ${folder.root} (process ${String(lock.by)}, ${where}). Stop it with npx ${product} stop, or choose another folder with --data.`,
    );
  }
  try {
    const running = await startInstallation({
      ...given,
      folder,
      stores: chosen,
      plan,
      environment: context.environment,
      pid: context.pid,
      progress: createProgress({
        print: given.json ? context.remark : context.print,
        terminal: given.json ? undefined : context.terminal,
        now: () => performance.now(),
      }),
      remark: context.remark,
      now: () => performance.now(),
      signal: abortOnInterrupt(context),
    });
    await announce(running, given, context);
    await running.stopped;
    context.remark('Stopped.');
  } finally {
    lock.release();
  }
}

async function announce(running: Running, given: Input, context: CommandContext): Promise<void> {
  const run = running.run();
  if (given.json) {
    // The control token stays in run.json, which its owner alone can read.
    context.print(JSON.stringify({ ...run, control: undefined }));
  } else {
    const folder = given.data === defaultDataFolder ? '' : given.data;
    const example = await exampleOn(dataFolder(given.data));
    for (const line of summaryOf(run, folder, example)) context.print(line);
  }
  context.print(`ready ${run.url}`);
}

/** Each with whom to ask as; the first whose stores all run here is shown. */
const examples = [
  ['customer-360', 'account-manager'],
  ['pipeline-board', 'sales-lead'],
  ['policy-map', 'auditor'],
] as const;

async function exampleOn(folder: DataFolder): Promise<string> {
  const missingStores = await missingStoresOn(folder);
  for (const [name, persona] of examples) {
    const missing = await missingStores(localDocument('screen', name));
    if (missing.length === 0) return `screen ${name} --as ${persona} --example --sources`;
  }
  return 'screens';
}

function abortOnInterrupt(context: CommandContext): AbortSignal {
  const controller = new AbortController();
  context.onInterrupt(() => {
    controller.abort();
  });
  return controller.signal;
}
