import { malformed, tooLarge } from './responseHead.ts';

/** Digits of a chunk's size, and letters of its line and of a trailer field, that are read at most. */
const lineMax = 512;
const trailersMax = 16;

const chunkLine = /^([\da-f]{1,8})(?:[ \t]*;[^\r\n\0]*)?$/i;

/** The chunked coding (RFC 9112, section 7.1). Extensions and trailers are passed over. */
export class ChunkedBody {
  private readonly bytesMax: number;
  private readonly pieces: Buffer[] = [];
  private size = 0;
  private state: 'size' | 'data' | 'data-end' | 'trailers' | 'whole' = 'size';
  private line = '';
  /** Bytes of the chunk that are still to come. */
  private missing = 0;
  private trailers = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  get isWhole(): boolean {
    return this.state === 'whole';
  }

  bytes(): Buffer {
    return Buffer.concat(this.pieces, this.size);
  }

  /** Returns how many of the bytes belong to the body. */
  take(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && this.state !== 'whole') {
      at = this.state === 'data' ? this.takeData(bytes, at) : this.takeLine(bytes, at);
    }
    return at;
  }

  private takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.missing);
    this.pieces.push(Buffer.from(bytes.subarray(at, end)));
    this.missing -= end - at;
    if (this.missing === 0) this.state = 'data-end';
    return end;
  }

  private takeLine(bytes: Buffer, at: number): number {
    const found = bytes.indexOf('\n', at);
    const end = found === -1 ? bytes.length : found + 1;
    this.line += bytes.toString('latin1', at, end);
    if (this.line.length > lineMax) throw malformed();
    if (found === -1) return end;
    if (!this.line.endsWith('\r\n')) throw malformed();
    const line = this.line.slice(0, -2);
    this.line = '';
    this.readLine(line);
    return end;
  }

  private readLine(line: string): void {
    switch (this.state) {
      case 'size':
        this.begin(line);
        break;
      case 'data-end':
        if (line !== '') throw malformed();
        this.state = 'size';
        break;
      default:
        this.trailers += 1;
        if (this.trailers > trailersMax) throw malformed();
        if (line === '') this.state = 'whole';
    }
  }

  private begin(line: string): void {
    const digits = chunkLine.exec(line)?.[1];
    if (digits === undefined) throw malformed();
    this.missing = Number.parseInt(digits, 16);
    this.size += this.missing;
    if (this.size > this.bytesMax) throw tooLarge();
    this.state = this.missing === 0 ? 'trailers' : 'data';
  }
}
