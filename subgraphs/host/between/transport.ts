import { request } from 'undici';
import type { StoreName } from '../../../lib/storeName.ts';

export interface TransportRequest {
  readonly to: StoreName;
  readonly path: '/events' | '/call' | '/audit/inbox';
  readonly body: string;
  readonly authorization: string;
  readonly timeoutMs: number;
}

export interface TransportReply {
  readonly status: number;
  readonly body: string;
  /** The header `referent-signature`. */
  readonly signature: string | undefined;
}

/** How messages travel between stores. Rejects where there is no reply in time. */
export interface StoreTransport {
  readonly post: (message: TransportRequest) => Promise<TransportReply>;
}

const replyBytesMax = 4_194_304;

/** Posts to the other stores' own addresses. */
export function createHttpTransport(
  peers: Partial<Readonly<Record<StoreName, string>>>,
): StoreTransport {
  return {
    post: async ({ to, path, body, authorization, timeoutMs }) => {
      const url = peers[to];
      if (url === undefined) throw new Error(`no address is configured for ${to}`);
      const reply = await request(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const signature = reply.headers['referent-signature'];
      return {
        status: reply.statusCode,
        body: await boundedText(reply.body),
        signature: typeof signature === 'string' ? signature : undefined,
      };
    },
  };
}

async function boundedText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > replyBytesMax) throw new Error('the reply is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
