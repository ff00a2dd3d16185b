import { StoreFailure } from '../storeFailure.ts';

export const malformed = (): StoreFailure => new StoreFailure('STORE_ANSWER_INVALID', 'not HTTP');
export const tooLarge = (): StoreFailure => new StoreFailure('STORE_ANSWER_INVALID', 'size');

export const protocol = 'HTTP/1.1 ';

/** What an answer is judged by before its body is read, and how that is cut out of the bytes. */
export class ResponseHead {
  readonly status: number;
  contentType: string | undefined;
  jti: string | undefined;
  readAt: string | undefined;
  /** Of the body; undefined where it comes in chunks or goes on until the connection ends. */
  length: number | undefined;
  chunked = false;
  /** True where the connection ends with this answer. */
  closes = false;

  constructor(status: number) {
    this.status = status;
  }
}

/** RFC 9112, sections 4 and 5, without line folding. */
const headShape = /^HTTP\/1\.1 [1-5]\d\d(?: [^\r\n\0]*)?(?:\r\n[!#$%&'*+.^_`|~\w-]+:[^\r\n\0]*)*$/;

/** Reads a head without the empty line behind it. Throws a `StoreFailure` where it is none, or says two things. */
export function parseHead(text: string): ResponseHead {
  if (!headShape.test(text)) throw malformed();
  const head = new ResponseHead(Number(text.slice(protocol.length, protocol.length + 3)));
  let start = text.indexOf('\r\n') + 2;
  while (start > 1) {
    const next = text.indexOf('\r\n', start);
    noteField(head, text, start, next === -1 ? text.length : next);
    start = next + 2;
  }
  if (head.chunked && head.length !== undefined) throw malformed();
  if (head.status === 204 || head.status === 304) {
    // These have no body, whatever their heads say (RFC 9112, section 6.3).
    head.chunked = false;
    head.length = 0;
  }
  // Where nothing says how long it is, it ends with the connection.
  if (!head.chunked && head.length === undefined) head.closes = true;
  return head;
}

type Note = (head: ResponseHead, value: string) => void;

const notes: readonly (readonly [name: string, note: Note])[] = [
  ['content-type', (head, value) => (head.contentType = once(head.contentType, value))],
  ['content-length', noteLength],
  ['referent-jti', (head, value) => (head.jti = once(head.jti, value))],
  ['referent-read-at', (head, value) => (head.readAt = once(head.readAt, value))],
  ['transfer-encoding', noteCoding],
  ['connection', (head, value) => (head.closes ||= /\bclose\b/i.test(value))],
];

const byLength: readonly (typeof notes)[] = Array.from({ length: 18 }, (_, length) =>
  notes.filter(([name]) => name.length === length),
);
const none: typeof notes = [];

/** Most fields of a head are nobody's business here, and their names are not even read. */
function noteField(head: ResponseHead, text: string, start: number, end: number): void {
  const colon = text.indexOf(':', start);
  const candidates = byLength[colon - start] ?? none;
  if (candidates.length === 0) return;
  for (const [name, note] of candidates) {
    if (text.startsWith(name, start) || text.slice(start, colon).toLowerCase() === name) {
      note(head, text.slice(colon + 1, end).trim());
      return;
    }
  }
}

/** What comes twice is one list (RFC 9110, section 5.3), which none of these values is. */
const once = (before: string | undefined, value: string): string =>
  before === undefined ? value : `${before}, ${value}`;

function noteLength(head: ResponseHead, value: string): void {
  const length = Number(value);
  if (head.length !== undefined || !/^\d{1,15}$/.test(value)) throw malformed();
  head.length = length;
}

function noteCoding(head: ResponseHead, value: string): void {
  if (head.chunked || value.toLowerCase() !== 'chunked') throw malformed();
  head.chunked = true;
}
