import { systemClock } from '../../../lib/clock.ts';
import { listen, readBody, sendJson, type RunningServer } from '../../../lib/httpServer.ts';
import { verifyServiceToken } from '../../../lib/serviceToken.ts';
import { storeNames, type StoreName } from '../../../lib/storeName.ts';
import { signAnswer } from '../../../subgraphs/host/between/exchange.ts';
import {
  createHttpTransport,
  type StoreTransport,
} from '../../../subgraphs/host/between/transport.ts';
import type { TestInstallation } from '../../support/installation.ts';

/** What a peer answers to a call: an answer, or a refusal's code. */
export type PeerAnswer = (payload: never) => { answer: unknown } | { refusal: { code: string } };

export interface Peers {
  readonly transport: StoreTransport;
  /** Calls in the order in which they came: name and payload. */
  readonly asked: (readonly [string, unknown])[];
  /** Answers by the name of the call; a test puts its own here. */
  readonly answers: Record<string, PeerAnswer>;
  /** Signs with the keys of another process, as an impostor would. */
  signAs: StoreName | undefined;
  readonly close: () => Promise<void>;
}

/** The other stores as finance meets them: over HTTP, verifying what they get and signing what they say. */
export async function startPeers(
  installation: TestInstallation,
  clock = systemClock,
): Promise<Peers> {
  const asked: (readonly [string, unknown])[] = [];
  const answers: Record<string, PeerAnswer> = {};
  const servers = new Map<StoreName, RunningServer>();
  const state: { signAs: StoreName | undefined } = { signAs: undefined };
  for (const name of storeNames) {
    const server = await listen(
      async (request, response) => {
        const body = await readBody(request, 65_536);
        const { authorization } = request.headers;
        const { processes } = installation.lock;
        const claims = verifyServiceToken({
          authorization,
          audience: name,
          body,
          clock,
          processes,
        });
        const { call, payload } = JSON.parse(body.toString('utf8')) as {
          call: string;
          payload: never;
        };
        asked.push([call, payload]);
        const text = JSON.stringify(answers[call]?.(payload) ?? { refusal: { code: 'NOT_FOUND' } });
        const keys = installation.stores[state.signAs ?? name];
        const identity = { name, keys, processes, clock, newId: () => '' };
        const signature = signAnswer(identity, claims.iss, claims.jti, text);
        sendJson(response, 200, text, { 'referent-signature': signature });
      },
      '127.0.0.1',
      0,
    );
    servers.set(name, server);
  }
  const urls = Object.fromEntries([...servers].map(([name, { url }]) => [name, url]));
  return {
    transport: createHttpTransport(urls),
    asked,
    answers,
    get signAs() {
      return state.signAs;
    },
    set signAs(name) {
      state.signAs = name;
    },
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close(0)));
    },
  };
}
