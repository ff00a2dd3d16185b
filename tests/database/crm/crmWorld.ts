import { readFileSync } from 'node:fs';
import { print } from 'graphql';
import pg from 'pg';
import { projectFile } from '../../../lib/projectRoot.ts';
import { parseScreen } from '../../../policies/screen.ts';
import { crm } from '../../../subgraphs/crm/store.ts';
import { createHttpTransport } from '../../../subgraphs/host/between/transport.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { compileProject, projectSdl } from '../../support/project.ts';
import { startTestStore, type Reply, type TestStore } from '../../support/testStore.ts';
import { startFakePeer, type FakePeer } from './fakePeer.ts';
import { insertCompany } from './fixtures.ts';

/** The purposes that tests ask for, with a role that has each. */
const roleOf = {
  'account-management': 'account-manager',
  'customer-care': 'care-agent',
  'sales-planning': 'sales-lead',
  collections: 'collections-clerk',
  'credit-control': 'credit-controller',
} as const;
type Purpose = keyof typeof roleOf;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely
type Payload = any;

export interface Outcome {
  readonly payload: Payload;
  /** `CODE input.path`, one a problem; empty where the command was done. */
  readonly refusals: readonly string[];
}

export interface SentEvent {
  readonly event: string;
  readonly receiver: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The CRM with a small company in it, finance beside it, and a clock that stands until it is moved. */
export interface CrmWorld {
  readonly store: TestStore;
  readonly finance: FakePeer;
  readonly clock: { readonly now: () => Date; set: (instant: string) => void };
  /** The owner's connection, for arranging and looking. */
  readonly owner: pg.Client;
  /** Sends the registered document of a command with these variables. */
  readonly run: (command: string, variables: object) => Promise<Outcome>;
  readonly read: (query: string, variables?: object, purpose?: Purpose) => Promise<Reply>;
  readonly events: () => Promise<readonly SentEvent[]>;
  /** Every row of the store as text: equal before and after where nothing was written. */
  readonly everything: () => Promise<string>;
  readonly close: () => Promise<void>;
}

const commandText = (name: string): string =>
  print(
    parseScreen(readFileSync(projectFile('screens', 'commands', `${name}.graphql`), 'utf8'))
      .document,
  );

export const start = '2026-01-10T12:00:00.000Z';

function movableClock(): CrmWorld['clock'] {
  let instant = new Date(start);
  return {
    now: () => instant,
    set: (text) => {
      instant = new Date(text);
    },
  };
}

export async function createCrmWorld(): Promise<CrmWorld> {
  const { lock } = compileProject();
  const clock = movableClock();
  const installation = createTestInstallation(lock.hash);
  const finance = await startFakePeer('finance', installation, clock);
  const store = await startTestStore({
    definition: crm,
    sdl: projectSdl('crm'),
    policy: lock,
    installation,
    clock,
    transport: createHttpTransport({ finance: finance.url }),
  });
  const owner = new pg.Client({ connectionString: store.database.ownerUrl });
  await owner.connect();
  await insertCompany(owner);
  const read: CrmWorld['read'] = (query, variables = {}, purpose = 'account-management') =>
    store.ask({
      query,
      variables: { ...variables },
      claims: { purpose, roles: [roleOf[purpose]] },
    });
  return {
    store,
    finance,
    clock,
    owner,
    read,
    run: async (command, variables) => {
      const { body } = await read(commandText(command), variables);
      if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
      const payload = body.data[command];
      return { payload, refusals: payload.errors.map(refusalOf) };
    },
    events: async () =>
      (
        await owner.query<SentEvent>(
          'select event, receiver, payload from outbox order by sequence',
        )
      ).rows,
    everything: () => everythingIn(owner),
    close: async () => {
      await owner.end();
      await store.close();
      await finance.close();
    },
  };
}

const refusalOf = ({ code, path }: { code: string; path: readonly string[] }): string =>
  [code, path.join('.')].filter((part) => part !== '').join(' ');

/** One statement for all tables, since most tests look twice. */
async function everythingIn(owner: pg.Client): Promise<string> {
  const tables = await owner.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const parts = tables.rows.map(
    ({ name }) => `select ${pg.escapeLiteral(name)} as name, t::text as row
      from ${pg.escapeIdentifier(name)} t`,
  );
  const { rows } = await owner.query<{ name: string; row: string }>(
    `${parts.join(' union all ')} order by 1, 2`,
  );
  return rows.map(({ name, row }) => `${name} ${row}`).join('\n');
}
