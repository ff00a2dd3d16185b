import { commitment, type Entry } from '../../../audit/entry.ts';
import type { FindingCode } from '../../../audit/verify/core/findings.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { Attack, AttackInput } from './attack.ts';
import { syntheticLog, type Draft, type SyntheticOptions } from './syntheticLog.ts';
import { verifying } from './verifying.ts';

const entries = 1_200;

/** Logs in which everything is signed and only what is said is wrong. */
export function onContent(input: AttackInput): readonly Attack[] {
  const { policy, seed } = input;
  const plain = syntheticLog({ entries, seed, policy }).entries;
  const placeOf = (type: string, suits: (decision: string) => boolean = () => true): number =>
    plain.findIndex((entry, seq) => seq >= 700 && entry.type === type && suits(entry.decision));
  const places = {
    // One that showed somebody: of another nobody can be left out.
    release: placeOf('release', (text) => (JSON.parse(text) as Draft['decision']).subjects !== 0),
    intent: placeOf('intent'),
    command: placeOf('command'),
  };
  return [
    ...onDecisions(input, places),
    ...onSubjects(input, places),
    ...onReceipts(input, places),
    ...onNodes(input, places),
  ];
}

type Places = Readonly<Record<'release' | 'intent' | 'command', number>>;

const made =
  ({ policy, seed }: AttackInput, options: Partial<SyntheticOptions>) =>
  () =>
    verifying(syntheticLog({ ...{ entries, seed, policy }, ...options }))();

const at = (place: number, change: (draft: Draft) => void) => (draft: Draft, seq: number) => {
  if (seq === place) change(draft);
};

function onDecisions(input: AttackInput, { release, intent, command }: Places): readonly Attack[] {
  type Decision = Draft['decision'];
  const decision = (
    place: number,
    attack: string,
    expected: FindingCode,
    membersOf: (decision: Decision) => Decision,
  ): Attack => ({
    ...{ attack, expected: [expected], at: place },
    run: made(input, {
      forge: at(place, ({ decision }) => {
        Object.assign(decision, membersOf(decision));
      }),
    }),
  });
  const clearOf = ({ forms }: Decision) => (forms as Record<string, string[]>).clear ?? [];
  return [
    decision(
      release,
      'a forged decision: a field that the policy denies',
      'decision.field',
      (one) => ({
        forms: { clear: [deniedField(input.policy, String(one.purpose))] },
      }),
    ),
    decision(release, 'a field shown as something else', 'decision.form', (one) => ({
      forms: { initial: clearOf(one).slice(0, 1) },
    })),
    decision(release, 'a role that may not use the screen', 'decision.roles', () => ({
      roles: ['intern'],
    })),
    decision(intent, 'a text that is not registered', 'decision.document', () => ({
      document: '0'.repeat(64),
    })),
    decision(intent, 'another purpose', 'decision.purpose', () => ({ purpose: 'marketing' })),
    decision(intent, 'a policy version that was not in force', 'decision.lock', () => ({
      epoch: 1,
    })),
    decision(command, 'a command that is not allowed', 'decision.command', () => ({
      command: 'deleteEverything',
    })),
    decision(release, 'sums that are not those of the receipts', 'release.sums', () => ({
      cells: 1,
    })),
  ];
}

function onSubjects(input: AttackInput, { release }: Places): readonly Attack[] {
  const subject = (
    attack: string,
    expected: FindingCode,
    members: Partial<NonNullable<Draft['subject']>>,
  ): Attack => ({
    ...{ attack, expected: [expected], at: release },
    run: made(input, {
      forge: at(release, (draft) => {
        if (draft.subject !== null) draft.subject = { ...draft.subject, ...members };
      }),
    }),
  });
  return [
    subject('subjects left out of an entry', 'release.subjects', { subjects: [] }),
    {
      attack: 'a reason that holds an e-mail address',
      ...{ expected: ['subject.personal-value'], at: release },
      // Whoever writes entries by the product's own means would have had it redacted.
      run: made(input, { head: (entry, number) => (number === release ? planted(entry) : {}) }),
    },
  ];
}

const withReceipt =
  (members: object) =>
  ({ decision }: Draft): void => {
    const [one, ...others] = decision.receipts as object[];
    decision.receipts = [{ ...one, ...members }, ...others];
  };

function onReceipts(input: AttackInput, { release }: Places): readonly Attack[] {
  return [
    {
      ...{ attack: 'an entry that was never sequenced', expected: ['node.gap'] },
      run: made(input, { lose: (number) => number === release }),
    },
    {
      ...{ attack: 'a store that served what no gateway logged', expected: ['receipt.not-logged'] },
      run: made(input, { serveUnlogged: 40 }),
    },
    {
      ...{ attack: 'one permission served twice', expected: ['receipt.twice'] },
      run: made(input, { chainedTimes: (number) => (number === 40 ? 2 : 1) }),
    },
    {
      ...{ attack: 'a receipt that its store does not have', expected: ['receipt.missing'] },
      run: made(input, { chainedTimes: (number) => (number === 500 ? 0 : 1) }),
    },
    {
      ...{ attack: 'a forged receipt in a release', expected: ['receipt.not-named'] },
      run: made(input, { forge: at(release, withReceipt({ hash: 'f'.repeat(64) })) }),
    },
    {
      ...{ attack: 'another receipt than the release names', expected: ['receipt.differs'] },
      run: made(input, { forge: at(release, withReceipt({ rows: 0 })) }),
    },
  ];
}

function onNodes(input: AttackInput, { release }: Places): readonly Attack[] {
  return [
    {
      ...{ attack: 'two gateways with one node id', expected: ['node.overlap'] },
      run: made(input, {
        head: ({ node }) => (node.startsWith('gateway-') ? { node: 'gateway-1' } : {}),
      }),
    },
    {
      ...{ attack: 'a node whose time falls', expected: ['node.time'], at: release },
      run: made(input, {
        head: ({ at }, number) => (number === release ? { at: at.replace('T12:', 'T11:') } : {}),
      }),
    },
  ];
}

function planted({ subject, subjectSalt }: Entry): Partial<Entry> {
  const body = { ...(JSON.parse(subject ?? '{}') as object), reason: 'asked by jo@example.test' };
  const text = canonicalJson(body);
  const salt = Buffer.from(subjectSalt ?? '', 'hex');
  return { subject: text, subjectCommit: commitment(salt, text) };
}

/** A personal field that this purpose may not read. */
const deniedField = (policy: PolicyLock, purpose: string): string =>
  Object.entries(policy.fields).find(
    ([, field]) => field.class === 'personal' && field.read[purpose] === undefined,
  )?.[0] ?? '';
