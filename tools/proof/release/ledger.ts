import pg from 'pg';
import { z } from 'zod';
import type { DataFolder } from '../../start/dataFolder.ts';
import { urlsOnPort } from '../../start/embeddedDatabases.ts';
import { ensureSecrets } from '../../start/secrets.ts';

/** What is durable in governance's database. */
export interface Ledger {
  /** Of these intents, those with a release, and those with any end. */
  readonly endsOf: (
    intents: readonly string[],
  ) => Promise<{ readonly released: ReadonlySet<string>; readonly ended: ReadonlySet<string> }>;
  /** Intents without an end that were written since the mark. */
  readonly withoutEnd: (since: Date) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const Ends = z.array(z.object({ intent: z.string(), type: z.enum(['release', 'deny']) }));
const Ids = z.array(z.object({ id: z.string() }));

/** Entries wait in the inbox until the sequencer gives them their places. */
const entries = `(select entry_id, type, decision, at from audit_inbox
    union all select entry_id, type, decision, at from audit_entry) entry`;

export async function openLedger(folder: DataFolder, port: number): Promise<Ledger> {
  const { ownerUrl } = urlsOnPort('governance', port, ensureSecrets(folder));
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  return {
    endsOf: async (intents) => {
      const { rows } = await client.query(
        `select decision::jsonb->>'intent' as intent, type from ${entries}
         where type in ('release', 'deny') and decision::jsonb->>'intent' = any($1)`,
        [intents],
      );
      const ends = Ends.parse(rows);
      const released = ends.filter(({ type }) => type === 'release');
      return {
        released: new Set(released.map(({ intent }) => intent)),
        ended: new Set(ends.map(({ intent }) => intent)),
      };
    },
    withoutEnd: async (since) => {
      const { rows } = await client.query(
        `with entry as (select * from ${entries} where at >= $1),
           ended as (select decision::jsonb->>'intent' as id from entry where type in ('release', 'deny'))
         select entry_id as id from entry
         where type = 'intent' and not exists (select from ended where ended.id = entry.entry_id)
         order by entry_id`,
        [since],
      );
      return Ids.parse(rows).map(({ id }) => id);
    },
    close: () => client.end(),
  };
}
