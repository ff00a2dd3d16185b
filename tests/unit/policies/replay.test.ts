import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import { apiSchemaOf } from '../../../policies/apiSchema.ts';
import { coordinatesOf, type UsedCoordinates } from '../../../policies/coordinates.ts';
import { decideField } from '../../../policies/decide.ts';
import {
  personalClasses,
  type FieldRule,
  type PolicyLock,
  type Purpose,
  type ScreenRule,
} from '../../../policies/lock.ts';
import type { ObservedUse } from '../../../policies/processing/observedUse.ts';
import { lockHash, readPolicyLock } from '../../../policies/readLock.ts';
import { replay, type Replay } from '../../../policies/replay/replay.ts';
import { parseScreen, type Screen } from '../../../policies/screen.ts';

const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const schema = apiSchemaOf(readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8'));
const screenOf = (name: string): Screen =>
  parseScreen(readFileSync(projectFile('screens', `${name}.graphql`), 'utf8'));
const documents = new Map<string, UsedCoordinates>(
  ['customer-360', 'collections'].map((name) => {
    const screen = screenOf(name);
    return [screen.hash, coordinatesOf(schema, screen.document)];
  }),
);

/** What the gateway would record of a screen's answer today. */
function useOf(name: string, roles: readonly string[], releases: number): ObservedUse {
  const { purpose, hash, document } = screenOf(name);
  const forms: Record<string, string[]> = {};
  for (const coordinate of coordinatesOf(schema, document).fields) {
    const ruleClass = lock.fields[coordinate]?.class ?? 'structure';
    const decision = decideField(lock, { coordinate, purpose, roles, region: 'EU' });
    if (decision.effect === 'deny' || !(personalClasses.has(ruleClass) || ruleClass === 'party'))
      continue;
    (forms[decision.form] ??= []).push(coordinate);
  }
  const at = { firstAt: '2026-11-01T08:00:00.000Z', lastAt: '2026-11-23T08:00:00.000Z' };
  return {
    purpose,
    screen: name,
    document: hash,
    roles,
    region: 'EU',
    policy: lock.hash,
    forms,
    releases,
    ...at,
  };
}
const uses = [
  useOf('customer-360', ['account-manager'], 47_798),
  useOf('collections', ['collections-clerk'], 312),
];

interface LockChange {
  readonly fields?: Readonly<Record<string, Partial<FieldRule>>>;
  readonly purposes?: Readonly<Record<string, Partial<Purpose>>>;
  readonly screens?: Readonly<Record<string, Partial<ScreenRule> | null>>;
}
function proposed({ fields = {}, purposes = {}, screens = {} }: LockChange): PolicyLock {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a copy that tests may change anywhere
  const copy = structuredClone(lock) as { -readonly [Key in keyof PolicyLock]: any };
  for (const [name, change] of Object.entries(fields)) Object.assign(copy.fields[name], change);
  for (const [name, change] of Object.entries(purposes)) Object.assign(copy.purposes[name], change);
  for (const [name, change] of Object.entries(screens)) {
    copy.screens = Object.fromEntries(
      Object.entries(copy.screens as object).flatMap(([key, rule]) =>
        key !== name ? [[key, rule]] : change === null ? [] : [[key, { ...rule, ...change }]],
      ),
    );
  }
  return { ...copy, hash: lockHash(copy) };
}

const replayed = (change: LockChange, ofUses = uses): Replay =>
  replay({
    uses: ofUses,
    proposed: proposed(change),
    earlier: new Map([[lock.hash, lock]]),
    asked: (hash) => documents.get(hash),
  });
const readWithout = (field: string, purpose: string): FieldRule['read'] =>
  Object.fromEntries(
    Object.entries(lock.fields[field]?.read ?? {}).filter(([name]) => name !== purpose),
  );

describe('what a proposed policy would have denied', () => {
  test.each<
    [what: string, change: LockChange, subject: string, reason: string, proposed: string | null]
  >([
    [
      'a field taken from a purpose',
      {
        fields: {
          'EmailAddress.value': { read: readWithout('EmailAddress.value', 'collections') },
        },
      },
      'EmailAddress.value',
      'PURPOSE_NOT_ALLOWED',
      null,
    ],
    [
      'a role taken from the purpose',
      { purposes: { collections: { roles: ['dpo'] } } },
      'EmailAddress.value',
      'ROLE_NOT_ALLOWED',
      null,
    ],
    [
      'a role taken from the screen',
      { screens: { collections: { roles: ['dpo'] } } },
      'collections',
      'ROLE_NOT_ALLOWED',
      null,
    ],
    ['a screen taken away', { screens: { collections: null } }, 'collections', 'SCREEN_GONE', null],
    [
      'a version retired',
      { screens: { collections: { documents: ['0'.repeat(64)] } } },
      'collections',
      'VERSION_RETIRED',
      null,
    ],
    [
      'another region',
      { fields: { 'EmailAddress.value': { residency: ['CH'] } } },
      'EmailAddress.value',
      'REGION_NOT_ALLOWED',
      null,
    ],
    [
      'a weaker form',
      {
        fields: {
          'EmailAddress.value': {
            read: { ...readWithout('EmailAddress.value', 'none'), collections: 'initial' },
          },
        },
      },
      'EmailAddress.value',
      'SHOWN_LESS',
      'initial',
    ],
  ])('%s', (_what, change, subject, reason, form) => {
    const [, clerk] = uses;
    const result = replayed(change, clerk === undefined ? [] : [clerk]);
    expect(result.wouldDeny).toBe(312);
    expect(result.losses).toContainEqual(
      expect.objectContaining({
        screen: 'collections',
        subject,
        reason,
        proposed: form,
        releases: 312,
      }),
    );
  });

  test('counts are by answer, by screen and by role, and said in one sentence', () => {
    const read = readWithout('EmailAddress.value', 'collections');
    const result = replayed({ fields: { 'EmailAddress.value': { read } } });
    expect(result.sentence).toBe('would have denied 312 of 48,110; 0 newly allowed values');
    expect(result.screens).toEqual([
      { name: 'collections', releases: 312, wouldDeny: 312 },
      { name: 'customer-360', releases: 47_798, wouldDeny: 0 },
    ]);
    expect(result.roles).toEqual([
      { name: 'collections-clerk', releases: 312, wouldDeny: 312 },
      { name: 'account-manager', releases: 47_798, wouldDeny: 0 },
    ]);
  });
});

describe('what a proposed policy would newly have shown', () => {
  test('a withheld field that is asked for counts once an answer', () => {
    const asked = documents.get(screenOf('customer-360').hash)?.fields ?? [];
    const withheld = asked.find(
      (field) =>
        personalClasses.has(lock.fields[field]?.class ?? 'structure') &&
        !Object.hasOwn(lock.fields[field]?.read ?? {}, 'account-management'),
    );
    const field = withheld ?? 'EmailAddress.value';
    const read = { ...(lock.fields[field]?.read ?? {}), 'account-management': 'clear' as const };
    // Where the screen asks for nothing that is withheld today, the recorded policy is made narrower.
    const before =
      withheld === undefined
        ? proposed({ fields: { [field]: { read: readWithout(field, 'account-management') } } })
        : lock;
    const use = useOf('customer-360', ['account-manager'], 10);
    const forms = Object.fromEntries(
      Object.entries(use.forms).map(([form, fields]) => [
        form,
        fields.filter((name) => name !== field),
      ]),
    );
    const result = replay({
      uses: [{ ...use, forms, policy: before.hash }],
      proposed: proposed({ fields: { [field]: { read } } }),
      earlier: new Map([[before.hash, before]]),
      asked: (hash) => documents.get(hash),
    });
    expect(result).toMatchObject({
      wouldDeny: 0,
      newlyAllowedValues: 10,
      gains: [{ field, form: null, proposed: 'clear', screen: 'customer-360', releases: 10 }],
    });
  });

  test('a value shown in part and then whole is one', () => {
    const read = {
      ...(lock.fields['EmailAddress.value']?.read ?? {}),
      collections: 'clear' as const,
    };
    const result = replayed({ fields: { 'EmailAddress.value': { read } } });
    expect(result.gains).toEqual([
      {
        field: 'EmailAddress.value',
        form: 'domain-only',
        proposed: 'clear',
        screen: 'collections',
        releases: 312,
      },
    ]);
    expect(result).toMatchObject({ newlyAllowedValues: 312, wouldDeny: 0 });
  });

  test('a document whose text is not at hand is named: what it would show is not known', () => {
    const [first] = uses;
    if (first === undefined) throw new Error('no use');
    const result = replayed({}, [{ ...first, document: 'f'.repeat(64) }]);
    expect(result.unknownDocuments).toEqual(['f'.repeat(64)]);
  });
});

test('the policy itself, proposed again, changes nothing', () => {
  expect(replayed({})).toMatchObject({
    wouldDeny: 0,
    newlyAllowedValues: 0,
    losses: [],
    gains: [],
  });
});
