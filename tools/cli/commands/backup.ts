import { existsSync, mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import {
  environmentPrefix,
  keyDatabase,
  storeNames,
  type DatabaseHolder,
  type StoreName,
} from '../../../lib/storeName.ts';
import { backUpDatabase } from '../../backup/backUpDatabase.ts';
import { dataFolder } from '../../start/dataFolder.ts';
import { urlsOnPort } from '../../start/embeddedDatabases.ts';
import { ensureSecrets } from '../../start/secrets.ts';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../command.ts';
import { dataFolderText, dataOption, json, noWords, stores } from '../options.ts';
import { runningInstallation } from '../supervisor.ts';

const input = z.object({
  words: noWords,
  json,
  out: z.string({ error: 'say --out DIR' }).min(1),
  'keys-out': z.string().min(1).optional(),
  stores: stores.optional(),
  data: dataFolderText,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'backup',
  summary: 'Writes the databases into a folder, each as it was at one moment.',
  details: [
    'Values of persons stand in it sealed, as in the databases: without the key database and the',
    'wrapping keys nothing of them can be read, and what was erased can be read by nobody. So the key',
    'database goes into a folder of its own, which belongs on other disks in other hands; the wrapping',
    'keys are in no backup. Reads <STORE>_OWNER_DATABASE_URL, or the databases that run here.',
  ],
  options: {
    out: {
      type: 'string',
      value: 'DIR',
      says: 'A folder that is not there yet, or is empty of it.',
    },
    'keys-out': {
      type: 'string',
      value: 'DIR',
      says: 'The key database goes there; it is left out unless said.',
    },
    stores: { type: 'string', value: 'A,B', says: 'Some stores alone; all unless said.' },
    data: dataOption,
  },
  input,
  run,
});

const isInside = (inner: string, outer: string): boolean => {
  const way = relative(resolve(outer), resolve(inner));
  return way === '' || !way.startsWith('..');
};

async function run(given: Input, context: CommandContext): Promise<void> {
  const wanted = wantedOf(given);
  const done: Record<string, { readonly takenAt: string; readonly rows: number }> = {};
  for (const [holder, folder] of wanted) {
    const url = ownerUrlOf(holder, given.data, context);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { takenAt, tables } = await backUpDatabase({ holder, url, folder });
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    done[holder] = { takenAt, rows };
    if (given.json) continue;
    const size = `${String(tables.length)} tables, ${String(rows)} rows`;
    context.print(`${holder}: ${size}, as of ${takenAt}, in ${join(folder, holder)}`);
  }
  if (given.json) context.print(JSON.stringify(done, null, 2));
  else if (given['keys-out'] === undefined) context.remark(keysLeftOut);
}

const keysLeftOut =
  'The key database is not in it: name a folder apart with --keys-out, or back it up your own way.';

/** Each database and the folder that takes it; what is there already is never written over. */
function wantedOf(given: Input): readonly (readonly [DatabaseHolder, string])[] {
  const { out, 'keys-out': keysOut } = given;
  if (keysOut !== undefined && (isInside(keysOut, out) || isInside(out, keysOut))) {
    throw new UsageError(
      'backup: --keys-out: must lie apart from --out: together they can be read',
    );
  }
  const wanted: readonly (readonly [DatabaseHolder, string])[] = [
    ...(given.stores ?? storeNames).map((store) => [store, out] as const),
    ...(keysOut === undefined ? [] : [[keyDatabase, keysOut] as const]),
  ];
  for (const [holder, folder] of wanted) {
    if (!existsSync(join(folder, holder))) continue;
    throw new CommandFailure(`${join(folder, holder)} is there already, and is left as it is.`);
  }
  return wanted;
}

/** Of an environment of one's own, or of the server that runs on the data folder. */
export function ownerUrlOf(
  holder: DatabaseHolder,
  data: string,
  { environment }: Pick<CommandContext, 'environment'>,
): string {
  const given = environment[`${environmentPrefix(holder)}_OWNER_DATABASE_URL`] ?? '';
  if (given !== '') return given;
  const folder = dataFolder(data);
  const store: StoreName = holder === keyDatabase ? 'customer-pii' : holder;
  const port = runningInstallation(folder).databases[store]?.port;
  if (port === undefined) throw new CommandFailure(`${store} does not run here.`);
  return urlsOnPort(holder, port, ensureSecrets(folder)).ownerUrl;
}
