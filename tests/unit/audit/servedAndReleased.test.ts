import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../../audit/verify/core/report.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import {
  syntheticLog,
  type Draft,
  type SyntheticOptions,
} from '../../../tools/proof/tamper/syntheticLog.ts';
import { verifying } from '../../../tools/proof/tamper/verifying.ts';

const policy = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const plan = { entries: 300, seed: 11, policy };

const verify = (options: Partial<SyntheticOptions>): Promise<Report> =>
  verifying(syntheticLog({ ...plan, ...options }))();
const codes = ({ findings }: Report): readonly string[] => findings.map(({ code }) => code);
const notices = (report: Report): readonly string[] => report.notices.map(({ code }) => code);

interface Unanswered {
  readonly store: string;
  readonly jti: string;
}

/** The store serves one more attempt for the response of receipt 40. */
function served(attempt: number, said: (unanswered: Unanswered, draft: Draft) => void) {
  let intent = '';
  let named = '';
  const jti = 'of-an-attempt-without-an-answer';
  return verify({
    serveToo: (receipt, number) => {
      if (number !== 40) return undefined;
      intent = receipt.entryId;
      named = receipt.jti;
      return { ...receipt, attempt, jti };
    },
    forge: (draft) => {
      const { receipts } = draft.decision as { receipts?: Unanswered[] };
      const store = receipts?.find((one) => one.jti === named)?.store;
      if (draft.decision.intent === intent && store !== undefined) said({ store, jti }, draft);
    },
  });
}

const say = (unanswered: Unanswered, { decision }: Draft): void => {
  decision.unanswered = [unanswered];
};

describe('an attempt that a store served and whose answer was not used', () => {
  test('is a finding where the release is silent about it', async () => {
    expect(codes(await served(2, () => undefined))).toEqual(['receipt.not-named']);
  });

  test.each<[string, (unanswered: Unanswered, draft: Draft) => void]>([
    [
      'another store',
      (one, draft) => {
        say({ ...one, store: one.store === 'crm' ? 'finance' : 'crm' }, draft);
      },
    ],
    [
      'another attempt',
      (one, draft) => {
        say({ ...one, jti: 'of-something-else' }, draft);
      },
    ],
  ])('is one where the release speaks of %s', async (_of, said) => {
    expect(codes(await served(2, said))).toEqual(['receipt.not-named']);
  });

  test('can’t be left out by the release of another response', async () => {
    let first: Unanswered | undefined;
    const report = await verify({
      serveToo: (receipt, number) =>
        number === 40 ? { ...receipt, jti: 'of-another-response' } : undefined,
      forge: (draft, seq) => {
        if (seq < 200 || draft.type !== 'release' || first !== undefined) return;
        const [one] = draft.decision.receipts as Unanswered[];
        first = { store: one?.store ?? '', jti: 'of-another-response' };
        draft.decision.unanswered = [first];
      },
    });
    expect(codes(report)).toEqual(['receipt.not-named']);
  });

  test('is a contradiction where the release names its receipt as well', async () => {
    const report = await served(2, (one, draft) => {
      const [stated] = draft.decision.receipts as Unanswered[];
      say({ ...one, jti: stated?.jti ?? '' }, draft);
    });
    expect(codes(report)).toContain('decision.malformed');
  });

  test('is told of, and no finding, where the release says so', async () => {
    const report = await served(2, say);
    expect([report.verdict, ...codes(report)]).toEqual(['verified']);
    expect(notices(report)).toContain('receipt.unanswered');
  });

  test('is the one that another took the place of, where that came later', async () => {
    const report = await verify({
      serveToo: (receipt, number) =>
        number === 40 ? { ...receipt, attempt: 0, jti: 'first' } : undefined,
    });
    expect(codes(report)).toContain('receipt.not-named');
    const before = await served(0, say);
    expect([before.verdict, notices(before).includes('receipt.replaced')]).toEqual([
      'verified',
      true,
    ]);
  });
});

test('a store that served more persons than the screen may show is a finding', async () => {
  const report = await verify({
    policy: {
      ...policy,
      screens: Object.fromEntries(
        Object.entries(policy.screens).map(([name, screen]) => [
          name,
          { ...screen, subjectsMax: Math.min(screen.subjectsMax, 1) },
        ]),
      ),
    },
  });
  expect(codes(report)).not.toContain('decision.limit');
  const more = await verify({
    forge: (draft, seq) => {
      if (seq !== releaseAt || draft.subject === null) return;
      const many = Array.from({ length: 200 }, (_, at) => at.toString(16).padStart(32, '0'));
      draft.subject = { ...draft.subject, subjects: [{ store: 'crm', refs: many }] };
    },
  });
  const [finding] = more.findings.filter(({ code }) => code === 'decision.limit');
  expect(finding?.first).toEqual({ index: releaseAt, where: 'crm' });
});

const plain = syntheticLog(plan).entries;
/** Of somebody: not every screen of the policy shows persons. */
const releaseAt = plain.findIndex(
  ({ type, subject }, seq) =>
    seq >= 200 && type === 'release' && /"refs":\["/.test(String(subject)),
);
const denialAt = plain.findIndex(({ type }, seq) => seq > releaseAt && type === 'deny');
const released = JSON.parse(plain[releaseAt]?.decision ?? '{}') as { purpose: string };

/** A release whose values were read under a count of consents, and a withdrawal that came with another. */
function withdrawn(
  type: Draft['type'],
  count: { readonly read: number | null; readonly withdrawn: number },
  purpose = released.purpose,
  at = denialAt,
): Promise<Report> {
  let subjects: NonNullable<Draft['subject']>['subjects'] = [];
  const first = JSON.parse(plain[releaseAt]?.subject ?? '{}') as NonNullable<Draft['subject']>;
  subjects = first.subjects;
  return verify({
    guardOf: () => count.read,
    forge: (draft, seq) => {
      if (seq !== at || draft.subject === null) return;
      draft.type = type;
      draft.subject = { ...draft.subject, subjects };
      const { screen, document, basis, roles } = draft.decision;
      draft.decision = {
        ...draft.decision,
        ...{ screen, document, basis, roles, purpose, guardSeq: count.withdrawn },
        ...{ command: 'withdrawConsent', store: 'customer-pii', outcome: 'done' },
      };
    },
  });
}

describe('values that were read under a count of consents', () => {
  test.each<[string, Draft['type'], number, number]>([
    ['after a consent was withdrawn', 'consent.withdrawn', 8, 8],
    ['long after it', 'consent.withdrawn', 90, 8],
    ['after their subject was restricted', 'restrict.applied', 8, 8],
    ['after their subject was erased', 'erase.requested', 9, 8],
  ])('%s are a finding', async (_when, type, read, count) => {
    const report = await withdrawn(type, { read, withdrawn: count });
    expect(codes(report)).toContain('release.after-withdrawal');
  });

  test('are one wherever in the log the withdrawal stands', async () => {
    const early = plain.findIndex(({ type }) => type === 'deny');
    expect(early).toBeLessThan(releaseAt);
    const count = { read: 8, withdrawn: 8 };
    const report = await withdrawn('consent.withdrawn', count, released.purpose, early);
    expect(codes(report)).toContain('release.after-withdrawal');
  });

  test.each<[string, Draft['type'], number | null, string]>([
    ['before it', 'consent.withdrawn', 7, released.purpose],
    ['for a purpose that it does not speak of', 'consent.withdrawn', 9, 'marketing'],
    ['by a store that keeps none', 'consent.withdrawn', null, released.purpose],
    ['while a consent was given, not withdrawn', 'consent.given', 9, released.purpose],
  ])('%s are none', async (_when, type, read, purpose) => {
    const report = await withdrawn(type, { read, withdrawn: 8 }, purpose);
    expect(codes(report)).not.toContain('release.after-withdrawal');
  });

  test('are a finding where the release states a smaller count than its receipts', async () => {
    const report = await verify({
      guardOf: () => 8,
      forge: (draft, seq) => {
        if (seq === releaseAt) draft.decision.guardSeq = 7;
      },
    });
    expect(codes(report)).toEqual(['release.sums']);
  });
});

describe('what the log refused to take', () => {
  /** A store tells it in place of its third command. */
  const telling = (named: Record<string, unknown>): Partial<SyntheticOptions> => {
    let commands = 0;
    return {
      forge: (draft) => {
        if (draft.type !== 'command' || (commands += 1) !== 3) return;
        draft.type = 'admin.refused';
        draft.decision = { action: 'delivery.refused', code: 'AUDIT_ENTRY_INVALID', ...named };
      },
    };
  };
  const nobody = { entry: '01JZZZZZZZZZZZZZZZZZZZZZZZ', segment: null, store: 'crm' };
  const gone = { incarnation: 'a'.repeat(32), from: 1, to: 2 };

  test.each([
    ['an entry', nobody, nobody.entry],
    [
      'a segment',
      { entry: null, segment: gone, store: 'crm' },
      `receipts/crm/${gone.incarnation}/000000000001.json`,
    ],
  ])('%s: it is named', async (_what, named, where) => {
    const { findings } = await verify(telling(named));
    expect(findings).toMatchObject([{ code: 'delivery.refused', count: 1, first: { where } }]);
  });

  test('and came later after all is no finding', async () => {
    const [path] = [...syntheticLog(plan).files.keys()].filter((name) =>
      name.startsWith('receipts/'),
    );
    const [, store, incarnation, from] = path?.replace('.json', '').split('/') ?? [];
    const segment = { incarnation, from: Number(from), to: 9 };
    const report = await verify(telling({ entry: null, segment, store }));
    expect([report.verdict, ...codes(report)]).toEqual(['verified']);
  });

  test('and was a segment in the middle of a chain is found by its neighbours alone', async () => {
    const log = syntheticLog(plan);
    const path = [...log.files.keys()].filter((name) => name.startsWith('receipts/crm/'))[1] ?? '';
    const report = await verifying(log)(new Map([[path, null]]));
    expect(report.findings).toMatchObject([{ code: 'segment.chain' }]);
    expect(notices(report)).toContain('receipt.restart-gap');
  });
});
