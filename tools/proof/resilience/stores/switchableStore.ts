import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Receipt } from '../../../../audit/receipt.ts';
import { sha256Hex } from '../../../../lib/hash.ts';
import { readBody, sendJson } from '../../../../lib/httpServer.ts';
import { unreachable } from '../../../../lib/unreachable.ts';
import type { Behaviour } from './messages.ts';
import { createNonsense } from './nonsense.ts';

export interface SwitchableStore {
  readonly url: string;
  readonly behave: (behaviour: Behaviour) => Promise<void>;
}

const slowMs = 30_000;
const bodyBytesMax = 1_048_576;
const host = '127.0.0.1';

/** A store behind a port of its own, which can be told to fail. */
export async function openStore(
  answer: (body: string) => Promise<string>,
): Promise<SwitchableStore> {
  const nonsense = createNonsense();
  let behaviour: Behaviour = 'ok';
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url !== '/graphql') {
      sendJson(response, 200, { status: 'ok', installation: 'real' });
      return;
    }
    const body = (await readBody(request, bodyBytesMax)).toString('utf8');
    const claims = claimsOf(request);
    const text = withReceipt(await answer(body), body, claims);
    const headers = headersFor(claims);
    if (behaviour === 'garbage') nonsense(response, headers);
    else if (behaviour === 'slow')
      later(response, () => response.writeHead(200, headers).end(text));
    else response.writeHead(200, headers).end(text);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${String(port)}`,
    behave: async (wanted) => {
      behaviour = wanted;
      switch (wanted) {
        case 'stopped':
          return stop(server);
        case 'ok':
        case 'slow':
        case 'garbage':
          return server.listening ? undefined : listen(server, port);
        default:
          return unreachable(wanted);
      }
    },
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** As a process that is killed: the port is closed and every connection with it. */
const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });

function later(response: ServerResponse, answer: () => void): void {
  const timer = setTimeout(answer, slowMs);
  response.once('close', () => {
    clearTimeout(timer);
  });
}

interface Claims {
  readonly jti: string;
  readonly intent: string;
}

/** The token is not verified here; that it is echoed is what the gateway looks at. */
function claimsOf({ headers }: IncomingMessage): Claims {
  const payload = headers.authorization?.split('.')[1] ?? '';
  const claims = Buffer.from(payload, 'base64url').toString('utf8');
  const read = (name: string): string => new RegExp(`"${name}":"([^"]*)"`).exec(claims)?.[1] ?? '';
  return { jti: read('jti'), intent: read('intent') };
}

const headersFor = ({ jti }: Claims): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'referent-jti': jti,
  'referent-read-at': '2026-01-02T03:04:05.678Z',
});

/** The answer with what a store states of it (docs/audit-format.md). */
function withReceipt(answer: string, body: string, { jti, intent }: Claims): string {
  const { query } = JSON.parse(body) as { readonly query: string };
  const receipt: Receipt = {
    ...{ attempt: 1, audit_refs: [], cells: 1, entryId: intent, guardSeq: null },
    ...{ jti, rows: 1, statementHash: sha256Hex(query) },
  };
  return `{"extensions":${JSON.stringify({ receipt })},${answer.slice(1)}`;
}
