import type { Socket } from 'node:net';
import { createRequestReader, type RawRequest } from './httpRequests.ts';
import type { MemoisedSubgraph, Remembered } from './subgraph.ts';

/** What a stand-in has seen since it was last asked. */
export interface Seen {
  requests: number;
  /** Authorization headers that came, up to a few; the bench checks that each gateway forwards them. */
  authorizations: Set<string>;
}

const authorizationsMax = 64;

export const nothingSeen = (): Seen => ({ requests: 0, authorizations: new Set() });

/**
 * The path below which a stand-in answers as stores do where values are somebody's: with a receipt of what
 * it served. What is nobody's has none.
 */
export const personsPath = '/persons';

const json = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const fixed = (text: string): Remembered => ({ bytes: Buffer.from(text), statementHash: '' });
const ready = fixed('{"status":"ok","installation":"real"}');
const failed = fixed('{"errors":[{"message":"the stand-in could not read the request"}]}');

/** Serves one connection of a gateway: answers come back in the order of the requests. */
export function serveConnection(socket: Socket, subgraph: MemoisedSubgraph, seen: Seen): void {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  const send = (
    { authorization, path }: RawRequest,
    { bytes, statementHash }: Remembered,
  ): void => {
    const token = authorization.startsWith('Referent ') ? claimsOf(authorization) : undefined;
    const receipt =
      token !== undefined && path.startsWith(personsPath) ? receiptOf(token, statementHash) : '';
    // The receipt takes the place of the last brace.
    const kept = receipt === '' ? bytes : bytes.subarray(0, -1);
    const length = String(kept.length + receipt.length);
    const echoed = token === undefined ? '' : echoOf(token);
    socket.cork();
    socket.write(`${json}${echoed}content-length: ${length}\r\n\r\n`, 'latin1');
    socket.write(kept);
    if (receipt !== '') socket.write(receipt, 'latin1');
    socket.uncork();
  };
  const answerLater = async (request: RawRequest, before: Promise<void>): Promise<void> => {
    const answer = await subgraph.answer(request.body).catch(() => failed);
    await before;
    waiting -= 1;
    send(request, answer);
  };
  const read = createRequestReader((request) => {
    if (request.path.endsWith('/health/ready')) {
      send(request, ready);
      return;
    }
    seen.requests += 1;
    if (request.authorization !== '' && seen.authorizations.size < authorizationsMax) {
      seen.authorizations.add(request.authorization);
    }
    const answer = waiting === 0 ? subgraph.remembered(request.body) : undefined;
    if (answer !== undefined) {
      send(request, answer);
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

/** What a stand-in reads of a purpose token. It verifies none: that is the owner's cost, not the gateway's. */
interface TokenClaims {
  readonly jti: string;
  readonly intent: string;
}

function claimsOf(authorization: string): TokenClaims {
  const payload = authorization.split('.', 2)[1] ?? '';
  const claims = Buffer.from(payload, 'base64url').toString('latin1');
  const member = (pattern: RegExp): string => pattern.exec(claims)?.[1] ?? '';
  return { jti: member(/"jti":"([^"]*)"/), intent: member(/"intent":"([^"]*)"/) };
}

/** What a store of the product adds to its head: the id of the token that it answers, and when it read. */
const echoOf = ({ jti }: TokenClaims): string =>
  `referent-jti: ${jti}\r\nreferent-read-at: 2026-01-02T03:04:05.678Z\r\n`;

const refs = JSON.stringify(['11', '22', '33'].map((pair) => pair.repeat(16)));

/** What it adds to its body: for which question it served whose values (docs/audit-format.md). */
const receiptOf = ({ jti, intent }: TokenClaims, statementHash: string): string =>
  `,"extensions":{"receipt":{"attempt":1,"audit_refs":${refs},"cells":12,"entryId":"${intent}","guardSeq":null,"jti":"${jti}","rows":3,"statementHash":"${statementHash}"}}}`;
