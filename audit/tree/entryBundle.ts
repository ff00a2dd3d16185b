import { MalformedError } from '../malformed.ts';
import { tileWidth } from './tiles.ts';

/** Entry bundles of C2SP tlog-tiles: each entry after its length as a big-endian uint16. */

const lengthBytes = 2;
export const entryBytesMax = 0xffff;

export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > tileWidth) throw new TypeError('a bundle holds at most 256 entries');
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > entryBytesMax) throw new TypeError('an entry is over 65,535 bytes');
      const length = Buffer.alloc(lengthBytes);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** Exactly `width` entries and nothing after them. */
export function decodeBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + lengthBytes > bytes.length) throw new MalformedError('an entry bundle is cut off');
    const end = at + lengthBytes + view.getUint16(at);
    if (end > bytes.length) throw new MalformedError('an entry bundle is cut off');
    entries.push(bytes.subarray(at + lengthBytes, end));
    at = end;
  }
  if (entries.length !== width) {
    throw new MalformedError('an entry bundle holds another number of entries than its name says');
  }
  return entries;
}
