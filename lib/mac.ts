import { hash } from 'node:crypto';

/** Block and output size of SHA-256, bytes. */
const blockBytes = 64;
/** Room for the block and a purpose token; a longer text gets room of its own. */
const roomBytes = 4_096;
const digestBytes = 32;

/** HMAC-SHA-256 under one key: 32 bytes, or their base64url. */
export interface Mac {
  (text: string): Buffer;
  readonly base64url: (text: string) => string;
}

const padded = (key: Uint8Array, pad: number): Buffer => {
  const block = Buffer.alloc(blockBytes, pad);
  for (const [index, byte] of key.entries()) block[index] = byte ^ pad;
  return block;
};

/**
 * HMAC-SHA-256 (RFC 2104) with the key's two blocks made ahead. A gateway makes one for each
 * sub-request, and to set up `createHmac` costs several times what the two hashes do. `key` has at
 * most 64 bytes.
 */
export function createMac(key: Uint8Array): Mac {
  if (key.length > blockBytes) throw new TypeError('the key is longer than a block');
  const inner = padded(key, 0x36);
  /** Used again and again: room for each message would be what a gateway's collector does most. */
  const room = Buffer.allocUnsafeSlow(roomBytes);
  inner.copy(room);
  const outer = Buffer.concat([padded(key, 0x5c), Buffer.alloc(digestBytes)]);
  const messageOf = (text: string): Buffer => {
    // A letter has at most three bytes. To measure a text is as dear as to write it.
    if (text.length * 3 > roomBytes - blockBytes) {
      return Buffer.concat([inner, Buffer.from(text, 'utf8')]);
    }
    return room.subarray(0, blockBytes + room.write(text, blockBytes, 'utf8'));
  };
  /** The second hash's whole input. */
  const second = (text: string): Buffer => {
    // A string of 32 letters costs the collector less than a buffer with memory of its own.
    outer.write(hash('sha256', messageOf(text), 'binary'), blockBytes, 'latin1');
    return outer;
  };
  return Object.assign((text: string) => hash('sha256', second(text), 'buffer'), {
    base64url: (text: string) => hash('sha256', second(text), 'base64url'),
  });
}
