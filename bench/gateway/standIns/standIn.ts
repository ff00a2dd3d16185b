import type { Socket } from 'node:net';
import { createRequestReader, type RawRequest } from './httpRequests.ts';
import type { MemoisedSubgraph } from './subgraph.ts';

/** What a stand-in has seen since it was last asked. */
export interface Seen {
  requests: number;
  /** Authorization headers that came, up to a few; the bench checks that each gateway forwards them. */
  authorizations: Set<string>;
}

const authorizationsMax = 64;

export const nothingSeen = (): Seen => ({ requests: 0, authorizations: new Set() });

const json = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const ready = '{"status":"ok","installation":"real"}';
const failed = '{"errors":[{"message":"the stand-in could not read the request"}]}';

/** Serves one connection of a gateway: answers come back in the order of the requests. */
export function serveConnection(socket: Socket, subgraph: MemoisedSubgraph, seen: Seen): void {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  const send = ({ authorization }: RawRequest, bytes: Buffer): void => {
    const echoed = authorization.startsWith('Referent ') ? echoOf(authorization) : '';
    const head = `${json}${echoed}content-length: ${String(bytes.length)}\r\n\r\n`;
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(bytes);
    socket.uncork();
  };
  const answerLater = async (request: RawRequest, before: Promise<void>): Promise<void> => {
    const bytes = await subgraph.answer(request.body).catch(() => Buffer.from(failed));
    await before;
    waiting -= 1;
    send(request, bytes);
  };
  const read = createRequestReader((request) => {
    if (request.path.endsWith('/health/ready')) {
      send(request, Buffer.from(ready));
      return;
    }
    seen.requests += 1;
    if (request.authorization !== '' && seen.authorizations.size < authorizationsMax) {
      seen.authorizations.add(request.authorization);
    }
    const bytes = waiting === 0 ? subgraph.remembered(request.body) : undefined;
    if (bytes !== undefined) {
      send(request, bytes);
      return;
    }
    waiting += 1;
    last = answerLater(request, last);
  });
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    try {
      read(bytes);
    } catch {
      socket.destroy();
    }
  });
}

/**
 * What a store of the product adds: the id of the purpose token that it answers, and when it read.
 * A stand-in does not verify the token; that is the owner's cost, not the gateway's.
 */
function echoOf(authorization: string): string {
  const payload = authorization.split('.', 2)[1] ?? '';
  const claims = Buffer.from(payload, 'base64url').toString('latin1');
  const jti = /"jti":"([^"]*)"/.exec(claims)?.[1] ?? '';
  return `referent-jti: ${jti}\r\nreferent-read-at: 2026-01-02T03:04:05.678Z\r\n`;
}
