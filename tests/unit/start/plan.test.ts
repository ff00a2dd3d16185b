import { describe, expect, test } from '@jest/globals';
import { environmentPrefix, storeNames } from '../../../lib/storeName.ts';
import { planStart, StartRefused, withLog, type StartRequest } from '../../../tools/start/plan.ts';

const development: StartRequest = { mode: 'development', stores: storeNames, chosen: false };
const production: StartRequest = { ...development, mode: 'production' };

const keys = {
  CUSTOMER_PII_KEYS_DATABASE_URL:
    'postgresql://role:secret@db.example.test/customer_pii_keys?sslmode=verify-full',
};
const databases: Readonly<Record<string, string>> = {
  ...keys,
  ...Object.fromEntries(
    storeNames.map((store) => [
      `${environmentPrefix(store)}_DATABASE_URL`,
      `postgresql://role:secret@db.example.test/${store}?sslmode=verify-full`,
    ]),
  ),
};
const audit = {
  AUDIT_DATABASE_URL: 'postgresql://role:secret@db.example.test/governance?sslmode=verify-full',
};
const issuer = { ISSUER_URL: 'https://id.example.test', JWKS_URL: 'https://id.example.test/jwks' };

function problemsOf(request: StartRequest, environment: Readonly<Record<string, string>>): string {
  try {
    planStart(request, environment);
    return '';
  } catch (error) {
    if (error instanceof StartRefused) return error.message;
    throw error;
  }
}

describe('a start is refused, every problem at once', () => {
  test.each<[guarantee: string, StartRequest, Readonly<Record<string, string>>, string[]]>([
    [
      'production with nothing of one’s own',
      production,
      {},
      [...storeNames.map((store) => `database of ${store}`), 'demonstration issuer'],
    ],
    [
      'production with one database missing',
      production,
      { ...databases, ...audit, ...issuer, CRM_DATABASE_URL: '' },
      ['database of crm'],
    ],
    [
      'production with a choice of stores',
      { ...production, chosen: true },
      { ...databases, ...audit, ...issuer },
      ['--stores'],
    ],
    [
      'personas beside a real database',
      development,
      { ...databases, ...audit },
      ['embedded databases alone'],
    ],
    [
      'a database of governance’s own without the URL by which audit entries are written',
      production,
      { ...databases, ...issuer },
      ['AUDIT_DATABASE_URL is needed'],
    ],
    [
      'audit entries that would go elsewhere than into governance',
      development,
      audit,
      ['AUDIT_DATABASE_URL belongs to GOVERNANCE_DATABASE_URL'],
    ],
    [
      'a database of customer-pii’s own without its key database',
      production,
      { ...databases, ...audit, ...issuer, CUSTOMER_PII_KEYS_DATABASE_URL: '' },
      ['CUSTOMER_PII_KEYS_DATABASE_URL is needed'],
    ],
    [
      'a key database without its store’s own',
      development,
      keys,
      ['CUSTOMER_PII_KEYS_DATABASE_URL belongs to CUSTOMER_PII_DATABASE_URL'],
    ],
    [
      'an issuer without its keys',
      development,
      { ISSUER_URL: issuer.ISSUER_URL },
      ['belong together'],
    ],
    [
      'a plain issuer elsewhere',
      development,
      { ISSUER_URL: 'http://id.example.test', JWKS_URL: issuer.JWKS_URL },
      ['ISSUER_URL must be https'],
    ],
    [
      'a database elsewhere without a verified certificate',
      development,
      { ...issuer, CRM_DATABASE_URL: 'postgresql://a:b@db.example.test/crm' },
      ['CRM_DATABASE_URL must be'],
    ],
  ])('%s', (_guarantee, request, environment, problems) => {
    const message = problemsOf(request, environment);
    for (const problem of problems) expect(message).toContain(problem);
    expect(message.split('\n')).toHaveLength(problems.length + 1);
    expect(message).not.toContain('secret');
  });
});

describe('a start is planned', () => {
  test('with everything embedded where nothing is given', () => {
    const plan = planStart(development, {});
    expect(plan.issuer.kind).toBe('embedded');
    for (const store of storeNames) expect(plan.databases[store]).toEqual({ kind: 'embedded' });
  });

  test('with governance, whichever stores are chosen: nothing personal leaves without its log', () => {
    expect(withLog(['crm', 'finance'])).toEqual(['crm', 'finance', 'governance']);
    expect(withLog(storeNames)).toEqual(storeNames);
  });

  test('with what is given, in production', () => {
    const plan = planStart(production, { ...databases, ...audit, ...issuer, AUDIENCE: 'graph' });
    expect(plan.issuer).toEqual({ kind: 'given', environment: { ...issuer, AUDIENCE: 'graph' } });
    expect(plan.databases.crm).toEqual({
      kind: 'given',
      url: databases.CRM_DATABASE_URL,
      ownerUrl: undefined,
      keysUrl: undefined,
    });
    expect(plan.databases['customer-pii']).toMatchObject({
      keysUrl: keys.CUSTOMER_PII_KEYS_DATABASE_URL,
    });
    expect(plan.auditUrl).toBe(audit.AUDIT_DATABASE_URL);
  });
});
