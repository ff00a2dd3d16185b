import { createLogFolder } from '../../audit/log/folder.ts';
import { AppError } from '../../lib/errors/appError.ts';
import { sendJson, type Handler } from '../../lib/httpServer.ts';
import type { LogLane } from './audit/lane.ts';
import { createStoreAudit } from './audit/storeAudit.ts';
import type { Beside } from './beside.ts';
import type { Identity } from './between/exchange.ts';
import { createRelay, type Relay } from './between/relay.ts';
import { connectStore } from './database.ts';
import type { PolicyInForce, StoreDefinition } from './definition.ts';
import { buildStoreGraph } from './graph/storeGraph.ts';
import { createAdmission } from './http/admission.ts';
import { createDecider } from './http/decideOperation.ts';
import { createDocuments } from './http/documents.ts';
import { createApolloFace } from './http/apolloFace.ts';
import {
  createGraphqlEndpoint,
  executeCompiled,
  type GraphqlEndpointInput,
} from './http/graphqlEndpoint.ts';
import { sendError } from './http/publicErrors.ts';
import { createRulings } from './http/restricted.ts';
import { createServiceEndpoints } from './http/serviceEndpoints.ts';
import { createSignedEndpoints } from './http/signedEndpoints.ts';
import type { Running, StoreDependencies, StoreServerConfig } from './running.ts';
import { subRequests } from './subRequests.ts';
import { storeLockdowns, type StoreLockdowns } from './lockdowns.ts';
import { settleInstallationKind, type InstallationKind } from './installation.ts';
import { checkLocks } from './locks.ts';
import { addCheckpointPath, createAddCheckpointEndpoint } from './witness/addCheckpointEndpoint.ts';
import { openVault } from './vault/openVault.ts';
import type { RunningVault } from './vault/vault.ts';
import { witnessOf } from './witness/witnessKey.ts';

export interface StoreServer {
  readonly handler: Handler;
  readonly relay: Relay;
  /** Brings entries and receipts to the audit log; to be started when the store listens. */
  readonly audit: LogLane;
  readonly kind: InstallationKind;
  /** What this store does beside answering; to be started when it listens. */
  readonly beside: Beside | undefined;
  /** Rotates its keys when it is started. */
  readonly vault: Pick<RunningVault, 'start'> | undefined;
  /** Hears what is restricted; to be started when the store listens. */
  readonly lockdowns: Pick<StoreLockdowns, 'start'>;
  readonly close: () => Promise<void>;
}

/** Boots a store on its database: refuses to where locks, definition or database do not fit. */
export async function createStoreServer(
  definition: StoreDefinition,
  config: StoreServerConfig,
  dependencies: StoreDependencies,
): Promise<StoreServer> {
  const { keys, witnessKeys, installation, policy: lock, clock, log, newId } = dependencies;
  const { transport, sdl } = dependencies;
  checkLocks(definition.name, keys, installation, lock);
  const witness = witnessKeys && witnessOf(definition.name, witnessKeys, installation);
  const database = await connectStore(definition, config.databaseUrl);
  try {
    const graph = buildStoreGraph({ definition, sdl, lock, dataSource: database.dataSource });
    const kind = await settleInstallationKind(database);
    const policy: PolicyInForce = {
      ...{ lock, epoch: installation.epoch },
      lockVersion: () => word.lockdowns.standing().version,
    };
    const { processes } = installation;
    const identity: Identity = { name: definition.name, keys, processes, clock, newId };
    const timeoutMs = config.callTimeoutMs;
    const relay = createRelay({ identity, lock, database, transport, log, timeoutMs });
    const decider = createDecider(lock, graph.schema);
    const signed = createSignedEndpoints({ identity, log });
    const { databaseUrl, auditLog, peers = {}, keysDatabaseUrl: keysUrl } = config;
    const audit = createStoreAudit({
      ...{ identity, database, policy, transport, log, timeoutMs, keysUrl, types: graph.types },
      logFile: auditLog && createLogFolder(auditLog.folder, 'read').read,
    });
    const writeFact = audit.fact;
    const vault = await openVault(definition, config, { database, clock, log, writeFact });
    const own = { databaseUrl, auditLog, peers, writeFact };
    const given = { ...own, database, identity, installation, signed, log, policy, vault };
    const beside = definition.beside?.(given);
    const word = storeLockdowns(dependencies, config, identity, beside);
    const rulings = createRulings({ store: definition.name, lock, ...graph, decider, ...word });
    const about = { definition, config, dependencies, database, graph, decider, rulings, policy };
    const running: Running = {
      ...about,
      ...{ identity, relay, witness, signed, beside, audit, vault },
    };
    const { handler, stop } = await createHandler(running, kind);
    await definition.onReady?.({ db: database, log, clock, policy });
    return {
      handler,
      relay,
      audit: audit.lane,
      kind,
      beside,
      vault,
      lockdowns: word,
      close: () => {
        word.stop();
        return closing(running, stop)();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The audit log's part ends late: what was served until then is still written down. */
const closing =
  ({ relay, beside, audit, database, vault }: Running, stop: () => Promise<void>) =>
  async (): Promise<void> => {
    await relay.stop();
    await beside?.stop();
    await stop();
    await vault?.stop();
    await audit.close();
    await database.close();
  };

/** Where a store in development mode also answers through Apollo Server, to the same tokens. */
const apolloPath = '/graphql/apollo';

async function createHandler(
  running: Running,
  kind: InstallationKind,
): Promise<{ handler: Handler; stop: () => Promise<void> }> {
  const { definition, config, dependencies, database, graph, policy, identity } = running;
  const { clock, log, keys, installation } = dependencies;
  const { bodyBytesMax } = config;
  const bearer = definition.name === 'customer-pii' ? dependencies.bearer : undefined;
  const door: GraphqlEndpointInput = {
    admit: createAdmission({ store: definition.name, keys, installation, kind, clock, bearer }),
    documents: createDocuments(graph),
    decider: running.decider,
    rulings: running.rulings,
    subRequest: subRequests(running),
    receipt: running.audit.receipt,
    bodyBytesMax,
    clock,
    log,
  };
  const apollo =
    config.mode === 'development' ? await createApolloFace(graph.schema, log) : undefined;
  const { events, call } = createServiceEndpoints({
    definition,
    database,
    policy,
    identity,
    log,
    bodyBytesMax,
    signed: running.signed,
    vault: running.vault,
    wake: running.relay.wake,
  });
  const routes: Readonly<Record<string, Handler>> = {
    '/graphql': createGraphqlEndpoint(door, executeCompiled(log)),
    ...(apollo === undefined ? {} : { [apolloPath]: createGraphqlEndpoint(door, apollo.execute) }),
    ...witnessRoute(running),
    '/events': events,
    '/call': call,
    '/health/live': (_request, response) => {
      sendJson(response, 200, { status: 'ok' });
      return Promise.resolve();
    },
    '/health/ready': readiness(running, kind),
  };
  const handler: Handler = async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const route = Object.hasOwn(routes, path) ? routes[path] : running.beside?.route(path);
    if (route !== undefined) await route(request, response);
    else sendJson(response, 404, { errors: [{ message: 'There is nothing here.' }] });
  };
  return { handler, stop: () => apollo?.stop() ?? Promise.resolve() };
}

const readiness =
  ({ database, beside, audit }: Running, kind: InstallationKind): Handler =>
  async (_request, response) => {
    try {
      await database.ping();
      const { isReady, about } = beside?.health() ?? { isReady: true, about: {} };
      const status = isReady ? 'ok' : 'refused';
      // Nothing is lost while it waits, so a store that has such rows goes on.
      const waiting = { auditRefused: await audit.lane.refused() };
      sendJson(response, isReady ? 200 : 503, { status, installation: kind, ...waiting, ...about });
    } catch (cause) {
      sendError(response, new AppError('NOT_READY', { cause }));
    }
  };

const witnessRoute = ({ witness, database, dependencies }: Running): Record<string, Handler> => {
  if (witness === undefined) return {};
  const { clock, log } = dependencies;
  return { [addCheckpointPath]: createAddCheckpointEndpoint({ witness, database, clock, log }) };
};
