import { Pool, type Dispatcher } from 'undici';
import type { StoreLimits } from '../bounds.ts';
import type { Presence } from './presence.ts';
import { acceptedReadAt, decodeAnswer } from './storeAnswer.ts';
import { clientGone, failureOf, lateAnswer, StoreFailure } from './storeFailure.ts';

/** Names and values in turn. */
export type HeaderList = readonly string[];

/** Of every sub-request. */
export const jsonHeaders: HeaderList = [
  ...['content-type', 'application/json'],
  ...['accept', 'application/json'],
];

export interface StoreRequest {
  readonly body: string;
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
      this.fail(lateAnswer());
    }, this.request.timeoutMs);
    this.request.client.onGone(this.onGone);
    if (this.request.client.isGone) this.onGone();
  }

  private readonly onGone = (): void => {
    this.fail(clientGone());
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
    const head = {
      status,
      contentType: headers['content-type'],
      jti: headers['referent-jti'],
      readAt: headers['referent-read-at'],
    };
    this.tryTo(() => {
      this.readAt = acceptedReadAt(head, this.request.jti);
      this.status = status;
    });
  }

  private tryTo(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.fail(
        error instanceof StoreFailure
          ? error
          : new StoreFailure('STORE_ANSWER_INVALID', 'unexpected'),
      );
    }
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
    this.tryTo(() => {
      const text = decodeAnswer(this.bytes());
      const { status, readAt } = this;
      if (this.settle()) this.resolve({ status, jti: this.request.jti, readAt, text });
    });
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
