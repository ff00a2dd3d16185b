import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../../../lib/clock.ts';
import type { ProcessKeys, PublicKeys } from '../../../../lib/keys.ts';
import {
  createPurposeVerifier,
  purposeChannel,
  type PurposeClaims,
} from '../../../../lib/purposeToken.ts';
import { readBody } from '../../../../lib/httpServer.ts';
import { sha256Hex } from '../../../../lib/hash.ts';
import type { StoreName } from '../../../../lib/storeName.ts';
import { resolversOf } from './rows.ts';
import { subgraphs } from './graph.ts';

/** How a hostile or failing store behaves; `ok` is a good one. */
export type Behaviour =
  | 'ok'
  | 'slow'
  | 'garbage'
  | 'html'
  | 'cut-off'
  | 'oversized'
  | 'wrong-jti'
  | 'no-jti'
  | 'demo-refused'
  | 'budget-exceeded'
  | 'token-refused'
  | 'not-ready'
  | 'hang-up'
  | 'hang-up-once'
  | 'talkative-error'
  | 'bare-error'
  | 'wrong-shape'
  | 'extra-fields'
  | 'missing-entity'
  | 'null-data';

/** What a store states of what it served. */
export type Receipts =
  | 'honest'
  | 'missing'
  | 'other-jti'
  | 'other-intent'
  | 'other-statement'
  | 'other-attempt'
  | 'one-member-more'
  | 'no-counts'
  | 'unsorted';

export interface Seen {
  readonly claims: PurposeClaims;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: string | undefined;
}

/** A store made of graphql-js over fixed rows, behind a real socket. */
export interface FixtureStore {
  readonly name: StoreName;
  readonly url: string;
  readonly seen: Seen[];
  readonly sockets: ReadonlySet<Socket>;
  behaviour: Behaviour;
  /** Answers in place of the store, where a test needs a reply of its own. */
  reply: Reply | undefined;
  installation: 'synthetic' | 'real' | undefined;
  /** How long it thinks before it answers. */
  latencyMs: number;
  receipts: Receipts;
  /** Of the persons whose values it served, as its receipts count them. */
  subjects: readonly string[];
  readonly close: () => Promise<void>;
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: unknown;
  extensions?: Record<string, unknown>;
}

/** `headers` and `answer` are those of a good store. */
export type Reply = (
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  answer: Answer,
) => void;

export async function startFixtureStore(
  name: StoreName,
  keys: ProcessKeys,
  gateway: PublicKeys,
): Promise<FixtureStore> {
  const schema = buildSubgraphSchema({
    typeDefs: parse(subgraphs[name] ?? ''),
    resolvers: resolversOf(name) as never,
  });
  const sockets = new Set<Socket>();
  const verifier = createPurposeVerifier({
    channels: [purposeChannel(keys, gateway)],
    issuer: 'gateway',
    audience: name,
    clock: systemClock,
  });
  const server = createServer((request, response) => {
    serve(store, schema, verifier, request, response).catch((error: unknown) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      const { code } = error as { code?: string };
      response.end(JSON.stringify({ errors: [{ message: 'refused', extensions: { code } }] }));
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store: FixtureStore = {
    name,
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    seen: [],
    sockets,
    behaviour: 'ok',
    reply: undefined,
    installation: 'synthetic',
    latencyMs: 0,
    receipts: 'honest',
    subjects: [],
    close: () => stop(server),
  };
  return store;
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });

async function serve(
  store: FixtureStore,
  schema: GraphQLSchema,
  verifier: ReturnType<typeof createPurposeVerifier>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url === '/health/ready') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'ok', installation: store.installation }));
    return;
  }
  const body = await readBody(request, 1_000_000);
  const claims = verifier.verify(request.headers.authorization, body);
  const { query, variables } = JSON.parse(body.toString('utf8')) as Omit<Seen, 'claims' | 'caller'>;
  const caller = request.headers['referent-caller'];
  store.seen.push({ claims, query, variables, caller: caller as string | undefined });
  if (store.latencyMs > 0) await setTimeout(store.latencyMs);
  const result = await graphql({ schema, source: query, variableValues: variables });
  const answer = JSON.parse(JSON.stringify(result)) as Answer;
  if (store.receipts !== 'missing') {
    answer.extensions = { receipt: receiptOf(store, claims, query) };
  }
  misbehave(store, response, claims.jti, answer);
}

function receiptOf(
  { receipts, subjects }: FixtureStore,
  { jti, intent, attempt = 1 }: PurposeClaims,
  query: string,
): Record<string, unknown> {
  const honest = {
    ...{ attempt, audit_refs: [...subjects].sort(), cells: 3, entryId: intent, guardSeq: null },
    ...{ jti, rows: 2, statementHash: sha256Hex(query) },
  };
  switch (receipts) {
    case 'other-jti':
      return { ...honest, jti: 'of-another-sub-request' };
    case 'other-intent':
      return { ...honest, entryId: '01JDG0000000000000000000AA' };
    case 'other-statement':
      return { ...honest, statementHash: sha256Hex('{ nothing }') };
    case 'other-attempt':
      return { ...honest, attempt: attempt + 1 };
    case 'one-member-more':
      return { ...honest, note: storeSecret };
    case 'no-counts':
      return { ...honest, cells: -1 };
    case 'unsorted':
      return { ...honest, audit_refs: ['f'.repeat(32), 'a'.repeat(32)] };
    default:
      return honest;
  }
}

const json = { 'content-type': 'application/json' };
/** What a careless store might say: it must never reach a client or a log. */
export const storeSecret = 'store-secret-4711';

function misbehave(
  store: FixtureStore,
  response: ServerResponse,
  jti: string,
  answer: Answer,
): void {
  const good = { ...json, 'referent-jti': jti, 'referent-read-at': '2026-01-02T03:04:05.678Z' };
  if (store.reply !== undefined) {
    store.reply(response, good, answer);
    return;
  }
  const send = (status: number, body: unknown, headers: object = good): void => {
    response.writeHead(status, headers as Record<string, string>);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const refuse = (status: number, code: string): void => {
    send(status, { errors: [{ message: storeSecret, extensions: { code } }] });
  };
  switch (store.behaviour) {
    case 'slow':
    case 'hang-up':
      if (store.behaviour === 'hang-up') response.destroy();
      return;
    case 'hang-up-once':
      store.behaviour = 'ok';
      response.destroy();
      return;
    case 'garbage':
      send(200, `{"data": {"customer": ${storeSecret}`);
      return;
    case 'html':
      send(200, '<html></html>', { ...good, 'content-type': 'text/html' });
      return;
    case 'cut-off':
      response.writeHead(200, { ...good, 'content-length': '100000' });
      response.write('{"data": {');
      void setTimeout(20).then(() => response.destroy());
      return;
    case 'oversized':
      send(200, { data: { filler: 'x'.repeat(400_000) } });
      return;
    case 'wrong-jti':
      send(200, answer, { ...good, 'referent-jti': 'another-request-entirely' });
      return;
    case 'no-jti':
      send(200, answer, json);
      return;
    case 'demo-refused':
      refuse(401, 'DEMO_REFUSED');
      return;
    case 'budget-exceeded':
      refuse(403, 'BUDGET_EXCEEDED');
      return;
    case 'token-refused':
      refuse(401, 'TOKEN_INVALID');
      return;
    case 'not-ready':
      refuse(503, 'NOT_READY');
      return;
    default:
      send(200, distorted(store.behaviour, answer));
  }
}

function distorted(behaviour: Behaviour, answer: Answer): unknown {
  // A batch asks for several sets of entities, each under a name of its own.
  const sets = Object.entries(answer.data ?? {}).filter(([key]) => key.startsWith('_e')) as [
    string,
    Record<string, unknown>[],
  ][];
  const entities = sets.flatMap(([, set]) => set);
  const [first] = entities;
  const [firstKey] = sets.map(([key]) => key);
  switch (behaviour) {
    case 'null-data':
      return { data: null };
    case 'bare-error':
      return { errors: [{ message: storeSecret, extensions: { code: storeSecret } }] };
    case 'talkative-error': {
      const [key] = Object.keys(first ?? {}).filter((name) => name !== '__typename');
      if (first !== undefined && key !== undefined) first[key] = null;
      const path = [firstKey, 0, key];
      const extensions = { code: 'STORE_TIMEOUT', secret: storeSecret };
      return { ...answer, errors: [{ message: storeSecret, path, extensions }] };
    }
    case 'wrong-shape':
      for (const key of Object.keys(first ?? {})) {
        if (key !== '__typename' && first !== undefined) first[key] = [[{ [storeSecret]: 1 }]];
      }
      return answer;
    case 'extra-fields':
      for (const entity of entities) entity.birthDate = storeSecret;
      return { ...answer, extensions: { ...answer.extensions, secret: storeSecret } };
    case 'missing-entity':
      return {
        ...answer,
        data: Object.fromEntries(sets.map(([key, set]) => [key, set.map(() => null)])),
      };
    default:
      return answer;
  }
}
