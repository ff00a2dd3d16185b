/** Thrown where what came is no HTTP/1.1 response that the load can read. */
export class BadResponse extends Error {
  override readonly name = 'BadResponse';
}

/** One whole answer. `body` is there only where it was asked for. */
export interface RawResponse {
  readonly status: number;
  readonly bodyBytes: number;
  readonly body: string | undefined;
}

const headEnd = '\r\n\r\n';
const lastChunk = '0\r\n\r\n';

/**
 * Finds the end of one response at a time on a kept-alive connection (RFC 9112, without pipelining)
 * and otherwise leaves the bytes alone: the load shares its core with the stand-ins.
 */
export class ResponseReader {
  private readonly onResponse: (response: RawResponse) => void;
  private keep = false;
  private kept: Buffer[] = [];
  private status = 0;
  private chunked = false;
  private bodyBytes = 0;
  private remaining = 0;
  private tail = '';

  constructor(onResponse: (response: RawResponse) => void) {
    this.onResponse = onResponse;
  }

  /** Call before each request; `keep` collects the body so that it can be compared. */
  expect(keep: boolean): void {
    this.keep = keep;
    this.kept = [];
    this.status = 0;
    this.bodyBytes = 0;
    this.tail = '';
  }

  read(bytes: Buffer): void {
    const body = this.status === 0 ? this.readHead(bytes) : bytes;
    if (body === undefined) return;
    this.bodyBytes += body.length;
    if (this.keep) this.kept.push(body);
    if (this.chunked) {
      this.tail = (this.tail + body.toString('latin1', Math.max(0, body.length - 5))).slice(-5);
      if (this.tail === lastChunk) this.finish();
    } else {
      this.remaining -= body.length;
      if (this.remaining < 0) throw new BadResponse('more bytes than were announced');
      if (this.remaining === 0) this.finish();
    }
  }

  /** What follows the head; undefined while the head is not whole. */
  private readHead(bytes: Buffer): Buffer | undefined {
    const whole = this.kept.length === 0 ? bytes : Buffer.concat([...this.kept, bytes]);
    const end = whole.indexOf(headEnd);
    if (end === -1) {
      this.kept = [whole];
      return undefined;
    }
    this.kept = [];
    const head = whole.toString('latin1', 0, end);
    const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
    if (status === undefined || (length === undefined && !this.chunked)) {
      throw new BadResponse(head.slice(0, 200));
    }
    this.status = Number(status);
    this.remaining = Number(length ?? 0);
    return whole.subarray(end + headEnd.length);
  }

  private finish(): void {
    const { status, bodyBytes } = this;
    const body = this.keep ? this.textOf(Buffer.concat(this.kept)) : undefined;
    this.kept = [];
    this.status = 0;
    this.onResponse({ status, bodyBytes, body });
  }

  private textOf(bytes: Buffer): string {
    return (this.chunked ? joinChunks(bytes) : bytes).toString('utf8');
  }
}

function joinChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', position);
    const size = Number.parseInt(bytes.toString('latin1', position, lineEnd), 16);
    if (lineEnd === -1 || Number.isNaN(size)) throw new BadResponse('a chunk without its size');
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    position = lineEnd + 2 + size + 2;
  }
}
