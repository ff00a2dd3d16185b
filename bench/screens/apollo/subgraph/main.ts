import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { DataSource } from 'typeorm';
import { systemClock } from '../../../../lib/clock.ts';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { crm as crmDefinition } from '../../../../subgraphs/crm/store.ts';
import { customerPii as customerPiiDefinition } from '../../../../subgraphs/customer-pii/store.ts';
import { finance as financeDefinition } from '../../../../subgraphs/finance/store.ts';
import { rowClassesOf } from '../../../../subgraphs/host/database.ts';
import type { Database, StoreDefinition } from '../../../../subgraphs/host/definition.ts';
import { supplyChain as supplyChainDefinition } from '../../../../subgraphs/supply-chain/store.ts';
import type { ScreenStore } from '../../databases/databases.ts';
import { connectionsMax, rowTypes } from '../../databases/plainDatabase.ts';
import { publishedPolicy } from '../../databases/unrestricted.ts';
import { openerOf, readValueKeys } from '../../databases/values.ts';
import { crm } from './crm.ts';
import { customerPii } from './customerPii.ts';
import { finance } from './finance.ts';
import type { Subgraph, SubgraphContext } from './resolvers.ts';
import { createRowReads } from './rowReads.ts';
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
/*
 * TypeORM as its documentation sets it up: rows by repositories' finders, and the stores' computed
 * values by `query`. It sends every statement without a name, so that PostgreSQL parses and plans it
 * each time; there is no option to prepare them.
 */
const dataSource = await new DataSource({
  type: 'postgres',
  url: process.env.DATABASE_URL ?? '',
  entities: rowClassesOf(definition),
  poolSize: connectionsMax,
  extra: { types: rowTypes, options: '-c TimeZone=UTC' },
}).initialize();
const querying = (source: DataSource): Pick<Database, 'query'> => ({
  query: <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    source.query<Row[]>(sql, [...parameters]),
});

const valueKeys = store === 'customer-pii' ? readValueKeys(process.env.VALUE_KEYS) : undefined;
const keySource =
  valueKeys === undefined
    ? undefined
    : await new DataSource({
        ...{ type: 'postgres', url: valueKeys.url, poolSize: connectionsMax },
      }).initialize();
const reading = {
  db: querying(dataSource),
  opener: openerOf(valueKeys, () => querying(keySource ?? dataSource)),
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
  context: () => Promise.resolve({ reads: createRowReads(dataSource, reading) }),
});
