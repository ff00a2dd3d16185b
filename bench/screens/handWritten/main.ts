import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../../lib/clock.ts';
import { connectDatabases, type StoreUrls } from '../databases/databases.ts';
import { connectPlainDatabase } from '../databases/plainDatabase.ts';
import { publishedPolicy } from '../databases/unrestricted.ts';
import { openerOf, readValueKeys } from '../databases/values.ts';
import { collections } from './collections.ts';
import { customer360 } from './customer360.ts';
import { orderStatus } from './orderStatus.ts';
import { pipelineBoard } from './pipelineBoard.ts';
import type { HandWrittenScreen } from './screen.ts';

/** Called with: the port. The databases' URLs come as JSON in DATABASE_URLS, where keys lie in VALUE_KEYS. */
const [port] = process.argv.slice(2);

const screens: Readonly<Record<string, HandWrittenScreen>> = {
  '/customer-360': customer360,
  '/order-status': orderStatus,
  '/collections': collections,
  '/pipeline-board': pipelineBoard,
};

const input = {
  databases: connectDatabases(JSON.parse(process.env.DATABASE_URLS ?? '{}') as StoreUrls),
  clock: systemClock,
  policy: publishedPolicy(),
  opener: openerOf(readValueKeys(process.env.VALUE_KEYS), connectPlainDatabase),
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const screen = screens[request.url ?? ''];
  if (screen === undefined) {
    response.writeHead(404).end();
    return;
  }
  const variables = JSON.parse(await text(request)) as Readonly<Record<string, unknown>>;
  const body = Buffer.from(JSON.stringify({ data: await screen(input, variables) }));
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': body.length,
  });
  response.end(body);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.writeHead(500).end();
  });
});
server.listen(Number(port), '127.0.0.1');
