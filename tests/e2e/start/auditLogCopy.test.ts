import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { lockHash, readPolicyLock } from '../../../policies/readLock.ts';
import { writeAuditLog, type TestEntry } from '../../support/auditLog.ts';
import { referent } from './support/commandLine.ts';

/** The audit commands over a copy of the log: nothing runs. */
const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const { documents = [] } = lock.screens.collections ?? {};
const day = 86_400_000;
const at = (daysAgo: number): string => new Date(Date.now() - daysAgo * day).toISOString();

const release = (daysAgo: number, change: object = {}): TestEntry => ({
  type: 'release',
  at: at(daysAgo),
  decision: {
    ...{ screen: 'collections', document: documents[0], purpose: 'collections' },
    ...{ basis: 'gdpr:A6-1-f', roles: ['collections-clerk'], region: 'EU', epoch: 1 },
    ...{ lock: lock.hash, lockVersion: 0, forms: { 'domain-only': ['EmailAddress.value'] } },
    ...change,
  },
});

let parent: string;
let folder: string;

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'referent-log-'));
  folder = join(parent, 'log');
  // More entries than one file of the log holds, and two that nobody declared.
  const many = Array.from({ length: 300 }, (_, index) => release(20 - index / 100));
  const planted = [
    release(3, { forms: { clear: ['Person.birthDate'] } }),
    release(2, { roles: ['buyer'] }),
  ];
  writeAuditLog(folder, [release(40), ...many, ...planted], [lock]);
});
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are JSON of any shape
const answerOf = async (words: readonly string[]): Promise<any> => {
  const { code, output, errors } = await referent(['audit', ...words, '--log', folder, '--json']);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return JSON.parse(output);
};

describe('the record of processing activities', () => {
  test('names use that no rule declares, and counts what is within the days asked for', async () => {
    const record = await answerOf(['processing']);
    expect(record.observation.releases).toBe(302);
    expect(record.undeclared).toEqual([
      expect.objectContaining({
        kind: 'FIELD',
        subject: 'Person.birthDate',
        releases: 1,
        declaredThen: false,
      }),
      expect.objectContaining({ kind: 'ROLE', subject: 'buyer', releases: 1, declaredThen: false }),
    ]);
    expect((await answerOf(['processing', '--days', '60'])).observation.releases).toBe(303);
  });

  test.each([
    ['csv', /^Purpose,DPV,/],
    ['html', /^<!doctype html>\n<html lang="en">/],
    ['text', /Not declared: field Person\.birthDate for collections, 1 answers\./],
  ])('is written as %s', async (format, beginning) => {
    const out = join(parent, `record.${format}`);
    const { code, output } = await referent([
      'audit',
      'processing',
      '--log',
      folder,
      '--format',
      format,
      '--out',
      out,
    ]);
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining(`Written to ${out}.`),
    });
    expect(readFileSync(out, 'utf8')).toMatch(beginning);
  });
});

test('a replay says what the proposed policy would have denied of what was recorded', async () => {
  const fields = { ...lock.fields } as Record<string, PolicyLock['fields'][string]>;
  const email = fields['EmailAddress.value'];
  if (email === undefined) throw new Error('no such field');
  fields['EmailAddress.value'] = { ...email, read: { rights: 'clear' } };
  const proposed = { ...lock, fields };
  const file = join(parent, 'proposed.lock.json');
  writeFileSync(file, JSON.stringify({ ...proposed, hash: lockHash(proposed) }));
  const result = await answerOf(['replay', '--lock', file]);
  // The two that nobody declared are denied by either policy.
  expect(result).toMatchObject({ releases: 302, wouldDeny: 302, newlyAllowedValues: 0 });
  expect(result.losses[0]).toEqual({
    ...{ subject: 'EmailAddress.value', screen: 'collections', form: 'domain-only' },
    ...{ proposed: null, reason: 'PURPOSE_NOT_ALLOWED', releases: 300 },
  });
});

test('a copy that lacks a file is not read as a shorter log', async () => {
  const broken = join(parent, 'broken');
  writeAuditLog(broken, [release(1)]);
  rmSync(join(broken, 'body'), { recursive: true });
  const { code, errors } = await referent(['audit', 'processing', '--log', broken]);
  expect({ code, errors }).toEqual({
    code: 1,
    errors: expect.stringContaining('the log lacks body/'),
  });
});
