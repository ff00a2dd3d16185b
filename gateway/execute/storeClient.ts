import { errors, Pool, type Dispatcher } from 'undici';
import type { StoreLimits } from '../bounds.ts';
import type { Presence } from './presence.ts';

export type FailureCode = 'STORE_UNAVAILABLE' | 'STORE_TIMEOUT' | 'STORE_ANSWER_INVALID';

/** Why a store gave no usable answer. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly code: FailureCode;
  /** True where the connection broke before an answer began: a read may be asked again. */
  readonly retriable: boolean;

  constructor(code: FailureCode, reason: string, retriable = false) {
    super(reason);
    this.code = code;
    this.retriable = retriable;
  }
}

/** Names and values in turn. */
export type HeaderList = readonly string[];

/** Of every sub-request. */
export const jsonHeaders: HeaderList = [
  ...['content-type', 'application/json'],
  ...['accept', 'application/json'],
];

export interface StoreRequest {
  readonly body: string | Buffer;
  readonly headers: HeaderList;
  /** What `referent-jti` of the answer must be; undefined where no token was sent. */
  readonly jti: string | undefined;
  readonly timeoutMs: number;
  /** Whether the client still waits for whom this is asked. */
  readonly client: Presence;
}

export interface StoreResponse {
  readonly status: number;
  /** Of the token that was echoed. */
  readonly jti?: string | undefined;
  readonly readAt: string | undefined;
  readonly text: string;
}

/** The HTTP connection to one store. */
export interface StoreClient {
  /** Rejects with a `StoreFailure`. */
  readonly post: (request: StoreRequest) => Promise<StoreResponse>;
  readonly close: () => Promise<void>;
}

/** One pool for the store at `url`, its path included; answers are bounded, and dropped with their connection where they are not ours. */
export function createStoreClient(url: string, limits: StoreLimits): StoreClient {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: limits.connections,
    connect: { timeout: limits.timeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const path = `${pathname}${search}`;
  return {
    post: (request) =>
      new Promise((resolve, reject) => {
        const handler = new AnswerHandler(request, limits.answerBytesMax, resolve, reject);
        handler.start();
        const { body, headers } = request;
        pool.dispatch({ path, method: 'POST', headers: headers as string[], body }, handler);
      }),
    close: () => pool.destroy(),
  };
}

/** It goes to clients, so nothing but an instant passes. */
const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,18}Z$/;

const jsonType = /^application\/(graphql-response\+)?json\b/i;

/** Keeps nothing between calls. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Collects one answer. It settles once: by the answer, a failure, the deadline or an abort. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  private readonly request: StoreRequest;
  private readonly bytesMax: number;
  private readonly resolve: (response: StoreResponse) => void;
  private readonly reject: (failure: StoreFailure) => void;
  private readonly chunks: Buffer[] = [];
  private controller: Dispatcher.DispatchController | undefined;
  private timer: NodeJS.Timeout | undefined;
  private settled = false;
  private size = 0;
  private status = 0;
  private readAt: string | undefined;

  constructor(
    request: StoreRequest,
    bytesMax: number,
    resolve: (response: StoreResponse) => void,
    reject: (failure: StoreFailure) => void,
  ) {
    this.request = request;
    this.bytesMax = bytesMax;
    this.resolve = resolve;
    this.reject = reject;
  }

  start(): void {
    this.timer = setTimeout(() => {
      this.fail(new StoreFailure('STORE_TIMEOUT', 'deadline'));
    }, this.request.timeoutMs);
    this.request.client.onGone(this.onGone);
    if (this.request.client.isGone) this.onGone();
  }

  private readonly onGone = (): void => {
    this.fail(new StoreFailure('STORE_UNAVAILABLE', 'the client went away'));
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error('settled'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
  ): void {
    if (status < 200) return;
    if (!this.echoes(status, headers['referent-jti'])) {
      this.fail(new StoreFailure('STORE_ANSWER_INVALID', 'jti'));
      return;
    }
    const type = headers['content-type'];
    if (type !== 'application/json' && !(typeof type === 'string' && jsonType.test(type))) {
      this.fail(new StoreFailure('STORE_ANSWER_INVALID', 'content type'));
      return;
    }
    this.status = status;
    const readAt = headers['referent-read-at'];
    this.readAt = typeof readAt === 'string' && instant.test(readAt) ? readAt : undefined;
  }

  /** A refusal may come before the store knows whose token it is; it holds no data. */
  private echoes(status: number, echoed: unknown): boolean {
    const { jti } = this.request;
    return jti === undefined || echoed === jti || (status !== 200 && echoed === undefined);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.bytesMax) {
      this.fail(new StoreFailure('STORE_ANSWER_INVALID', 'size'));
      return;
    }
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    try {
      const text = utf8.decode(this.bytes());
      const { status, readAt } = this;
      if (this.settle()) this.resolve({ status, jti: this.request.jti, readAt, text });
    } catch {
      this.fail(new StoreFailure('STORE_ANSWER_INVALID', 'encoding'));
    }
  }

  private bytes(): Buffer {
    const [only] = this.chunks;
    return only !== undefined && this.chunks.length === 1
      ? only
      : Buffer.concat(this.chunks, this.size);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(failureOf(error, this.status !== 0));
  }

  /** Closes the connection too, where there is one: nothing more that it says is heard. */
  private fail(failure: StoreFailure): void {
    if (!this.settle()) return;
    this.reject(failure);
    this.controller?.abort(failure);
  }

  private settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    clearTimeout(this.timer);
    this.request.client.offGone(this.onGone);
    return true;
  }
}

const refusedCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const brokenCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function failureOf(error: Error, answerBegan: boolean): StoreFailure {
  const { code } = error as { readonly code?: string };
  if (answerBegan) return new StoreFailure('STORE_ANSWER_INVALID', 'cut off');
  if (code !== undefined && refusedCodes.has(code)) {
    return new StoreFailure('STORE_UNAVAILABLE', 'connection refused');
  }
  if (code !== undefined && brokenCodes.has(code)) {
    return new StoreFailure('STORE_UNAVAILABLE', 'connection broken', true);
  }
  // What is left is no HTTP: another protocol, a malformed head, a wrong length.
  return error instanceof errors.HTTPParserError || code?.startsWith('UND_ERR_') === true
    ? new StoreFailure('STORE_ANSWER_INVALID', 'not HTTP')
    : new StoreFailure('STORE_UNAVAILABLE', 'connection failed');
}
