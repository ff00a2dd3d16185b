import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectFile } from '../../../lib/projectRoot.ts';
import { dataFolder, type DataFolder } from '../../../tools/start/dataFolder.ts';
import { postgresHome, urlsOnPort } from '../../../tools/start/embeddedDatabases.ts';
import { readRunFile, type RunFile } from '../../../tools/start/runFile.ts';
import { ensureSecrets } from '../../../tools/start/secrets.ts';
import { readSeedState } from '../../../tools/start/seeding.ts';
import { startChild, type Child } from '../../shared/processes/child.ts';
import { dieWithParent } from '../../shared/processes/pinning.ts';
import { clearTwin } from './clearTwin.ts';
import { keyDatabase } from '../../../lib/storeName.ts';
import { screenStores, type StoreUrls } from '../databases/databases.ts';
import type { ValueKeys } from '../databases/values.ts';
import type { DataSize } from '../options.ts';

/** The whole product on this machine, as `npx referent start` runs it. */
export interface Stack {
  readonly folder: DataFolder;
  readonly run: RunFile;
  /** The supervisor, whose children all others are. */
  readonly child: Child;
  /** PostgreSQL's first process, whose children are its backends. */
  readonly postgresPid: number;
  /** Of the databases, with the stores' own roles; customer-pii's is its twin where that was asked. */
  readonly urls: StoreUrls;
  /** What opens persons' values; undefined where they are read from the twin. */
  readonly valueKeys: ValueKeys | undefined;
}

export interface StackInput {
  readonly data: string;
  readonly size: DataSize;
  /** For contenders there is a twin of customer-pii's database in which nothing is sealed. */
  readonly clear: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const program = projectFile('tools', 'referent.mjs');
const seedMsMax = 30 * 60_000;
const startMsMax = 3 * 60_000;
/** Five stores finish what they began, then PostgreSQL writes what it holds. */
const graceMs = 40_000;

/** Fills the databases of a size where that has not been done, and starts everything on them. */
export async function startStack(input: StackInput): Promise<Stack> {
  const folder = dataFolder(join(input.data, input.size));
  await ensureSeed(folder, input);
  input.say('starting the whole stack');
  const child = await launch(['start', '--data', folder.root, '--port', '0', '--json'], input);
  try {
    await until(() => /^ready http/m.test(child.lastWords()), child, startMsMax, input.signal);
    return await describe(folder, child, input.clear);
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** True where each store that the screens show was filled to the end. */
const isSeeded = (folder: DataFolder): boolean => {
  const filled = readSeedState(folder)?.stores ?? [];
  return screenStores.every((store) => filled.includes(store));
};

async function ensureSeed(folder: DataFolder, input: StackInput): Promise<void> {
  if (isSeeded(folder)) return;
  input.say(`filling databases of size ${input.size}: once, kept in ${folder.root}`);
  const child = await launch(['seed', '--size', input.size, '--data', folder.root], input);
  try {
    await until(() => child.hasEnded(), child, seedMsMax, input.signal);
  } finally {
    await child.stop();
  }
  if (!isSeeded(folder)) throw new Error(`the databases were not filled:\n${child.lastWords()}`);
}

const launch = (args: readonly string[], { environment }: StackInput): Promise<Child> => {
  const words = [...dieWithParent('TERM'), process.execPath, program, ...args];
  const [file = process.execPath] = words;
  return startChild({ file, args: words.slice(1), environment, graceMs, folder: projectFile() });
};

async function until(
  isTrue: () => boolean,
  child: Child,
  msMax: number,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = Date.now() + msMax;
  while (!isTrue()) {
    if (child.hasEnded()) throw new Error(`it ended at once:\n${child.lastWords()}`);
    if (Date.now() > giveUpAt) throw new Error(`it took too long:\n${child.lastWords()}`);
    await pause(100, undefined, { signal });
  }
}

async function describe(folder: DataFolder, child: Child, clear: boolean): Promise<Stack> {
  const run = readRunFile(folder);
  if (run === undefined) throw new Error(`${folder.runFile} is not there`);
  const secrets = ensureSecrets(folder);
  const port = run.databases.crm?.port ?? 0;
  const url = (store: (typeof screenStores)[number] | typeof keyDatabase): string =>
    urlsOnPort(store, port, secrets).url;
  return {
    ...{ folder, run, child, postgresPid: postgresPid(folder) },
    urls: {
      crm: url('crm'),
      finance: url('finance'),
      'supply-chain': url('supply-chain'),
      'customer-pii': clear ? await clearTwin(folder, port, secrets) : url('customer-pii'),
    },
    valueKeys: clear ? undefined : { url: url(keyDatabase), folder: folder.wrappingKeys },
  };
}

/** The server's own pid stands in the first line of its file. */
function postgresPid(folder: DataFolder): number {
  const file = join(postgresHome(folder), 'data', 'postmaster.pid');
  if (!existsSync(file)) throw new Error(`${file} is not there`);
  return Number(readFileSync(file, 'utf8').split('\n')[0]);
}
