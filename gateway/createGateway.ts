import { createBearerVerifier, type BearerVerifier } from '../lib/bearer.ts';
import type { Clock } from '../lib/clock.ts';
import type { Handler } from '../lib/httpServer.ts';
import type { InstallationLock } from '../lib/installationLock.ts';
import type { ProcessKeys } from '../lib/keys.ts';
import type { Lockdowns } from '../lib/lockdowns.ts';
import type { Log } from '../lib/log.ts';
import { purposeChannel } from '../lib/purposeToken.ts';
import type { StoreName } from '../lib/storeName.ts';
import type { PolicyLock } from '../policies/lock.ts';
import { createApolloFront } from './adhoc/apolloFront.ts';
import type { Answering, AskStore } from './answering.ts';
import { answerRequest } from './answerRequest.ts';
import type { StoreLimits } from './bounds.ts';
import type { GatewayConfig } from './config.ts';
import { createDocumentCompiler } from './documents/compileDocument.ts';
import { registerText, type Registration } from './documents/register.ts';
import { createRegistry, type DocumentFile, type Registry } from './documents/registry.ts';
import { createClaimTexts } from './execute/claimTexts.ts';
import { createDirectClient } from './execute/directClient.ts';
import { createStoreClient, type StoreClient } from './execute/storeClient.ts';
import { createStoreSource, type StoreSource } from './execute/storeSource.ts';
import { explorerDoors, type ExplorerDoors, type KeepScreen } from './graphiql/doors.ts';
import type { Gate } from './release/gate.ts';
import { createLogFiles } from './release/logFiles.ts';
import { createDocumentRecords } from './release/gated.ts';
import { createLaws } from './lockdowns/laws.ts';
import { createHandler, type Pages, type Route } from './http/handler.ts';
import { createHealthProbe, healthRoutes } from './http/health.ts';
import { documentRegistration } from './http/registerDocument.ts';
import { createIntrospector } from './introspection/introspect.ts';
import type { CommittedPlans } from './plan/committedPlans.ts';
import { createPlanner } from './plan/createPlanner.ts';
import { loadSupergraph, type LoadedSupergraph } from './plan/supergraph.ts';

/** What the gateway is given; it reads no file and no environment itself. */
export interface GatewayDependencies {
  readonly lock: PolicyLock;
  readonly installation: InstallationLock;
  readonly keys: ProcessKeys;
  readonly supergraphSdl: string;
  readonly documents: readonly DocumentFile[];
  /** Plans made ahead; none where there is no file of them. */
  readonly plans?: CommittedPlans | undefined;
  readonly clock: Clock;
  /** A new random id (UUID). */
  readonly newId: () => string;
  /** A new ULID. */
  readonly newEntryId: () => string;
  readonly log: Log;
  /** Nothing personal leaves but through it. It is closed with the gateway. */
  readonly gate: Gate;
  /** Hands a registered document to the other workers on this port; undefined where there are none. */
  readonly tellSiblings?: (text: string) => Promise<void>;
  /** What is restricted. */
  readonly lockdowns: Lockdowns;
  /** The explorer for developers; undefined where it is closed. */
  readonly pages?: Pages | undefined;
  /** Development mode: keeps what the explorer's user saves as a screen. */
  readonly keepScreen?: KeepScreen | undefined;
  /** The console for people, in either mode; undefined where it was not built. */
  readonly console?: Pages | undefined;
}

export interface Gateway {
  readonly handler: Handler;
  readonly registry: Registry;
  /** Development mode: checks a screen's text and answers it from now on. */
  readonly registerDocument: (text: string) => Promise<Registration>;
  readonly close: () => Promise<void>;
}

/** Wires the stages together. Everything a registered document needs is ready before it returns. */
export async function createGateway(
  config: GatewayConfig,
  dependencies: GatewayDependencies,
): Promise<Gateway> {
  const { lock, clock, log, gate, newId } = dependencies;
  refuseOtherGate(dependencies);
  const graph = loadSupergraph(dependencies.supergraphSdl);
  const schema = graph.apiSchema;
  const planner = createPlanner({
    ...{ supergraphSdl: dependencies.supergraphSdl, log, kind: config.planner },
    ...{ apiSchema: schema, fullSchema: graph.fullSchema, committed: dependencies.plans },
  });
  const context = { lock, schema, fullSchema: graph.fullSchema, planner };
  const compiler = createDocumentCompiler(context);
  const [limits, { defaultRegion }] = [config.documents, config.bearer];
  const registry = await createRegistry({
    ...{ lock, schema, compiler, limits, defaultRegion, log },
    files: dependencies.documents,
  });
  const clients = connectStores(config, graph);
  const sources = storeSources(config, dependencies, graph, clients);
  const health = createHealthProbe(graph.stores, config.storeUrls, clock);
  const { everyStoreSynthetic } = health;
  const apollo = createApolloFront({ schema, supergraphSdl: dependencies.supergraphSdl });
  const bearer = createBearerVerifier({ ...config.bearer, clock });
  const lawful = { context, compiler, registry, lockdowns: dependencies.lockdowns };
  const answering: Answering = {
    ...{ lock, schema, registry, apollo, clock, log, gate, newId },
    ...{ newEntryId: dependencies.newEntryId, laws: createLaws(lawful) },
    ...{ mode: config.mode, bearer },
    adHoc: { lock, schema, limits, everyStoreSynthetic },
    introspector: createIntrospector(lock, schema),
    askStore: asking(sources),
    records: createDocumentRecords(lock, graph.fullSchema, gate.inForce),
    requestTimeoutMs: config.requestTimeoutMs,
  };
  const registerDocument = (text: string): Promise<Registration> =>
    registerText({ lock, schema, limits, registry, defaultRegion }, text);
  const register = registeringEverywhere(registerDocument, dependencies);
  return {
    registry,
    registerDocument,
    handler: createHandler({
      ...{ clock, log },
      answer: (request, context) => answerRequest(answering, request, context),
      routes: {
        ...healthRoutes(health),
        ...developing(config, dependencies, { ...answering, limits, planner, register }),
      },
      pages: pagesOf(config, dependencies, bearer),
      ...httpOf(config),
      newEntryId: dependencies.newEntryId,
    }),
    close: async () => {
      const closing = [...clients.values(), gate, planner].map((each) => each.close());
      await Promise.all([...closing, apollo.stop()]);
    },
  };
}

const httpOf = ({ corsOrigins, bodyBytesMax, compression }: GatewayConfig) => ({
  ...{ corsOrigins, bodyBytesMax, compression },
});

/** The audit log's files; the explorer in development mode alone; the console answers what is left. */
function pagesOf(
  { mode, storeUrls }: GatewayConfig,
  dependencies: GatewayDependencies,
  bearer: BearerVerifier,
): readonly Pages[] {
  const { pages, console } = dependencies;
  const logFiles = createLogFiles({ ...dependencies, governanceUrl: storeUrls.governance, bearer });
  const explorer = mode === 'development' ? pages : undefined;
  return [logFiles, explorer, console].filter((given) => given !== undefined);
}

/** What the log says of a decision must be what decided. */
function refuseOtherGate({ gate, lock, installation }: GatewayDependencies): void {
  if (gate.inForce.lock === lock.hash && gate.inForce.epoch === installation.epoch) return;
  throw new TypeError('the gate records another policy than the one that is served');
}

/** The developer hears of a document when each worker that may be asked for it knows it. */
const registeringEverywhere =
  (register: Gateway['registerDocument'], { tellSiblings }: GatewayDependencies) =>
  async (text: string): Promise<Registration> => {
    const registration = await register(text);
    if (registration.violations.length === 0) await tellSiblings?.(text);
    return registration;
  };

/** Doors for whoever writes screens on the machine where this runs. */
function developing(
  { mode, controlToken, bodyBytesMax }: GatewayConfig,
  { pages, keepScreen }: GatewayDependencies,
  doors: Omit<ExplorerDoors, 'keepScreen' | 'bodyBytesMax'>,
): Readonly<Record<string, Route>> {
  if (mode !== 'development') return {};
  const { register } = doors;
  return {
    ...(controlToken === undefined
      ? {}
      : { '/dev/documents': documentRegistration(controlToken, bodyBytesMax, register) }),
    ...(pages === undefined || keepScreen === undefined
      ? {}
      : explorerDoors({ ...doors, bodyBytesMax, keepScreen })),
  };
}

const connectStores = (
  { storeUrls, stores }: GatewayConfig,
  graph: LoadedSupergraph,
): ReadonlyMap<StoreName, StoreClient> =>
  new Map(
    graph.stores.flatMap((store) => {
      const url = storeUrls[store];
      return url === undefined
        ? []
        : [[store, connectStore(`${url.replace(/\/$/, '')}/graphql`, stores)] as const];
    }),
  );

/** Plain HTTP, which is for loopback alone, by our own client; all else by the library's. */
const connectStore = (url: string, limits: StoreLimits): StoreClient =>
  url.startsWith('http://') ? createDirectClient(url, limits) : createStoreClient(url, limits);

const asking =
  (sources: ReadonlyMap<string, StoreSource>): AskStore =>
  (question, scope) => {
    const source = sources.get(question.subgraph);
    if (source === undefined) throw new TypeError('the plan names a store that is not there');
    return source.ask(question, scope);
  };

function storeSources(
  config: GatewayConfig,
  { installation, keys, clock, newId, log }: GatewayDependencies,
  graph: LoadedSupergraph,
  clients: ReadonlyMap<StoreName, StoreClient>,
): ReadonlyMap<string, StoreSource> {
  const claimTexts = createClaimTexts(installation.epoch);
  const sources = graph.stores.map((store): readonly [string, StoreSource] => {
    const [peer] = installation.processes[store] ?? [];
    const source = createStoreSource({
      ...{ store, clock, newId, log, claimTexts },
      client: clients.get(store),
      channel: peer === undefined ? undefined : purposeChannel(keys, peer),
      timeoutMs: config.stores.timeoutMs,
      breaker: config.stores.breaker,
    });
    return [store, source];
  });
  return new Map(sources);
}
