import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { ContentCoding } from './negotiate.ts';

/**
 * Which answers are compressed. Whoever can put text into an answer and sees lengths on the wire can
 * guess what stands beside it (BREACH), so `business` takes only those that hold nobody's values.
 */
export type CompressionMode = 'off' | 'business' | 'all';

export interface Compression {
  readonly mode: CompressionMode;
  /** Shorter answers go out as they are. */
  readonly bytesMin: number;
}

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** Off the event loop, at levels meant for answers that are made once. */
export const compressed = (text: string, coding: ContentCoding): Promise<Buffer> =>
  coding === 'br'
    ? brotli(text, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 4,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
        },
      })
    : deflate(text, { level: 5 });
