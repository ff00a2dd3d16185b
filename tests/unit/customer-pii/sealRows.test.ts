import { expect, test } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { readEnvelope } from '../../../subgraphs/customer-pii/encryption/envelope.ts';
import {
  sealedTables,
  placeOf,
  type SealedColumns,
} from '../../../subgraphs/customer-pii/encryption/sealedTables.ts';
import { sealRow, subjectToSeal } from '../../../subgraphs/customer-pii/encryption/sealRows.ts';
import { compileProject } from '../../support/project.ts';

const columns: SealedColumns = sealedTables.person;
const key = { id: randomUUID(), version: 1, secret: randomBytes(32) };

test('no nonce repeats, however many values one key seals', () => {
  const nonces = new Set<string>();
  const rows = 20_000;
  for (let at = 0; at < rows; at += 1) {
    const row = { id: 'ada', givenName: 'Ada', familyName: 'Lovelace', title: null };
    const sealed = sealRow({ table: 'person', columns, row }, key, () => randomBytes(12));
    for (const text of [sealed.givenName, sealed.familyName]) {
      nonces.add(readEnvelope(text)?.bytes.subarray(18, 30).toString('hex') ?? '');
    }
  }
  expect(nonces.size).toBe(rows * 2);
});

test('a row that names no subject is not written at all', () => {
  expect(() => subjectToSeal({ table: 'person', columns, row: { givenName: 'Ada' } })).toThrow(
    'names no subject',
  );
});

test('what the policy map says is encrypted is, under the key that it says, and nothing else', () => {
  const { lock } = compileProject();
  const mapped = Object.values(lock.fields).flatMap(({ store, source, protect }) =>
    store === 'customer-pii' && protect?.encrypt !== undefined && source.kind === 'column'
      ? [`${placeOf(source.column.table, source.column.column)} ${protect.encrypt}`]
      : [],
  );
  const words = { live: 'subject-key', law: 'law-key' };
  const sealed = Object.entries<SealedColumns>(sealedTables).flatMap(
    ([table, { columns: own, use }]) =>
      Object.values(own).map((column) => `${placeOf(table, column)} ${words[use]}`),
  );
  expect([...new Set(mapped)].sort()).toEqual(sealed.sort());
});

test('every personal column of customer-pii is encrypted or says why not', () => {
  const { lock } = compileProject();
  expect(lock.stores['customer-pii']?.sealed).toBe(true);
});
