import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/** Stock Apollo Gateway under stock Apollo Server. Called with: the supergraph's file, the port. */
const [supergraphFile = '', port] = process.argv.slice(2);

const server = new ApolloServer({
  gateway: new ApolloGateway({ supergraphSdl: readFileSync(supergraphFile, 'utf8') }),
});
await startStandaloneServer(server, { listen: { port: Number(port), host: '127.0.0.1' } });
