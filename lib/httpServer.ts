import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrain } from './drain.ts';
import { AppError } from './errors/appError.ts';

/**
 * Reads a body of at most `bytesMax` bytes; throws `BODY_TOO_LARGE`. What is over the bound is left
 * unread and the connection open, since the refusal still goes out by it.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const tooLarge = (): AppError => new AppError('BODY_TOO_LARGE');
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      request.off('data', take).pause();
      reject(tooLarge());
    };
    request.on('data', take);
    request.once('error', reject);
    request.once('end', () => {
      const [only] = chunks;
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, size));
    });
  });
}

export type Headers = Readonly<Record<string, string>>;

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Headers = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

export interface RunningServer {
  readonly port: number;
  readonly url: string;
  /** Stops accepting, answers what began for at most `graceMs`, then closes. */
  readonly close: (graceMs?: number) => Promise<void>;
}

/** Answers everything itself, its own failures included, and resolves when it has. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export const urlOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;

export interface ListenOptions {
  /** How long a resting connection outlives the order to close. */
  readonly idleMs?: number;
}

/** Listens on `host:port` (0 = any free port); of several workers each gets its share of connections. */
export async function listen(
  handler: Handler,
  host: string,
  port: number,
  { idleMs = 250 }: ListenOptions = {},
): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 30_000 });
  const drain = createDrain(server, idleMs);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    drain.begin(response);
    void handler(request, response).finally(() => {
      drain.end(response);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: urlOf(host, bound),
    close: (graceMs = 5_000) => drain.close(graceMs),
  };
}
