import { randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import type { GatewayConfig } from '../../../../gateway/config.ts';
import { createGateway, type Gateway } from '../../../../gateway/createGateway.ts';
import { systemClock } from '../../../../lib/clock.ts';
import { sha256Hex } from '../../../../lib/hash.ts';
import { listen } from '../../../../lib/httpServer.ts';
import { generateProcessKeys, type ProcessKeys } from '../../../../lib/keys.ts';
import type { Lockdowns } from '../../../../lib/lockdowns.ts';
import { createLog } from '../../../../lib/log.ts';
import { nothingRestricted } from '../../../support/lockdowns.ts';
import type { StoreName } from '../../../../lib/storeName.ts';
import { apiSchemaOf } from '../../../../policies/apiSchema.ts';
import type { GateOptions } from '../../../../gateway/release/gate.ts';
import type { PolicyLock } from '../../../../policies/lock.ts';
import { createTestLog, type TestLog } from '../../../support/releaseLog.ts';
import { allDocuments } from './documents.ts';
import { startFixtureStore, type FixtureStore } from './fixtureStore.ts';
import { composeGraph } from './graph.ts';
import { startIssuer, type Claims, type Issuer } from './issuer.ts';
import { lockFor } from './lock.ts';

export const storesOfGraph = ['crm', 'finance', 'supply-chain', 'customer-pii'] as const;

export interface Entry {
  readonly path: string;
  readonly code: string;
}

export interface SourceOfAnswer {
  readonly path: string;
  readonly coordinate: string;
  readonly store: string;
  readonly fetched: boolean;
  readonly form: string;
  readonly readAt: string | null;
  readonly answeredBy?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly locations?: unknown;
    readonly extensions: { readonly code: string };
  }[];
  readonly code: string | undefined;
  readonly entryId: string | undefined;
  readonly withheld: readonly Entry[];
  readonly sources: readonly SourceOfAnswer[];
}

/** A gateway, four stores and an issuer, each behind a real socket. */
export interface World {
  readonly url: string;
  readonly gateway: Gateway;
  readonly issuer: Issuer;
  readonly lock: PolicyLock;
  readonly stores: Readonly<Record<(typeof storesOfGraph)[number], FixtureStore>>;
  readonly audit: TestLog;
  /** The gateway's own. */
  readonly keys: ProcessKeys;
  readonly log: () => string;
  /** Screens that were saved in the explorer: file → text. */
  readonly kept: ReadonlyMap<string, string>;
  /** Sub-requests that all stores have seen so far. */
  readonly asked: () => number;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Answer>;
  /** Sends a body as the account manager, unless claims say otherwise. */
  readonly send: (
    body: unknown,
    claims?: Claims,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly screen: (
    text: string,
    variables?: Readonly<Record<string, unknown>>,
    claims?: Claims,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly mode?: GatewayConfig['mode'];
  readonly present?: readonly StoreName[];
  readonly config?: Partial<GatewayConfig>;
  readonly documents?: readonly string[];
  /** Of the documents, those that the policy knows; all unless said. */
  readonly published?: readonly string[];
  readonly gate?: Partial<GateOptions>;
  readonly lockdowns?: Lockdowns;
  readonly governanceUrl?: string;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const issuer = await startIssuer();
  const keys = generateProcessKeys();
  const started = await Promise.all(
    storesOfGraph.map(async (name) => {
      const own = generateProcessKeys();
      return { own, store: await startFixtureStore(name, own, keys.public) };
    }),
  );
  const stores = Object.fromEntries(
    started.map(({ store }) => [store.name, store]),
  ) as World['stores'];
  const supergraphSdl = composeGraph(options.present ?? storesOfGraph);
  const documents = options.documents ?? allDocuments;
  const lock = lockFor(apiSchemaOf(composeGraph(storesOfGraph)), options.published ?? documents);
  const lines: string[] = [];
  const urls = {
    ...Object.fromEntries(started.map(({ store }) => [store.name, store.url])),
    ...(options.governanceUrl === undefined ? {} : { governance: options.governanceUrl }),
  };
  const changes = { mode: options.mode ?? 'development', ...options.config };
  const log = createLog('gateway', { write: (line) => void lines.push(line) });
  const inForce = { epoch: 7, lock: lock.hash, lockVersion: 0 };
  const audit = createTestLog(inForce, log, options.gate);
  const kept = new Map<string, string>();
  const gateway = await createGateway(testConfig(issuer, urls, changes), {
    lock,
    installation: {
      ...{ epoch: 7, policy: lock.hash, previous: null, genesis: null, signers: [] },
      processes: Object.fromEntries(started.map(({ own, store }) => [store.name, [own.public]])),
      signature: { kid: 'test', value: '' },
    },
    keys,
    supergraphSdl,
    documents: documents.map((text, index) => ({ file: `${String(index)}.graphql`, text })),
    clock: systemClock,
    // Stands for the explorer, whose packages are for development alone.
    pages: (path, _request, response) => {
      if (path === '/graphiql') response.writeHead(200).end('page');
      return Promise.resolve(path === '/graphiql');
    },
    keepScreen: (file, text) => {
      if (kept.has(file)) return false;
      kept.set(file, text);
      return true;
    },
    newId: randomUUID,
    newEntryId: () => ulid(),
    ...{ log, gate: audit.gate, lockdowns: options.lockdowns ?? nothingRestricted },
  });
  const server = await listen(gateway.handler, '127.0.0.1', 0);
  const fetchAnswer: World['fetch'] = async (path, init) =>
    answerOf(await fetch(`${server.url}${path}`, init));
  const send: World['send'] = async (body, claims, headers = {}) =>
    fetchAnswer('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await issuer.token(claims)}`,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    ...{ url: server.url, gateway, issuer, lock, stores, audit, keys, send, kept },
    fetch: fetchAnswer,
    log: () => lines.join(''),
    asked: () => Object.values(stores).reduce((sum, { seen }) => sum + seen.length, 0),
    screen: (text, variables = {}, claims, headers) =>
      send({ documentId: `sha256:${sha256Hex(text)}`, variables }, claims, headers),
    reset: () => {
      for (const store of Object.values(stores)) {
        store.seen.length = 0;
        store.behaviour = 'ok';
        store.reply = undefined;
        store.installation = 'synthetic';
        store.receipts = 'honest';
        store.subjects = [];
        store.latencyMs = 0;
      }
      Object.assign(audit, { state: 'ok', latencyMs: 0, witnessed: true });
    },
    close: async () => {
      await server.close(0);
      await gateway.close();
      await Promise.all([...Object.values(stores).map((store) => store.close()), issuer.close()]);
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = (text.startsWith('{') ? JSON.parse(text) : {}) as {
    data?: Answer['data'];
    errors?: Answer['errors'];
    extensions?: { entryId?: string; withheld?: Answer['withheld']; sources?: Answer['sources'] };
  };
  const errors = body.errors ?? [];
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: body.data,
    errors,
    code: errors[0]?.extensions.code,
    entryId: body.extensions?.entryId,
    withheld: body.extensions?.withheld ?? [],
    sources: body.extensions?.sources ?? [],
  };
}

/** Small bounds and short deadlines, so that tests reach them. */
export const testConfig = (
  issuer: Issuer,
  storeUrls: GatewayConfig['storeUrls'],
  changes: Partial<GatewayConfig> = {},
): GatewayConfig => ({
  mode: 'development',
  host: '127.0.0.1',
  port: 0,
  bearer: {
    issuer: issuer.url,
    jwksUrl: issuer.jwksUrl,
    audience: 'referent',
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    claimNames: { roles: 'roles', team: 'team', region: 'region' },
    defaultRegion: 'EU',
  },
  storeUrls,
  policyLock: '',
  installationLock: '',
  installationGenesis: undefined,
  keyFile: '',
  nodeName: undefined,
  auditDatabaseUrl: '',
  supergraph: '',
  screens: '',
  planner: 'auto',
  plans: '',
  corsOrigins: ['https://app.example.test'],
  console: { folder: '', clientId: 'referent-console', scope: 'openid graph' },
  controlToken: 'control-token-of-at-least-32-letters',
  bodyBytesMax: 20_000,
  compression: { mode: 'off', bytesMin: 200 },
  requestTimeoutMs: 4_000,
  shutdownGraceMs: 1_000,
  workers: 1,
  documents: {
    bytesMax: 10_000,
    tokensMax: 1_000,
    depthMax: 16,
    aliasesMax: 10,
    directivesMax: 10,
    rootFieldsMax: 5,
    selectionsMax: 500,
    costMax: 5_000,
  },
  stores: {
    ...{ timeoutMs: 1_000, answerBytesMax: 200_000, connections: 8 },
    // Most cases break a store on purpose; the next case finds it asked again.
    breaker: { failures: 1_000, cooldownMs: 500, cooldownMaxMs: 5_000 },
  },
  ...changes,
});
