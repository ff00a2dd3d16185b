import { ChunkedBody } from './chunkedBody.ts';
import { malformed, parseHead, protocol, tooLarge, type ResponseHead } from './responseHead.ts';

export interface ResponseSink {
  /** Throws a `StoreFailure` where the answer is not ours. */
  readonly onHead: (head: ResponseHead) => void;
  /** The bytes are valid until it returns. */
  readonly onBody: (body: Buffer) => void;
}

/** How a body is cut out of the bytes; undefined where it goes on until the connection ends. */
interface Body {
  /** Takes bytes; returns how many were its own. */
  readonly take: (bytes: Buffer) => number;
  readonly isWhole: boolean;
  readonly bytes: () => Buffer;
}

/** Whether an answer is whole, and if so whether its connection can carry another. */
export type Progress = 'more' | 'free' | 'done';

const headBytesMax = 16_384;
const headEnd = '\r\n\r\n';

/**
 * Reads the answers of one connection, one at a time (RFC 9112). It is strict where readers are known to
 * differ: two lengths, a length beside chunks, a bare line end or a byte too many are no answer at all.
 */
export class ResponseReader {
  private readonly bytesMax: number;
  private sink: ResponseSink | undefined;
  private begun: Buffer | undefined;
  private head: ResponseHead | undefined;
  private body: Body | undefined;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** True once the head of the answer is there. */
  get hasBegun(): boolean {
    return this.head !== undefined;
  }

  expect(sink: ResponseSink): void {
    this.sink = sink;
    this.begun = undefined;
    this.head = undefined;
    this.body = undefined;
  }

  /**
   * The bytes may be overwritten once it returns. Throws a `StoreFailure`, after which the connection is
   * of no use.
   */
  read(bytes: Buffer): Progress {
    const { sink } = this;
    // Nobody has asked for anything.
    if (sink === undefined) throw malformed();
    if (this.head !== undefined) return this.readBody(bytes, this.head, sink);
    const begun = this.readHead(bytes, sink);
    return begun === undefined ? 'more' : this.readBody(begun.rest, begun.head, sink);
  }

  /** The connection ended: true where that is how the answer's end is known. */
  end(): boolean {
    const { sink, head, body } = this;
    if (sink === undefined || head === undefined || body === undefined) return false;
    if (head.chunked || head.length !== undefined) return false;
    this.sink = undefined;
    sink.onBody(body.bytes());
    return true;
  }

  /** Undefined while the head is not whole. Interim answers are passed over. */
  private readHead(
    bytes: Buffer,
    sink: ResponseSink,
  ): { readonly head: ResponseHead; readonly rest: Buffer } | undefined {
    let rest = this.begun === undefined ? bytes : Buffer.concat([this.begun, bytes]);
    for (;;) {
      const end = rest.indexOf(headEnd);
      if (end === -1 || end > headBytesMax) {
        const start = rest.toString('latin1', 0, Math.min(rest.length, protocol.length));
        if (rest.length > headBytesMax || !protocol.startsWith(start)) throw malformed();
        this.begun = Buffer.from(rest);
        return undefined;
      }
      const head = parseHead(rest.toString('latin1', 0, end));
      rest = rest.subarray(end + headEnd.length);
      if (head.status >= 200) {
        this.begun = undefined;
        this.head = head;
        sink.onHead(head);
        return { head, rest };
      }
      if (head.status === 101) throw malformed();
    }
  }

  private readBody(bytes: Buffer, head: ResponseHead, sink: ResponseSink): Progress {
    const { length } = head;
    // Nearly always all of it came at once, and needs no memory of its own.
    if (this.body === undefined && length !== undefined && bytes.length >= length) {
      if (length > this.bytesMax) throw tooLarge();
      return this.finish(bytes.subarray(0, length), bytes.length - length, head, sink);
    }
    this.body ??= bodyOf(head, this.bytesMax);
    const taken = this.body.take(bytes);
    if (!this.body.isWhole) return 'more';
    return this.finish(this.body.bytes(), bytes.length - taken, head, sink);
  }

  /** Bytes beyond the answer could be taken for the next one. */
  private finish(
    body: Buffer,
    surplus: number,
    { closes }: ResponseHead,
    sink: ResponseSink,
  ): Progress {
    if (surplus > 0) throw malformed();
    this.sink = undefined;
    sink.onBody(body);
    return closes ? 'done' : 'free';
  }
}

function bodyOf({ length, chunked }: ResponseHead, bytesMax: number): Body {
  if (chunked) return new ChunkedBody(bytesMax);
  if (length === undefined) return new OpenBody(bytesMax);
  if (length > bytesMax) throw tooLarge();
  return new SizedBody(length);
}

/** A body whose length was announced. */
class SizedBody implements Body {
  private readonly room: Buffer;
  private size = 0;

  constructor(length: number) {
    this.room = Buffer.allocUnsafe(length);
  }

  take(bytes: Buffer): number {
    const taken = bytes.copy(this.room, this.size);
    this.size += taken;
    return taken;
  }

  get isWhole(): boolean {
    return this.size === this.room.length;
  }

  bytes(): Buffer {
    return this.room;
  }
}

/** A body that goes on until the connection ends. */
class OpenBody implements Body {
  readonly isWhole = false;
  private readonly bytesMax: number;
  private readonly pieces: Buffer[] = [];
  private size = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  take(bytes: Buffer): number {
    this.size += bytes.length;
    if (this.size > this.bytesMax) throw tooLarge();
    this.pieces.push(Buffer.from(bytes));
    return bytes.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.pieces, this.size);
  }
}
