import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  openValue,
  readEnvelope,
  sealValue,
  type Binding,
  type ValueKey,
} from '../../../subgraphs/customer-pii/encryption/envelope.ts';

const key: ValueKey = { id: randomUUID(), version: 3, secret: randomBytes(32) };
const binding: Binding = { place: 'person.given_name', subject: 'person ada', rowId: 'ada' };
const seal = (value: string, of: Binding = binding, by: ValueKey = key): string =>
  sealValue(by, randomBytes(12), of, value);
const open = (text: string, of: Binding = binding, by: ValueKey = key): string | undefined => {
  const envelope = readEnvelope(text);
  return envelope === undefined ? undefined : openValue(envelope, by.secret, of);
};

describe('a sealed value', () => {
  it('opens where it was sealed, whatever it says', () => {
    for (const value of ['', 'Ada', 'Šárka 李', 'e1.', '\0', 'x'.repeat(10_000)]) {
      expect(open(seal(value))).toBe(value);
    }
  });

  it('names its key and that key’s version', () => {
    expect(readEnvelope(seal('Ada'))).toMatchObject({ keyId: key.id, version: 3 });
  });

  it.each<[string, Binding]>([
    ['another row', { ...binding, rowId: 'bob' }],
    ['another field', { ...binding, place: 'person.family_name' }],
    ['another subject', { ...binding, subject: 'person bob' }],
    [
      'a subject and a row that read alike when put together',
      { ...binding, subject: 'person adaada', rowId: '' },
    ],
  ])('does not open in %s', (_where, other) => {
    expect(open(seal('Ada'), other)).toBeUndefined();
  });

  it('does not open by another key, even one of the same name', () => {
    expect(open(seal('Ada'), binding, { ...key, secret: randomBytes(32) })).toBeUndefined();
  });

  it('does not open under another id or version than it was sealed with', () => {
    const envelope = readEnvelope(seal('Ada'));
    if (envelope === undefined) throw new TypeError('an envelope was expected');
    for (const other of [{ keyId: randomUUID() }, { version: 4 }]) {
      expect(openValue({ ...envelope, ...other }, key.secret, binding)).toBeUndefined();
    }
  });

  it('does not open with any one bit changed, nor cut anywhere', () => {
    const bytes = Buffer.from(seal('Ada').slice(3), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(open(`e1.${changed.toString('base64url')}`)).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(open(`e1.${bytes.subarray(0, length).toString('base64url')}`)).toBeUndefined();
    }
  });

  it('is no plain text: what has not its form is not opened', () => {
    for (const text of ['Ada', '', null, 7, 'e2.AAAA', ['e1.AAAA']]) {
      expect(readEnvelope(text)).toBeUndefined();
    }
  });

  it('says nothing of its value but the length', () => {
    expect(seal('Ada')).not.toBe(seal('Ada'));
    expect(Buffer.from(seal('Ada-Canary').slice(3), 'base64url').toString('latin1')).not.toContain(
      'Canary',
    );
  });
});
