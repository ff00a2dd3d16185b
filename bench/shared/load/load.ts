import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { ResponseReader, type RawResponse } from './responseReader.ts';

/** What is sent, again and again. */
export interface LoadTarget {
  readonly port: number;
  readonly path: string;
  /** One or more bodies, sent in turn. */
  readonly bodies: readonly string[];
  /** The authorization header of the n-th request. */
  readonly authorization: (index: number) => string;
  /** Says what is wrong with the answer to the n-th request, or undefined where it is the right one. */
  readonly fault: (body: string, index: number) => string | undefined;
}

export interface LoadOptions {
  readonly connections: number;
  readonly durationMs: number;
  /** The run goes on past its time until so many were answered. */
  readonly requestsMin: number;
  /** Each n-th answer is compared with the right one, not its status alone. */
  readonly compareEach: number;
  /** Ends the run at once, with an error. */
  readonly signal: AbortSignal;
}

export interface LoadResult {
  readonly requests: number;
  readonly elapsedMs: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answerBytes: number;
}

/** How long a run may go on past its time before it counts as failed. */
const lateMs = 60_000;

/**
 * Keeps each of some connections busy with one request after the other. The first answer that is not
 * the right one ends the run with an error: a fast wrong answer is worth nothing.
 */
export async function runLoad(target: LoadTarget, options: LoadOptions): Promise<LoadResult> {
  const sockets = await Promise.all(
    Array.from({ length: options.connections }, () => open(target.port)),
  );
  try {
    return await drive(sockets, target, options);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });

interface Running {
  readonly startedAt: number;
  readonly latencies: number[];
  sent: number;
  answerBytes: number;
}

async function drive(
  sockets: readonly Socket[],
  target: LoadTarget,
  options: LoadOptions,
): Promise<LoadResult> {
  const running: Running = { startedAt: performance.now(), latencies: [], sent: 0, answerBytes: 0 };
  const request = requestOf(target);
  const late = AbortSignal.timeout(options.durationMs + lateMs);
  const all = sockets.map((socket) => keepBusy(socket, request, target, options, running));
  await Promise.race([Promise.all(all), aborted(AbortSignal.any([late, options.signal]))]);
  const elapsedMs = performance.now() - running.startedAt;
  const sorted = Float64Array.from(running.latencies).sort();
  return {
    requests: sorted.length,
    elapsedMs,
    requestsPerSecond: (sorted.length * 1_000) / elapsedMs,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    answerBytes: running.answerBytes,
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = (): void => {
      reject(new Error('the run was stopped, or requests stayed without an answer'));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });

const percentile = (sorted: Float64Array, part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

function requestOf({ port, path, bodies, authorization }: LoadTarget): (index: number) => string {
  const start = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${String(port)}\r\ncontent-type: application/json\r\naccept: application/json\r\nauthorization: `;
  const ends = bodies.map(
    (body) => `\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  );
  return (index) => `${start}${authorization(index)}${ends[index % ends.length] ?? ''}`;
}

/** Ends when the time is over and the last answer is there. */
function keepBusy(
  socket: Socket,
  requestAt: (index: number) => string,
  target: LoadTarget,
  { durationMs, requestsMin, compareEach }: LoadOptions,
  running: Running,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    let index = 0;
    const send = (): void => {
      index = running.sent;
      running.sent += 1;
      reader.expect(index % compareEach === 0);
      sentAt = performance.now();
      socket.write(requestAt(index));
    };
    const onResponse = (response: RawResponse): void => {
      const now = performance.now();
      running.latencies.push(now - sentAt);
      running.answerBytes = response.bodyBytes;
      const fault = faultOf(response, target, index);
      if (fault !== undefined) reject(new Error(fault));
      else if (now - running.startedAt >= durationMs && running.sent >= requestsMin) resolve();
      else send();
    };
    const reader = new ResponseReader(onResponse);
    socket.on('data', (bytes) => {
      try {
        reader.read(bytes);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('the gateway closed a connection'));
    });
    send();
  });
}

function faultOf(
  { status, body }: RawResponse,
  target: LoadTarget,
  index: number,
): string | undefined {
  if (status !== 200) return `the gateway answered with status ${String(status)}`;
  return body === undefined ? undefined : target.fault(body, index);
}
