import pg from 'pg';
import { environmentPrefix, keyDatabase } from '../../../../lib/storeName.ts';
import { dataFolder } from '../../../start/dataFolder.ts';
import { urlsOnPort } from '../../../start/embeddedDatabases.ts';
import { ensureSecrets } from '../../../start/secrets.ts';
import { CommandFailure, type CommandContext } from '../../command.ts';
import { runningInstallation } from '../../supervisor.ts';

/** A generation of keys, and how many keys it wraps or, of an index, is 0. */
export interface Generation {
  readonly kind: 'wrapping' | 'index';
  readonly number: number;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly destroyedAt: string | null;
  readonly keys: number;
}

/** Work on the key database as customer-pii's role: a given one, or that of what runs. */
export async function onKeys<Result>(
  data: string,
  { environment }: Pick<CommandContext, 'environment'>,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const given = environment[`${environmentPrefix(keyDatabase)}_DATABASE_URL`] ?? '';
  const client = new pg.Client({
    connectionString: given === '' ? embeddedUrl(data) : given,
    options: '-c TimeZone=UTC',
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function embeddedUrl(data: string): string {
  const folder = dataFolder(data);
  const port = runningInstallation(folder).databases['customer-pii']?.port;
  if (port === undefined) throw new CommandFailure('The store of personal data does not run here.');
  return urlsOnPort(keyDatabase, port, ensureSecrets(folder)).url;
}

/** The newest first; what was destroyed stays on the list. */
export async function generations(client: pg.Client): Promise<readonly Generation[]> {
  const { rows } = await client.query<Generation>(
    `select g.kind, g.number,
       to_char(g.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
       to_char(g.destroyed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "destroyedAt",
       case when g.kind = 'wrapping' and g.destroyed_at is null then (
         select count(*)::int from subject_key k
         where k.generation = g.number and k.destroyed_at is null) else 0 end as keys
     from key_generation g order by g.kind desc, g.number desc limit 200`,
  );
  return rows;
}
