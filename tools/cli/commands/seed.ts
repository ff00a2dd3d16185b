import { z } from 'zod';
import { storeNames } from '../../../lib/storeName.ts';
import { product } from '../../../lib/product.ts';
import { dataFolder, makeDataFolder } from '../../start/dataFolder.ts';
import { postgresPart } from '../../start/embeddedDatabases.ts';
import { choosePorts } from '../../start/ports.ts';
import { prepareData, prepareDatabases, prepareFolder } from '../../start/prepare.ts';
import { createProgress } from '../../start/progress.ts';
import { readSeedState, seedSizes } from '../../start/seeding.ts';
import { takeSupervisorLock } from '../../start/supervisorLock.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { dataFolderText, dataOption, json, noWords } from '../options.ts';

const input = z.object({
  words: noWords,
  json,
  size: z.enum(seedSizes, { error: `must be one of ${seedSizes.join(', ')}` }).default('S'),
  seed: z
    .string()
    .regex(/^\d{1,9}$/, { message: 'must be a whole number' })
    .transform(Number)
    .default(1),
  data: dataFolderText,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'seed',
  summary: 'Fills the empty databases of a new data folder with synthetic data.',
  details: ['The same size and seed give the same data. start fills an empty folder with size S.'],
  options: {
    size: {
      type: 'string',
      value: 'SIZE',
      says: 'S (about 50 customers) or M (10,000); S unless said.',
    },
    seed: {
      type: 'string',
      value: 'N',
      says: 'The number that the data grow from; 1 unless said.',
    },
    data: dataOption,
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  const folder = dataFolder(given.data);
  makeDataFolder(folder);
  const lock = takeSupervisorLock(folder.supervisorFile, context.pid);
  if (!lock.taken) {
    throw new CommandFailure(
      `${product} runs on ${folder.root} (process ${String(lock.by)}); its databases hold data already.`,
    );
  }
  try {
    const known = readSeedState(folder);
    if (known !== undefined && known.stores.length > 0) {
      throw new CommandFailure(
        `${folder.root} was filled already (size ${known.size}, seed ${String(known.seed)}); choose another folder with --data.`,
      );
    }
    await fill(given, context);
  } finally {
    lock.release();
  }
  const { size, seed } = given;
  context.print(given.json ? JSON.stringify({ size, seed }) : `Filled ${folder.root}.`);
}

async function fill(given: Input, context: CommandContext): Promise<void> {
  const folder = dataFolder(given.data);
  const progress = createProgress({
    print: given.json ? context.remark : context.print,
    terminal: given.json ? undefined : context.terminal,
    now: () => performance.now(),
  });
  await prepareFolder(folder, progress);
  const port = (await choosePorts(['postgres'], 0)).get('postgres') ?? 0;
  const hooks = { changed: () => undefined, remark: context.remark, now: () => performance.now() };
  const server = postgresPart(folder, port, hooks);
  try {
    const urls = await prepareDatabases({ folder, stores: storeNames, server, port, progress });
    await prepareData(folder, urls, given, progress);
  } finally {
    await server.stop();
  }
}
