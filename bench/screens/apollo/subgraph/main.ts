import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { systemClock } from '../../../../lib/clock.ts';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { crm as crmDefinition } from '../../../../subgraphs/crm/store.ts';
import { customerPii as customerPiiDefinition } from '../../../../subgraphs/customer-pii/store.ts';
import { finance as financeDefinition } from '../../../../subgraphs/finance/store.ts';
import { createDataSource } from '../../../../subgraphs/host/database.ts';
import type { StoreDefinition } from '../../../../subgraphs/host/definition.ts';
import { supplyChain as supplyChainDefinition } from '../../../../subgraphs/supply-chain/store.ts';
import type { ScreenStore } from '../../databases/databases.ts';
import { connectPlainDatabase } from '../../databases/plainDatabase.ts';
import { publishedPolicy } from '../../databases/unrestricted.ts';
import { crm } from './crm.ts';
import { customerPii } from './customerPii.ts';
import { finance } from './finance.ts';
import type { Subgraph, SubgraphContext } from './resolvers.ts';
import { createRowReads, createShapes } from './rowReads.ts';
import { supplyChain } from './supplyChain.ts';

/** Stock Apollo Server over the store's own SDL. Called with: the store, the port. */
const [store, port] = process.argv.slice(2);

const subgraphs: Readonly<Record<ScreenStore, readonly [Subgraph, StoreDefinition]>> = {
  crm: [crm, crmDefinition],
  finance: [finance, financeDefinition],
  'supply-chain': [supplyChain, supplyChainDefinition],
  'customer-pii': [customerPii, customerPiiDefinition],
};

const [{ resolvers, references }, definition] = subgraphs[store as ScreenStore];
const databaseUrl = process.env.DATABASE_URL ?? '';
// TypeORM says what the rows look like; statements go through a pool in which they can be prepared.
const shapes = createShapes(await createDataSource(definition, databaseUrl).initialize());
const reading = {
  db: connectPlainDatabase(databaseUrl),
  clock: systemClock,
  policy: publishedPolicy(),
  // Consent for marketing alone can differ; the purposes of the four screens need none.
  purpose: 'account-management',
};

const withReferences = Object.fromEntries(
  [...new Set([...Object.keys(resolvers), ...Object.keys(references)])].map((type) => [
    type,
    {
      ...resolvers[type],
      ...(references[type] === undefined ? {} : { __resolveReference: references[type] }),
    },
  ]),
);

const server = new ApolloServer<SubgraphContext>({
  schema: buildSubgraphSchema({
    typeDefs: parse(readFileSync(projectFile('schema', `${store ?? ''}.graphql`), 'utf8')),
    resolvers: withReferences,
  }),
});
await startStandaloneServer(server, {
  listen: { port: Number(port), host: '127.0.0.1' },
  context: () => Promise.resolve({ reads: createRowReads(shapes, reading) }),
});
