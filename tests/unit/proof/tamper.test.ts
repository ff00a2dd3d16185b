import { expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { complaintsOf } from '../../../tools/proof/tamper/command.ts';
import { proveTamper } from '../../../tools/proof/tamper/proveTamper.ts';

test('every change, deletion, fork and forgery of a log is found', async () => {
  const policy = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const plan = { policy, entries: 1_100, changes: 12, compared: 1, seed: 3 };
  const proof = await proveTamper({ ...plan, report: () => undefined });
  expect(complaintsOf(proof, undefined)).toEqual([]);
}, 240_000);
