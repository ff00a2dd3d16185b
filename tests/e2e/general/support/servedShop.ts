import { afterAll, afterEach, beforeAll } from '@jest/globals';
import {
  openShop,
  startGateway,
  type Answered,
  type GeneralGateway,
  type Shop,
} from './generalGateway.ts';
import type { SubgraphServer } from './subgraphServer.ts';

/** The shop's subgraphs behind a gateway, for the tests of one file. */
export interface ServedShop {
  readonly shop: () => Shop;
  readonly gateway: () => GeneralGateway;
  readonly server: (name: string) => SubgraphServer;
  readonly ask: (query: string, variables?: object) => Promise<Answered>;
  /** How many sub-requests the subgraphs have had in this test. */
  readonly heard: () => number;
}

/** Starts before the first test and ends after the last; what was heard is forgotten after each. */
export function serveShop(): ServedShop {
  let shop: Shop;
  let gateway: GeneralGateway;
  beforeAll(async () => {
    shop = await openShop();
    gateway = await startGateway([
      ...['--supergraph', shop.supergraph, '--port', '0'],
      ...['--header', 'authorization', '--header', 'X-Tenant'],
    ]);
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.close();
  });
  afterEach(() => {
    for (const server of Object.values(shop.subgraphs)) {
      server.heard.length = 0;
      server.reply = undefined;
    }
  });
  return {
    shop: () => shop,
    gateway: () => gateway,
    server: (name) => {
      const found = shop.subgraphs[name];
      if (found === undefined) throw new TypeError(`there is no subgraph ${name}`);
      return found;
    },
    ask: (query, variables) =>
      gateway.ask(variables === undefined ? { query } : { query, variables }),
    heard: () => Object.values(shop.subgraphs).reduce((sum, each) => sum + each.heard.length, 0),
  };
}

export const codeOf = ({ errors }: Answered): unknown => errors[0]?.extensions.code;
export const deepList = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
