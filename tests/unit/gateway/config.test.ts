import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readGatewayConfig } from '../../../gateway/config.ts';
import { ConfigError } from '../../../lib/config.ts';

const storeUrls = {
  CRM_URL: 'http://127.0.0.1:4001',
  FINANCE_URL: 'http://127.0.0.1:4002',
  SUPPLY_CHAIN_URL: 'http://127.0.0.1:4003',
  CUSTOMER_PII_URL: 'http://127.0.0.1:4004',
  GOVERNANCE_URL: 'http://127.0.0.1:4005',
};
const production = {
  ...storeUrls,
  ISSUER_URL: 'https://id.example.com/realm/',
  JWKS_URL: 'https://id.example.com/jwks',
  INSTALLATION_LOCK: '/etc/referent/installation.lock.json',
  INSTALLATION_GENESIS: 'a'.repeat(64),
  KEY_FILE: '/etc/referent/gateway.key',
  AUDIT_DATABASE_URL: 'postgresql://referent_audit_writer:word@127.0.0.1:5432/governance',
};

const problemsOf = (environment: Readonly<Record<string, string>>): string => {
  try {
    readGatewayConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

const audit = 'AUDIT_DATABASE_URL';

describe('no configuration starts a gateway without its audit log', () => {
  test.each(['development', 'production'])('in %s mode', (mode) => {
    expect(problemsOf({ ...production, MODE: mode, [audit]: '' })).toContain(
      `${audit}: must be set`,
    );
    expect(problemsOf({ ...production, MODE: mode, [audit]: 'off' })).toContain(
      `${audit}: must be`,
    );
  });

  test('no variable and no flag speaks of the gate, and the program puts nothing in its way', () => {
    const source = (...path: readonly string[]): string =>
      readFileSync(projectFile('gateway', ...path), 'utf8');
    const variables = source('config.ts').match(/^ {4}[A-Z_]+:/gm) ?? [];
    expect(variables.filter((name) => /AUDIT|GATE|RELEASE|WITNESS|RECEIPT/.test(name))).toEqual([
      `    ${audit}:`,
    ]);
    // What goes between its parts is an argument that the program does not give.
    expect(source('main.ts')).not.toContain('between');
    expect(source('main.ts').match(/type: '/g)).toHaveLength(1);
  });
});

describe('the configuration of the gateway', () => {
  test('an empty one lists everything that is missing at once', () => {
    const message = problemsOf({});
    for (const name of ['ISSUER_URL', 'JWKS_URL', 'INSTALLATION_LOCK', 'KEY_FILE', audit]) {
      expect(message).toContain(`${name}: must be set`);
    }
    // What production mode needs beyond that is no second round.
    for (const name of ['INSTALLATION_GENESIS', 'CRM_URL', 'GOVERNANCE_URL']) {
      expect(message).toContain(`${name}: is needed in production mode`);
    }
    expect(message).toMatch(/^The configuration has 11 problems:\n/);
  });

  test.each<[guarantee: string, change: Readonly<Record<string, string>>, names: string]>([
    ['a plain URL to another host', { CRM_URL: 'http://crm.internal:4001' }, 'CRM_URL'],
    ['a plain issuer on another host', { ISSUER_URL: 'http://id.example.com' }, 'ISSUER_URL'],
    ['a plain key set on another host', { JWKS_URL: 'http://id.example.com/jwks' }, 'JWKS_URL'],
    ['a symmetric algorithm', { TOKEN_ALGORITHMS: 'RS256 HS256' }, 'TOKEN_ALGORITHMS'],
    ['no algorithm', { TOKEN_ALGORITHMS: 'none' }, 'TOKEN_ALGORITHMS'],
    ['every origin', { CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    ['an origin with a path', { CORS_ORIGINS: 'https://app.example.com/x' }, 'CORS_ORIGINS'],
    ['a limit of zero', { DEPTH_MAX: '0' }, 'DEPTH_MAX'],
    ['a limit that is no number', { TOKENS_MAX: 'many' }, 'TOKENS_MAX'],
    ['a port that does not exist', { PORT: '70000' }, 'PORT'],
    ['a genesis that is no hash', { INSTALLATION_GENESIS: 'abc' }, 'INSTALLATION_GENESIS'],
    ['a short control token', { MODE: 'development', CONTROL_TOKEN: 'short' }, 'CONTROL_TOKEN'],
    ['a control token in production', { CONTROL_TOKEN: 'x'.repeat(40) }, 'CONTROL_TOKEN'],
    ['a store without an address in production', { FINANCE_URL: '' }, 'FINANCE_URL'],
    ['no pinned genesis in production', { INSTALLATION_GENESIS: '' }, 'INSTALLATION_GENESIS'],
  ])('%s is refused by name', (_guarantee, change, name) => {
    expect(problemsOf({ ...production, ...change })).toContain(name);
  });

  test('two problems are said at once, and no value is repeated', () => {
    const message = problemsOf({ ...production, PORT: 'secret-port', DEPTH_MAX: 'secret-depth' });
    expect(message).toContain('2 problem');
    expect(message).not.toContain('secret');
  });

  test('a complete one is read, the issuer letter by letter', () => {
    const config = readGatewayConfig(production);
    expect(config.mode).toBe('production');
    expect(config.bearer.issuer).toBe('https://id.example.com/realm/');
    expect(config.storeUrls).toEqual({
      crm: storeUrls.CRM_URL,
      finance: storeUrls.FINANCE_URL,
      'supply-chain': storeUrls.SUPPLY_CHAIN_URL,
      'customer-pii': storeUrls.CUSTOMER_PII_URL,
      governance: storeUrls.GOVERNANCE_URL,
    });
  });

  test('in development a subset of the stores is enough', () => {
    const { ISSUER_URL, JWKS_URL, INSTALLATION_LOCK, KEY_FILE, CRM_URL } = production;
    const { AUDIT_DATABASE_URL } = production;
    const given = {
      ISSUER_URL,
      JWKS_URL,
      INSTALLATION_LOCK,
      KEY_FILE,
      AUDIT_DATABASE_URL,
      CRM_URL,
    };
    expect(readGatewayConfig({ ...given, MODE: 'development' }).storeUrls).toEqual({
      crm: CRM_URL,
    });
  });
});
