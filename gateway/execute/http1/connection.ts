import { connect, type OnReadOpts, type Socket } from 'node:net';
import { brokenConnection, failureOf, lateAnswer, StoreFailure } from '../storeFailure.ts';
import type { Asking } from './asking.ts';
import { ResponseReader, type Progress } from './responseReader.ts';

export interface ConnectionEvents {
  /** It can carry the next request: it was opened, or an answer is whole. */
  readonly onFree: () => void;
  /** It is gone; the failure says why where it was never open. */
  readonly onEnd: (failure: StoreFailure | undefined) => void;
}

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly answerBytesMax: number;
  /** How long it may take to open a connection. */
  readonly connectMs: number;
}

/**
 * Where what was read stands until it is looked at, which is at once: one for all connections, since a
 * read and its callback are one step of the event loop, and a reader copies what it keeps.
 */
const readRoom = Buffer.allocUnsafeSlow(65_536);

/** One connection to a store, with one request on it at a time. */
export class Connection {
  /** For whoever looks which of them rest too long. */
  wasUsed = true;
  private readonly events: ConnectionEvents;
  private readonly reader: ResponseReader;
  private readonly socket: Socket;
  private asking: Asking | undefined;
  private isOpen = false;
  private hasEnded = false;
  private timer: NodeJS.Timeout | undefined;
  private timerMs = 0;

  constructor({ host, port, answerBytesMax, connectMs }: Target, events: ConnectionEvents) {
    this.events = events;
    this.reader = new ResponseReader(answerBytesMax);
    // Bytes are looked at where they are read: a buffer for each answer would be the collector's.
    const onread: OnReadOpts = {
      buffer: readRoom,
      callback: (length, buffer) => {
        this.hear(() => this.reader.read(buffer.subarray(0, length) as Buffer));
        return true;
      },
    };
    this.socket = connect({ host, port, noDelay: true, onread });
    this.timer = setTimeout(() => {
      this.end(new StoreFailure('STORE_UNAVAILABLE', 'connection refused'));
    }, connectMs).unref();
    this.socket.once('connect', () => {
      clearTimeout(this.timer);
      this.isOpen = true;
      events.onFree();
    });
    this.socket.once('end', () => {
      this.hear(() => (this.reader.end() ? 'done' : 'more'));
      this.end(undefined);
    });
    this.socket.on('error', (error) => {
      this.end(error);
    });
    this.socket.once('close', () => {
      this.end(undefined);
    });
  }

  /** `asking` has not settled. It goes out with `flush`. */
  take(asking: Asking): void {
    this.asking = asking;
    this.wasUsed = true;
    asking.connection = this;
    this.reader.expect(asking);
    this.watch(asking);
  }

  /** Nothing is sent for whoever has given up since. */
  flush(): void {
    if (this.asking === undefined) return;
    const { text, bytes } = this.asking.wire;
    if (bytes === undefined) {
      this.socket.write(text, 'latin1');
      return;
    }
    this.socket.cork();
    this.socket.write(text, 'latin1');
    this.socket.write(bytes);
    this.socket.uncork();
  }

  /** Nothing more that it says is heard. */
  destroy(): void {
    this.end(undefined);
  }

  /**
   * One timer serves one request after the other. It is left to run where an answer came in time: to
   * begin it anew costs less than to make another.
   */
  private watch(asking: Asking): void {
    if (asking.isWatched) {
      clearTimeout(this.timer);
      this.timerMs = 0;
      return;
    }
    const { timeoutMs } = asking.request;
    if (this.timerMs === timeoutMs) {
      this.timer?.refresh();
      return;
    }
    clearTimeout(this.timer);
    this.timerMs = timeoutMs;
    this.timer = setTimeout(() => {
      this.asking?.fail(lateAnswer());
    }, timeoutMs).unref();
  }

  private hear(read: () => Progress): void {
    if (this.hasEnded) return;
    try {
      const progress = read();
      if (progress === 'more') return;
      this.asking = undefined;
      if (progress === 'free') this.events.onFree();
      else this.end(undefined);
    } catch (error) {
      const { asking } = this;
      const failure =
        error instanceof StoreFailure
          ? error
          : new StoreFailure('STORE_ANSWER_INVALID', 'unexpected');
      this.asking = undefined;
      asking?.fail(failure);
      this.end(undefined);
    }
  }

  private end(error: Error | undefined): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearTimeout(this.timer);
    const { asking, isOpen } = this;
    this.asking = undefined;
    this.socket.destroy();
    const failure = this.failureBy(error);
    asking?.fail(failure);
    this.events.onEnd(isOpen ? undefined : failure);
  }

  private failureBy(error: Error | undefined): StoreFailure {
    if (error instanceof StoreFailure) return error;
    if (error !== undefined) return failureOf(error, this.reader.hasBegun);
    return this.reader.hasBegun
      ? new StoreFailure('STORE_ANSWER_INVALID', 'cut off')
      : brokenConnection();
  }
}
