import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { createMac } from '../../../lib/mac.ts';

describe('the MAC of purpose tokens', () => {
  test('has no key longer than a block', () => {
    expect(() => createMac(new Uint8Array(65))).toThrow(TypeError);
  });

  test('is HMAC-SHA-256: RFC 4231, test cases 1 and 2', () => {
    expect(createMac(new Uint8Array(20).fill(0x0b))('Hi There').toString('hex')).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    );
    expect(createMac(Buffer.from('Jefe'))('what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test('is the platform’s own for any key and text, one after the other', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { minLength: 1, maxLength: 4 }),
        (key, texts) => {
          const mac = createMac(key);
          for (const text of texts) {
            expect(mac(text)).toEqual(createHmac('sha256', key).update(text).digest());
          }
        },
      ),
    );
  });

  test('is so for a text longer than its room, and for a short one after it', () => {
    const key = new Uint8Array(32).fill(7);
    const mac = createMac(key);
    for (const text of ['é'.repeat(4_000), 'short', 'x'.repeat(4_032), 'x'.repeat(4_033), '']) {
      expect(mac(text)).toEqual(createHmac('sha256', key).update(text).digest());
    }
  });
});
