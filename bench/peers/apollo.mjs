/**
 * Apollo Gateway as its documentation deploys it: behind Apollo Server, in Express.
 * Called with: the supergraph's file, the port.
 */
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';

const [supergraphFile, port] = process.argv.slice(2);

class ForwardingDataSource extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.authorization !== undefined) {
      request.http?.headers.set('authorization', context.authorization);
    }
  }
}

const server = new ApolloServer({
  gateway: new ApolloGateway({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    buildService: ({ url }) => new ForwardingDataSource({ url }),
  }),
});
await server.start();

const context = ({ req }) => Promise.resolve({ authorization: req.headers.authorization });
const app = express();
app.use('/graphql', express.json(), expressMiddleware(server, { context }));
app.listen(Number(port), '127.0.0.1');
