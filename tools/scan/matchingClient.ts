import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import {
  CertifiedAnswer,
  MatchAnswer,
  matchingPaths,
  OpenedAnswer,
  type ScanSummary,
} from '../../lib/copies/messages.ts';
import type { InstallationLock } from '../../lib/installationLock.ts';
import type { ProcessKeys } from '../../lib/keys.ts';
import { signServiceToken, verifyServiceToken } from '../../lib/serviceToken.ts';
import type { StoreName } from '../../lib/storeName.ts';

export interface MatchingClientInput {
  /** Of customer-pii. */
  readonly url: string;
  readonly clock: Clock;
  readonly processes: InstallationLock['processes'];
  /** Each store's scanner speaks as its store. */
  readonly keysOf: (store: StoreName) => ProcessKeys;
}

export interface MatchingClient {
  readonly open: (key: Uint8Array) => Promise<OpenedAnswer>;
  readonly match: (
    store: StoreName,
    session: string,
    digests: Uint8Array,
  ) => Promise<MatchAnswer['matches']>;
  readonly certify: (session: string, summary: ScanSummary) => Promise<CertifiedAnswer>;
}

/** To read and digest every value of a large store takes its time. */
const timeoutMs = 600_000;

/** Asks customer-pii, each message signed and each answer verified. */
export function createMatchingClient(input: MatchingClientInput): MatchingClient {
  const ask = <Schema extends z.ZodType>(
    from: StoreName,
    path: string,
    message: object,
    schema: Schema,
  ): Promise<z.output<Schema>> => askSigned(input, { from, path, message, schema });
  return {
    open: (key) =>
      ask(
        'governance',
        matchingPaths.open,
        { key: Buffer.from(key).toString('base64') },
        OpenedAnswer,
      ),
    match: async (store, session, digests) => {
      const message = { session, digests: Buffer.from(digests).toString('base64') };
      return (await ask(store, matchingPaths.match, message, MatchAnswer)).matches;
    },
    certify: (session, summary) =>
      ask('governance', matchingPaths.certify, { session, summary }, CertifiedAnswer),
  };
}

interface Asked<Schema> {
  readonly from: StoreName;
  readonly path: string;
  readonly message: object;
  readonly schema: Schema;
}

async function askSigned<Schema extends z.ZodType>(
  { url, clock, processes, keysOf }: MatchingClientInput,
  { from, path, message, schema }: Asked<Schema>,
): Promise<z.output<Schema>> {
  const body = JSON.stringify(message);
  const id = randomUUID();
  const reply = await request(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: signServiceToken(keysOf(from), { from, to: 'customer-pii', id, body, clock }),
    },
    body,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const text = await reply.body.text();
  if (reply.statusCode !== 200) {
    throw new Error(`customer-pii answered ${path} with ${String(reply.statusCode)}`);
  }
  const signature = reply.headers['referent-signature'];
  const claims = verifyServiceToken({
    authorization: typeof signature === 'string' ? signature : undefined,
    ...{ audience: from, body: Buffer.from(text), clock, processes },
  });
  if (claims.iss !== 'customer-pii' || claims.jti !== id) {
    throw new Error('customer-pii answered another question');
  }
  return schema.parse(JSON.parse(text));
}
