import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../../audit/verify/core/report.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import { officerHolder } from '../../../lib/officers.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { lockHash, readPolicyLock } from '../../../policies/readLock.ts';
import { makeKeys } from '../../../tools/proof/tamper/syntheticKeys.ts';
import type { SyntheticChange } from '../../../tools/proof/tamper/syntheticLocks.ts';
import { syntheticLog, type SyntheticOptions } from '../../../tools/proof/tamper/syntheticLog.ts';
import { verifying, type Change } from '../../../tools/proof/tamper/verifying.ts';

const policy = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const plan = { entries: 40, seed: 3, policy };
const path = 'locks/acts/2.json';

const verify = (options: Partial<SyntheticOptions>, change?: Change): Promise<Report> =>
  verifying(syntheticLog({ ...plan, ...options }))(change);
const locksFound = ({ findings }: Report): readonly string[] =>
  findings.filter(({ check }) => check === 5).map(({ code }) => code);

const [steward, dpo, proposer] = [
  officerHolder('steward', 'steward'),
  officerHolder('dpo', 'dpo'),
  officerHolder('dpo', 'dpo-2'),
];
const widened = { direction: 'widened', sentence: 'somebody may see more.' };
const stranger = generateProcessKeys();

describe('a policy that came into force', () => {
  test.each<[how: string, change: Partial<SyntheticChange>]>([
    ['by a steward’s and a data-protection officer’s signature', {}],
    ['wider, by both', { changes: [widened] }],
    ['no wider, by one of them', { approvers: [dpo] }],
  ])('%s is verified', async (_how, change) => {
    expect(await verify({ change })).toMatchObject({ verdict: 'verified', findings: [] });
  });

  test.each<[how: string, code: string, change: Partial<SyntheticChange>]>([
    ['without any signature', 'policy.unsigned', { isSigned: false }],
    ['without an approval', 'policy.approvals-missing', { approvers: [] }],
    [
      'wider, without the steward',
      'policy.approvals-missing',
      { changes: [widened], approvers: [dpo, officerHolder('dpo', 'dpo-desk')] },
    ],
    [
      'wider, without the data-protection officer',
      'policy.approvals-missing',
      { changes: [widened], approvers: [steward] },
    ],
    ['with its proposer’s approval', 'policy.self-approved', { approvers: [proposer, steward] }],
    [
      'with an approval under a stranger’s key',
      'policy.act-signature',
      { signsAs: (holder) => (holder === steward ? stranger : undefined) },
    ],
    [
      'with an approval that another officer signed in a name not his own',
      'policy.act-signature',
      {
        signsAs: (holder) =>
          holder === steward
            ? { ...stranger, public: keys.processes.get(steward)?.public ?? stranger.public }
            : undefined,
      },
    ],
    [
      'by approvals that were given against a policy no longer in force',
      'policy.act-other',
      { base: 'c'.repeat(64) },
    ],
  ])('%s is a finding', async (_how, code, change) => {
    const report = await verify({ keys, change });
    expect(locksFound(report)).toContain(code);
    expect(report.verdict).toBe('not-verified');
  });

  test('wider than the signed difference says is a finding, and needs both signatures', async () => {
    const [coordinate = ''] =
      Object.entries(policy.fields).find(
        ([, field]) => field.class === 'personal' && Object.keys(field.read).length > 0,
      ) ?? [];
    const earlier = withReaders(policy, coordinate, {});
    const report = await verify({ earlier, change: { approvers: [dpo] } });
    expect(locksFound(report)).toEqual(
      expect.arrayContaining(['policy.widening-unsaid', 'policy.approvals-missing']),
    );
    const said = await verify({ earlier, change: { changes: [widened] } });
    expect(locksFound(said)).toEqual([]);
  });
});

const keys = makeKeys();

describe('what officers signed', () => {
  const log = syntheticLog(plan);
  const text = Buffer.from(log.files.get(path) ?? []).toString('utf8');
  const check = verifying(log);
  test.each<[how: string, code: string, changed: string]>([
    [
      'a word of the difference',
      'policy.act-other',
      text.replace('"changes":[]', '"changes":[["narrowed","x"]]'),
    ],
    ['a reason', 'policy.act-signature', text.replace('as agreed', 'as argued')],
    ['the epoch', 'policy.acts-malformed', text.replace('"epoch":2', '"epoch":1')],
    ['an act twice', 'policy.acts-malformed', text.replace('"format":1', '"format":2')],
    ['nothing at all', 'policy.acts-malformed', ''],
  ])('is found out where somebody changes %s', async (_how, code, changed) => {
    expect(locksFound(await check(new Map([[path, Buffer.from(changed)]])))).toContain(code);
  });

  test('is a finding where it belongs to no lock of the chain', async () => {
    const stray = new Map([
      ['locks/acts/3.json', Buffer.from(text.replace('"epoch":2', '"epoch":3'))],
    ]);
    expect(locksFound(await check(stray))).toEqual(['policy.acts-malformed']);
  });
});

function withReaders(lock: PolicyLock, coordinate: string, read: object): PolicyLock {
  const rule = lock.fields[coordinate];
  if (rule === undefined) throw new TypeError(`there is no ${coordinate}`);
  const changed = {
    ...lock,
    fields: { ...lock.fields, [coordinate]: { ...rule, read } },
  } as PolicyLock;
  return { ...changed, hash: lockHash(changed) };
}
