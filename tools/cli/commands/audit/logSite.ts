import { randomBytes, randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import pg from 'pg';
import { isCarriedOut, type OrderInput } from '../../../../audit/log/order.ts';
import { createUlids } from '../../../../lib/ulids.ts';
import { dataFolder } from '../../../start/dataFolder.ts';
import { urlsOnPort } from '../../../start/embeddedDatabases.ts';
import { eventually } from '../../../start/processes.ts';
import { ensureSecrets } from '../../../start/secrets.ts';
import { CommandFailure, type CommandContext } from '../../command.ts';
import { runningInstallation } from '../../supervisor.ts';

/** The log's own folder: a given one, that of the environment, or that of the data folder. */
export const ownLogFolder = (
  given: { readonly log?: string | undefined; readonly data: string },
  { environment }: Pick<CommandContext, 'environment'>,
): string => {
  const named = given.log ?? environment.LOG_FOLDER ?? '';
  return named === '' ? dataFolder(given.data).auditLog : named;
};

/** The locks that a copy takes along. */
export const lockFilesOf = (root: string): readonly string[] =>
  ['policy', 'installation', 'acts'].flatMap((kind) => {
    try {
      return readdirSync(join(root, 'locks', kind))
        .filter((name) => name.endsWith('.json'))
        .map((name) => `locks/${kind}/${name}`);
    } catch {
      // None was published yet.
      return [];
    }
  });

/** Work on governance's database as its service role: a given one, or that of what runs. */
export async function onLog<Result>(
  data: string,
  context: CommandContext,
  work: (input: OrderInput) => Promise<Result>,
): Promise<Result> {
  const given = context.environment.GOVERNANCE_DATABASE_URL ?? '';
  const client = new pg.Client({
    connectionString: given === '' ? embeddedUrl(data) : given,
    options: '-c TimeZone=UTC',
  });
  await client.connect();
  try {
    return await work({
      ...{ db: client, clock: context.clock, randomBytes },
      newEntryId: createUlids(context.clock, (pool) => randomFillSync(pool)),
    });
  } finally {
    await client.end();
  }
}

function embeddedUrl(data: string): string {
  const folder = dataFolder(data);
  const port = runningInstallation(folder).databases.governance?.port;
  if (port === undefined) throw new CommandFailure('Governance does not run here.');
  return urlsOnPort('governance', port, ensureSecrets(folder)).url;
}

const patienceMs = 30_000;

/** Waits until the log has taken the order in and it is done. */
export async function awaitOrder({ db }: OrderInput, entryId: string): Promise<void> {
  if (await eventually(() => isCarriedOut(db, entryId), patienceMs, 200)) return;
  throw new CommandFailure(
    `The order ${entryId} waits in the inbox, or was refused: governance's log says why.`,
  );
}
