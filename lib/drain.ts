import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

export interface Drain {
  /** Notes a request that has to be answered before the server may end. */
  readonly begin: (response: ServerResponse) => void;
  readonly end: (response: ServerResponse) => void;
  /** Stops accepting; resolves when the last connection has ended. */
  readonly close: (graceMs: number) => Promise<void>;
}

/** How often connections are looked through once idle ones may go. */
const sweepMs = 100;

/**
 * Ends a server without failing a request that reached it (RFC 9112, section 9.6). Answers say
 * `connection: close` from the moment it begins. A connection that rests is left open for `idleMs`,
 * since its client may be sending at this very moment; `http.Server.close()` would reset it.
 */
export function createDrain(server: Server, idleMs: number): Drain {
  const open = new Set<ServerResponse>();
  const connections = new Set<Socket>();
  let draining = false;
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return {
    begin: (response) => {
      open.add(response);
      if (draining) response.shouldKeepAlive = false;
    },
    end: (response) => {
      open.delete(response);
    },
    close: (graceMs) => {
      draining = true;
      for (const response of open) response.shouldKeepAlive = false;
      return ended(server, connections, Math.min(idleMs, graceMs), graceMs);
    },
  };
}

function ended(
  server: Server,
  connections: ReadonlySet<Socket>,
  idleMs: number,
  graceMs: number,
): Promise<void> {
  return new Promise((resolve) => {
    const sweep = (): void => {
      // What has arrived is read first: a connection with a new request is idle no more.
      setImmediate(() => {
        closeIdle(server, connections);
      });
      idle = setTimeout(sweep, sweepMs);
    };
    let idle = setTimeout(sweep, idleMs);
    const grace = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    NetServer.prototype.close.call(server, () => {
      clearTimeout(idle);
      clearTimeout(grace);
      // Only now its own way: it also ends the timer that looks for late headers.
      server.close();
      resolve();
    });
  });
}

/** Node counts a connection that never sent a byte as busy. */
function closeIdle(server: Server, connections: ReadonlySet<Socket>): void {
  server.closeIdleConnections();
  for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
}
