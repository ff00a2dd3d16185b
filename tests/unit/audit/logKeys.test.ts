import { expect, test } from '@jest/globals';
import { logKeysOf, witnessesOf } from '../../../audit/logKeys.ts';
import { verifierKeyText } from '../../../audit/note/verifierKey.ts';
import { hashOfInstallationLock } from '../../../lib/installationLock.ts';
import { createTestInstallation } from '../../support/installation.ts';

const { lock } = createTestInstallation('a policy');
const keys = logKeysOf(lock);

test('the names of log and witnesses come from the genesis lock', () => {
  const origin = `referent/${hashOfInstallationLock(lock).slice(0, 16)}`;
  expect(keys.origin).toBe(origin);
  expect(keys.log.map(verifierKeyText)[0]).toContain(`${origin}+`);
  expect(keys.witnesses.map(({ keys: [key] }) => key?.name)).toEqual([
    `${origin}/witness/crm`,
    `${origin}/witness/finance`,
    `${origin}/witness/supply-chain`,
  ]);
});

test('a later lock keeps the names of its genesis', () => {
  const genesis = 'ab'.repeat(32);
  expect(logKeysOf({ ...lock, genesis }).origin).toBe('referent/abababababababab');
});

test('a witness counts once, whatever number of keys it has', () => {
  const next = createTestInstallation('a policy').witnesses.crm.public;
  const processes = {
    ...lock.processes,
    'witness-crm': [...(lock.processes['witness-crm'] ?? []), next],
  };
  const rolling = logKeysOf({ ...lock, processes });
  const signed = rolling.witnesses.flatMap(({ keys: all }) => all).map((key) => ({ key }));
  expect(signed).toHaveLength(4);
  expect(witnessesOf(rolling, signed)).toEqual(['crm', 'finance', 'supply-chain']);
  expect(witnessesOf(rolling, signed.slice(0, 2))).toEqual(['crm']);
});
