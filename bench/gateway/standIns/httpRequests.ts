/** One request as it came over the socket; texts hold one letter a byte. */
export interface RawRequest {
  readonly path: string;
  /** The value of the authorization header; empty without one. */
  readonly authorization: string;
  readonly body: string;
}

/** Thrown where what came is no HTTP/1.1 request of the kind that gateways send. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

const headEnd = '\r\n\r\n';

/**
 * Cuts a stream of bytes into HTTP/1.1 requests (RFC 9112): `content-length` or chunked bodies,
 * kept-alive connections, pipelining. `node:http` does the same at several times the cost, which
 * would be taken from the core that also makes the load.
 */
export function createRequestReader(
  onRequest: (request: RawRequest) => void,
): (bytes: Buffer) => void {
  let pending = '';
  return (bytes) => {
    pending = pending === '' ? bytes.toString('latin1') : pending + bytes.toString('latin1');
    for (;;) {
      const parsed = readRequest(pending);
      if (parsed === undefined) return;
      pending = pending.length === parsed.end ? '' : pending.slice(parsed.end);
      onRequest(parsed.request);
    }
  };
}

interface Parsed {
  readonly request: RawRequest;
  /** Where the next request begins. */
  readonly end: number;
}

function readRequest(text: string): Parsed | undefined {
  const end = text.indexOf(headEnd);
  if (end === -1) return undefined;
  const head = text.slice(0, end);
  const body = readBody(text, head, end + headEnd.length);
  if (body === undefined) return undefined;
  const path = /^[A-Z]+ (\S+) HTTP\/1\.1/.exec(head)?.[1];
  if (path === undefined) throw new BadRequest(head.slice(0, 80));
  const authorization = /\r\nauthorization: *([^\r]*)/i.exec(head)?.[1] ?? '';
  return { request: { path, authorization, body: body.text }, end: body.end };
}

interface Body {
  readonly text: string;
  readonly end: number;
}

function readBody(text: string, head: string, start: number): Body | undefined {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return text.length < end ? undefined : { text: text.slice(start, end), end };
  }
  return /\r\ntransfer-encoding: *chunked/i.test(head)
    ? readChunks(text, start)
    : { text: '', end: start };
}

function readChunks(text: string, start: number): Body | undefined {
  let position = start;
  let body = '';
  for (;;) {
    const lineEnd = text.indexOf('\r\n', position);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(text.slice(position, lineEnd), 16);
    if (Number.isNaN(size)) throw new BadRequest('a chunk without its size');
    const next = lineEnd + 2 + size + 2;
    if (text.length < next) return undefined;
    if (size === 0) return { text: body, end: next };
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    position = next;
  }
}
