import type { Clock } from '../../lib/clock.ts';
import type { Handler } from '../../lib/httpServer.ts';
import type { Log } from '../../lib/log.ts';
import type { Bounds } from '../bounds.ts';
import { createSource, type Source } from '../execute/source.ts';
import { createStoreClient, type StoreClient } from '../execute/storeClient.ts';
import { createHandler } from '../http/handler.ts';
import { createPlanner, type PlannerOptions } from '../plan/createPlanner.ts';
import { answerGeneral, type GeneralAnswering, type GeneralScope } from './answerGeneral.ts';
import { createGeneralDocuments } from './generalDocuments.ts';
import { loadGeneralGraph, type GeneralGraph } from './generalGraph.ts';

export interface GeneralConfig extends Bounds {
  readonly supergraphSdl: string;
  /** Names of the client's headers that subgraphs are shown. */
  readonly headers: readonly string[];
  readonly planner: PlannerOptions['kind'];
  readonly corsOrigins: readonly string[];
}

export interface GeneralDependencies {
  readonly clock: Clock;
  /** A new ULID. */
  readonly newEntryId: () => string;
  readonly log: Log;
}

export interface GeneralGateway {
  readonly handler: Handler;
  readonly close: () => Promise<void>;
}

/** A gateway for any Federation 2 supergraph, with the same planner, executor and front, without policy. */
export async function createGeneralGateway(
  config: GeneralConfig,
  { clock, newEntryId, log }: GeneralDependencies,
): Promise<GeneralGateway> {
  const graph = loadGeneralGraph(config.supergraphSdl);
  const { apiSchema, fullSchema } = graph;
  const { supergraphSdl, planner: kind } = config;
  const planner = createPlanner({ supergraphSdl, apiSchema, fullSchema, kind, log });
  await planner.open();
  const clients = connect(config, graph);
  const answering: GeneralAnswering = {
    ...{ graph, clock },
    documents: createGeneralDocuments(graph, planner, config.documents),
    sources: createSources(config, clients, { clock, log }),
    forwarded: config.headers.map((name) => name.toLowerCase()),
    requestTimeoutMs: config.requestTimeoutMs,
  };
  return {
    handler: createHandler({
      ...{ clock, log, newEntryId },
      answer: (request, context) => answerGeneral(answering, request, context),
      routes: { '/health/live': alive, '/health/ready': alive },
      corsOrigins: config.corsOrigins,
      bodyBytesMax: config.bodyBytesMax,
      compression: { mode: 'off', bytesMin: 0 },
    }),
    close: async () => {
      await planner.close();
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

const alive = () => Promise.resolve({ status: 200, body: { status: 'ok' } });

const connect = (
  { stores }: GeneralConfig,
  { urls }: GeneralGraph,
): ReadonlyMap<string, StoreClient> =>
  new Map([...urls].map(([name, url]) => [name, createStoreClient(url, stores)]));

const createSources = (
  { stores: { timeoutMs, breaker } }: GeneralConfig,
  clients: ReadonlyMap<string, StoreClient>,
  { clock, log }: Pick<GeneralDependencies, 'clock' | 'log'>,
): ReadonlyMap<string, Source<GeneralScope>> =>
  new Map(
    [...clients].map(([store, client]) => [
      store,
      createSource({
        ...{ store, timeoutMs, breaker, clock, log },
        send: (body: string, scope: GeneralScope, { timeoutMs: attemptMs }) => ({
          jti: undefined,
          response: client.post({
            body,
            headers: scope.headers,
            jti: undefined,
            timeoutMs: attemptMs,
            client: scope.client,
          }),
        }),
      }),
    ]),
  );
