import type { StoreRequest, StoreResponse } from '../storeClient.ts';
import { acceptedReadAt, decodeAnswer } from '../storeAnswer.ts';
import { clientGone, lateAnswer, type StoreFailure } from '../storeFailure.ts';
import type { Connection } from './connection.ts';
import type { ResponseHead } from './responseHead.ts';
import type { ResponseSink } from './responseReader.ts';

/** A request as it goes over the wire. */
export interface Wire {
  /** ASCII alone: the head and, where `bytes` is undefined, the body. */
  readonly text: string;
  /** The body, where it is no ASCII. */
  readonly bytes: Buffer | undefined;
}

/** One request and whoever waits for its answer. It settles once: by the answer, a failure, the deadline or an abort. */
export class Asking implements ResponseSink {
  readonly request: StoreRequest;
  readonly wire: Wire;
  connection: Connection | undefined;
  isSettled = false;
  private readonly resolve: (response: StoreResponse) => void;
  private readonly reject: (failure: StoreFailure) => void;
  private timer: NodeJS.Timeout | undefined;
  private status = 0;
  private readAt: string | undefined;

  constructor(
    request: StoreRequest,
    wire: Wire,
    resolve: (response: StoreResponse) => void,
    reject: (failure: StoreFailure) => void,
  ) {
    this.request = request;
    this.wire = wire;
    this.resolve = resolve;
    this.reject = reject;
    request.client.onGone(this.giveUp);
  }

  /** True where it has a timer of its own, since it had to wait for a connection. */
  get isWatched(): boolean {
    return this.timer !== undefined;
  }

  /** Its time runs while it waits for a connection. */
  waitInLine(): void {
    this.timer = setTimeout(() => {
      this.fail(lateAnswer());
    }, this.request.timeoutMs);
  }

  onHead(head: ResponseHead): void {
    this.status = head.status;
    this.readAt = acceptedReadAt(head, this.request.jti);
  }

  onBody(body: Buffer): void {
    const text = decodeAnswer(body);
    const { status, readAt } = this;
    if (this.settle()) this.resolve({ status, jti: this.request.jti, readAt, text });
  }

  /** Ends the connection too, where there is one: nothing more that it says is heard. */
  fail(failure: StoreFailure): void {
    if (!this.settle()) return;
    this.reject(failure);
    this.connection?.destroy();
  }

  /** Nobody waits for it any more. */
  readonly giveUp = (): void => {
    this.fail(clientGone());
  };

  private settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    if (this.timer !== undefined) clearTimeout(this.timer);
    this.request.client.offGone(this.giveUp);
    return true;
  }
}
