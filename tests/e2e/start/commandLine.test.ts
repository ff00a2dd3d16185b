import { describe, expect, test } from '@jest/globals';
import { auditRegistrations } from '../../../tools/cli/commands/audit/registry.ts';
import { registrations } from '../../../tools/cli/registry.ts';
import { referent } from './support/commandLine.ts';

const nowhere = ['--data', '/nonexistent/referent'];

describe('wrong usage ends with 2 and says what is wrong', () => {
  test.each<[guarantee: string, words: readonly string[], says: RegExp]>([
    ['an unknown command', ['unheard-of'], /no command "unheard-of"/],
    ['an unknown option', ['start', '--prot', '1'], /Unknown option '--prot'/],
    ['a port that is none', ['start', '--port', '70000'], /--port: must be a port number/],
    ['a store that is none', ['start', '--stores', 'crm,hr'], /--stores: must be a list of crm/],
    ['a mode that is none', ['start', '--mode', 'test'], /--mode: /],
    ['no persona', ['token'], /--as: say whom to ask as/],
    ['a persona that is none', ['token', '--as', 'nobody'], /no such persona/],
    ['no name of a screen', ['screen', '--as', 'dpo'], /takes one word/],
    ['a variable without a value', ['screen', 'x', '--as', 'dpo', '--var', 'id'], /name=value/],
    ['input that is not JSON', ['command', 'x', '--as', 'dpo', '--input', '{'], /JSON object/],
    ['a lock that is not there', ['check', '--against', '/nonexistent'], /no file \/nonexistent/],
    ['an audit that is none', ['audit', 'unheard-of'], /no audit "unheard-of": log/],
    [
      'keys kept with what they open',
      ['backup', '--out', '/tmp/one', '--keys-out', '/tmp/one/keys'],
      /--keys-out: must lie apart/,
    ],
    [
      'no proposed policy',
      ['audit', 'replay'],
      /say which policy is proposed: --lock or --proposal/,
    ],
    ['a format that is none', ['audit', 'processing', '--format', 'pdf'], /--format: must be text/],
    [
      'a reason that names somebody',
      ['policy', 'refuse', 'p-1', '--reason', 'ask ada@example.test'],
      /--reason: must name no person/,
    ],
    [
      'a law that names somebody',
      ['audit', 'remove', '--entries', '01JDFVXW00000000000000000A', '--law', 'as Mrs Ada asked'],
      /--law: must name no person/,
    ],
    ['an action that is none', ['screens', 'burn'], /no action "burn"/],
  ])('%s', async (_guarantee, words, says) => {
    const { code, output, errors } = await referent(words);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(says);
  });

  test.each([[['unheard-of']], [['token']], [['start', '--prot', '1']]])(
    'with --json the reason is JSON too: %j',
    async (words) => {
      const { code, output, errors } = await referent([...words, '--json']);
      expect(code).toBe(2);
      expect(JSON.parse(output)).toEqual({ error: errors.trimEnd() });
    },
  );
});

describe('what cannot be done ends with 1, and the first line says why', () => {
  test.each<[guarantee: string, words: readonly string[], says: RegExp]>([
    ['nothing runs to stop', ['stop', ...nowhere], /^Nothing runs on \/nonexistent\/referent\./],
    ['no part runs to restart', ['restart', 'crm', ...nowhere], /^Nothing runs on/],
    ['no issuer to sign a token', ['token', '--as', 'dpo', ...nowhere], /^Nothing runs on/],
    [
      'no databases to back up',
      ['backup', '--out', '/nonexistent/x', ...nowhere],
      /^Nothing runs on/,
    ],
    ['no keys to rotate', ['keys', 'rotate', ...nowhere], /^Nothing runs on/],
    ['no such screen', ['screen', 'x', '--as', 'dpo', ...nowhere], /^There is no screen "x"/],
    ['no field of that name', ['fields', 'NoSuchThing'], /^No field matches "NoSuchThing"/],
    ['no database to migrate', ['migrate'], /^Not set: CRM_OWNER_DATABASE_URL/],
  ])('%s', async (_guarantee, words, says) => {
    const { code, output, errors } = await referent(words);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toMatch(says);
  });

  test('with --json the reason is JSON too', async () => {
    const { code, output } = await referent(['stop', '--json', ...nowhere]);
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ error: expect.stringMatching(/^Nothing runs on/) });
  });
});

describe('help', () => {
  test('lists every command', async () => {
    const { code, output } = await referent(['--help']);
    expect(code).toBe(0);
    for (const { name } of registrations) expect(output).toContain(`  ${name} `);
  });

  test.each(registrations.map(({ name }) => name))('%s tells its options', async (name) => {
    const { code, output } = await referent([name, '--help']);
    expect(code).toBe(0);
    expect(output).toContain(`referent ${name}`);
    expect(output).toContain('--json');
  });
});

describe('help of audit commands', () => {
  test('lists each of them', async () => {
    const { code, output } = await referent(['audit', '--help']);
    expect(code).toBe(0);
    for (const { name } of auditRegistrations) expect(output).toContain(`  ${name} `);
  });

  test.each(auditRegistrations.map(({ name }) => name))('%s tells its options', async (name) => {
    const { code, output } = await referent(['audit', name, '--help']);
    expect(code).toBe(0);
    expect(output).toContain(`referent audit ${name}`);
    expect(output).toContain('--json');
  });
});

describe('commands that need no server', () => {
  test('check finds a rule for every coordinate', async () => {
    const { code, output } = await referent(['check', '--json']);
    expect(code).toBe(0);
    const answer = JSON.parse(output) as { coordinates: number; mapped: number };
    expect(answer).toMatchObject({ coverage: 1, violations: [], notYet: expect.any(Array) });
    expect(answer.coordinates).toBeGreaterThanOrEqual(700);
    expect(answer.mapped).toBe(answer.coordinates);
  });

  test('fields says where a field comes from and who may see it', async () => {
    const { code, output } = await referent(['fields', 'Person.birthDate', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toEqual([
      expect.objectContaining({
        coordinate: 'Person.birthDate',
        store: 'customer-pii',
        class: 'personal',
        sentence: expect.stringContaining('Person.birthDate'),
        read: { rights: 'clear' },
      }),
    ]);
  });

  test('plan names the stores that a screen asks', async () => {
    const { code, output } = await referent(['plan', 'customer-360', '--json']);
    expect(code).toBe(0);
    const { fetches, requests } = JSON.parse(output) as {
      fetches: { store: string; kind: string }[];
      requests: number;
    };
    expect(requests).toBe(fetches.length);
    expect(new Set(fetches.map(({ store }) => store))).toEqual(
      new Set(['crm', 'finance', 'supply-chain', 'customer-pii']),
    );
  });

  test('screens lists ids, versions, purpose and roles', async () => {
    const { code, output } = await referent(['screens', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toContainEqual(
      expect.objectContaining({
        name: 'customer-360',
        id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        purpose: 'account-management',
        roles: ['account-manager'],
      }),
    );
  });
});
