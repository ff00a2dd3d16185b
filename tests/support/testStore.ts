import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { Receipt } from '../../audit/receipt.ts';
import type { BearerVerifier } from '../../lib/bearer.ts';
import { systemClock, type Clock } from '../../lib/clock.ts';
import type { Mode } from '../../lib/config.ts';
import { AppError } from '../../lib/errors/appError.ts';
import { listen } from '../../lib/httpServer.ts';
import type { ProcessKeys } from '../../lib/keys.ts';
import type { Lockdowns } from '../../lib/lockdowns.ts';
import { createLog } from '../../lib/log.ts';
import type { PurposeClaims } from '../../lib/purposeToken.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import type { StoreTransport } from '../../subgraphs/host/between/transport.ts';
import type { AuditLogConfig } from '../../subgraphs/host/config.ts';
import type { StoreDefinition } from '../../subgraphs/host/definition.ts';
import { declareInstallation, type InstallationKind } from '../../subgraphs/host/installation.ts';
import { createStoreServer, type StoreServer } from '../../subgraphs/host/server.ts';
import { withClient } from '../../tools/postgres/provision.ts';
import { cloneDatabase, type ClonedDatabase } from './databases.ts';
import { nothingRestricted } from './lockdowns.ts';
import {
  claimsFor,
  createTestInstallation,
  signedBy,
  type TestInstallation,
} from './installation.ts';

export interface TestStoreOptions {
  readonly definition: StoreDefinition;
  readonly sdl: string;
  readonly policy: PolicyLock;
  readonly installation?: TestInstallation;
  /** Undeclared unless given: the store then declares itself real. */
  readonly kind?: InstallationKind;
  /** Development unless given. */
  readonly mode?: Mode;
  /** Of the store's witness; it has none unless given. */
  readonly witnessKeys?: ProcessKeys;
  /** Of governance; it keeps no audit log unless given. */
  readonly auditLog?: AuditLogConfig;
  readonly clock?: Clock;
  readonly transport?: StoreTransport;
  readonly bearer?: BearerVerifier;
  /** Nothing is restricted unless given. */
  readonly lockdowns?: Lockdowns;
  /** A database of an earlier start, to come up on again. */
  readonly database?: ClonedDatabase;
}

export interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Changes to the claims of an honest sub-request of purpose `billing`. */
  readonly claims?: Partial<PurposeClaims>;
  /** Further or other headers; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent instead of the body that was signed. */
  readonly sentBody?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Without its receipt, whose ids are new each time. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely
  readonly body: any;
  readonly receipt: Receipt | undefined;
}

export type LogEntry = Readonly<Record<string, unknown>> & { readonly event: string };

/** A store on a database of its own, asked over HTTP as the gateway asks it. */
export interface TestStore {
  readonly url: string;
  readonly server: StoreServer;
  readonly database: ClonedDatabase;
  readonly installation: TestInstallation;
  readonly log: readonly LogEntry[];
  readonly ask: (question: Question) => Promise<Reply>;
  /** Posts as it is, without a token unless the headers have one. */
  readonly post: (
    path: string,
    body: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Reply>;
  /** The `subrequest` entry of the latest answer. */
  readonly lastSubrequest: () => LogEntry;
  /** SQL with the owner's role. */
  readonly sql: <Row extends object = object>(
    text: string,
    parameters?: readonly unknown[],
  ) => Promise<Row[]>;
  /** Stops the store; keeps its database unless told to drop it. */
  readonly close: (dropDatabase?: boolean) => Promise<void>;
}

const noTransport: StoreTransport = {
  post: () => Promise.reject(new Error('this test has no other store')),
};
const noBearer: BearerVerifier = {
  verify: () => Promise.reject(new AppError('UNAUTHENTICATED')),
};

export async function startTestStore(options: TestStoreOptions): Promise<TestStore> {
  const { definition, policy, sdl, clock = systemClock } = options;
  const installation = options.installation ?? createTestInstallation(policy.hash);
  const database = options.database ?? (await cloneDatabase(definition));
  if (options.kind !== undefined) await declareInstallation(database.ownerUrl, options.kind);
  const log: LogEntry[] = [];
  const keys = installation.stores[definition.name];
  const server = await createStoreServer(
    definition,
    {
      mode: options.mode ?? 'development',
      databaseUrl: database.url,
      keysDatabaseUrl: database.keysUrl,
      vault:
        database.wrappingKeys === undefined
          ? undefined
          : { folder: database.wrappingKeys, windowDays: 7 },
      bodyBytesMax: 65_536,
      callTimeoutMs: 2_000,
      auditLog: options.auditLog,
    },
    {
      clock,
      log: createLog(definition.name, {
        write: (line) => log.push(JSON.parse(line) as LogEntry),
      }),
      newId: randomUUID,
      keys,
      witnessKeys: options.witnessKeys,
      policy,
      installation: installation.lock,
      sdl,
      transport: options.transport ?? noTransport,
      bearer: options.bearer ?? noBearer,
      lockdowns: options.lockdowns ?? nothingRestricted,
      now: () => performance.now(),
    },
  );
  const running = await listen(server.handler, '127.0.0.1', 0);
  server.beside?.start();
  const post: TestStore['post'] = (path, body, headers = {}) =>
    send(`${running.url}${path}`, body, headers);
  return {
    url: running.url,
    server,
    database,
    installation,
    log,
    post,
    ask: ({ query, variables = {}, claims = {}, headers = {}, sentBody }) => {
      const body = JSON.stringify({ query, variables });
      const signed = claimsFor(definition.name, body, clock, claims);
      const all: Readonly<Record<string, string | undefined>> = {
        authorization: signedBy(installation.gateway, keys, signed),
        ...headers,
      };
      const given = Object.entries(all).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      );
      return post('/graphql', sentBody ?? body, Object.fromEntries(given));
    },
    lastSubrequest: () => {
      const entry = log.findLast(({ event }) => event === 'subrequest');
      if (entry === undefined) throw new TypeError('no sub-request was answered');
      return entry;
    },
    sql: <Row extends object = object>(text: string, parameters: readonly unknown[] = []) =>
      withClient(database.ownerUrl, async (client) => {
        const { rows } = await client.query<Row>(text, [...parameters]);
        return rows;
      }),
    close: async (dropDatabase = true) => {
      await running.close(0);
      await server.close();
      if (dropDatabase) await database.drop();
    },
  };
}

async function send(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  const reply = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await reply.body.text();
  const { extensions, ...told } = JSON.parse(text) as { extensions?: { receipt?: Receipt } };
  const { receipt, ...others } = extensions ?? {};
  const isMore = Object.keys(others).length > 0;
  return {
    status: reply.statusCode,
    headers: reply.headers,
    body: isMore ? { ...told, extensions: others } : told,
    receipt,
  };
}
