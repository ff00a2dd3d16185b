import type { StoreLimits } from '../bounds.ts';
import { Asking, type Wire } from './http1/asking.ts';
import { Connections } from './http1/connections.ts';
import type { HeaderList, StoreClient } from './storeClient.ts';

/**
 * A client of our own for what is asked of stores: HTTP/1.1 as a store's host speaks it, over plain
 * sockets, which `lib/config.ts` allows on loopback alone. The library's client, which knows all that
 * servers do, serves every other URL. A connection that rests for `restMs` to twice as long is closed,
 * sooner than servers do it: that would cost whoever sends at this moment a request.
 */
export function createDirectClient(url: string, limits: StoreLimits, restMs = 2_000): StoreClient {
  const { protocol, host, hostname, port, pathname, search } = new URL(url);
  if (protocol !== 'http:') throw new TypeError('a direct client speaks plain HTTP alone');
  const target = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 80 : Number(port),
    answerBytesMax: limits.answerBytesMax,
    connectMs: limits.timeoutMs,
  };
  const connections = new Connections(target, { connectionsMax: limits.connections, restMs });
  const start = `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n`;
  return {
    post: (request) =>
      new Promise((resolve, reject) => {
        const wire = wireOf(start, request.headers, request.body);
        const asking = new Asking(request, wire, resolve, reject);
        if (request.client.isGone) asking.giveUp();
        else connections.ask(asking);
      }),
    close: () => {
      connections.close();
      return Promise.resolve();
    },
  };
}

/** Head and body in one string where both are ASCII: it goes out by one write without a copy. */
function wireOf(start: string, headers: HeaderList, body: string): Wire {
  let head = start;
  for (let index = 0; index < headers.length; index += 2) {
    head += `${headers[index] ?? ''}: ${headers[index + 1] ?? ''}\r\n`;
  }
  const length = Buffer.byteLength(body);
  head += `content-length: ${String(length)}\r\n\r\n`;
  return length === body.length
    ? { text: head + body, bytes: undefined }
    : { text: head, bytes: Buffer.from(body, 'utf8') };
}
