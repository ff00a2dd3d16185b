import { expect, test } from '@jest/globals';
import { readStoreConfig } from '../../../subgraphs/host/config.ts';

const good = {
  MODE: 'production',
  PORT: '4001',
  SUPPLY_CHAIN_DATABASE_URL: 'postgresql://s:p@db.example.test/supply_chain?sslmode=verify-full',
  INSTALLATION_LOCK: 'installation.lock.json',
  INSTALLATION_GENESIS: 'a'.repeat(64),
  KEY_FILE: 'supply-chain.keys.json',
  WITNESS_KEY_FILE: 'witness-supply-chain.keys.json',
  ISSUER_URL: 'https://id.example.test/',
  JWKS_URL: 'https://id.example.test/jwks',
  CRM_URL: 'https://crm.example.test',
};

test.each<[string, Record<string, string>, RegExp]>([
  [
    'a database without TLS on another host',
    { SUPPLY_CHAIN_DATABASE_URL: 'postgresql://s:p@db.example.test/x' },
    /SUPPLY_CHAIN_DATABASE_URL/,
  ],
  [
    'a plain URL of a peer on another host',
    { FINANCE_URL: 'http://finance.example.test' },
    /FINANCE_URL: must be https/,
  ],
  ['a plain URL of the issuer', { ISSUER_URL: 'http://id.example.test' }, /ISSUER_URL/],
  ['the algorithm none', { TOKEN_ALGORITHMS: 'RS256 none' }, /TOKEN_ALGORITHMS/],
  ['a symmetric algorithm', { TOKEN_ALGORITHMS: 'HS256' }, /TOKEN_ALGORITHMS/],
  [
    'no pinned genesis in production',
    { INSTALLATION_GENESIS: '' },
    /INSTALLATION_GENESIS: must pin/,
  ],
  ['no key file', { KEY_FILE: '' }, /KEY_FILE/],
  [
    'no key of its witness in production',
    { WITNESS_KEY_FILE: '' },
    /WITNESS_KEY_FILE: must be set/,
  ],
  ['a port out of range', { PORT: '70000' }, /PORT/],
])('a configuration with %s is refused', (_name, changes, message) => {
  expect(() => readStoreConfig('supply-chain', { ...good, ...changes })).toThrow(message);
});

test('every problem is said at once, and no value is repeated', () => {
  const faulty = {
    PORT: 'canary',
    SUPPLY_CHAIN_DATABASE_URL: 'postgresql://canary:canary@far/x',
    CRM_URL: 'http://canary.test',
  };
  const read = (): unknown => readStoreConfig('supply-chain', faulty);
  expect(read).toThrow(/PORT[\s\S]*SUPPLY_CHAIN_DATABASE_URL/);
  for (const name of ['KEY_FILE', 'ISSUER_URL', 'CRM_URL', 'INSTALLATION_GENESIS: must pin'])
    expect(read).toThrow(name);
  expect(read).not.toThrow('canary');
});

test('a whole configuration is read, with its defaults', () => {
  expect(readStoreConfig('supply-chain', good)).toMatchObject({
    mode: 'production',
    host: '127.0.0.1',
    port: 4001,
    ownerDatabaseUrl: undefined,
    peers: { crm: 'https://crm.example.test' },
    callTimeoutMs: 2_000,
    bearer: { audience: 'referent', algorithms: ['RS256', 'ES256', 'EdDSA'] },
  });
});

test('a store that is no witness has no key of one', () => {
  const governance = {
    ...good,
    GOVERNANCE_DATABASE_URL: 'postgresql://s:p@127.0.0.1/governance',
    WITNESS_KEY_FILE: 'a.keys.json',
    ...{ LOG_FOLDER: 'log', LOG_KEY_FILE: 'log.keys.json' },
  };
  expect(() => readStoreConfig('governance', governance)).toThrow(/WITNESS_KEY_FILE: must not be/);
  const { witnessKeyFile } = readStoreConfig('governance', { ...governance, WITNESS_KEY_FILE: '' });
  expect(witnessKeyFile).toBeUndefined();
});

test('governance keeps the audit log in production, and nobody else does', () => {
  const governance = {
    ...{ ...good, WITNESS_KEY_FILE: '' },
    GOVERNANCE_DATABASE_URL: 'postgresql://s:p@127.0.0.1/governance',
  };
  expect(() => readStoreConfig('governance', governance)).toThrow(
    /LOG_FOLDER: must be set[\s\S]*LOG_KEY_FILE: must be set/,
  );
  const development = { ...governance, MODE: 'development' };
  expect(readStoreConfig('governance', development).auditLog).toBeUndefined();
  expect(() => readStoreConfig('governance', { ...development, LOG_FOLDER: 'log' })).toThrow(
    /LOG_KEY_FILE: must be set/,
  );
  expect(() => readStoreConfig('supply-chain', { ...good, LOG_FOLDER: 'log' })).toThrow(
    /LOG_FOLDER: must not be set: supply-chain keeps no audit log/,
  );
  const kept = { ...governance, LOG_FOLDER: 'log', LOG_KEY_FILE: 'log.keys.json' };
  expect(readStoreConfig('governance', kept).auditLog).toEqual({
    ...{ folder: 'log', keyFile: 'log.keys.json', copyFolder: undefined, locksFolder: undefined },
  });
});

test('development does not need a witness', () => {
  const { witnessKeyFile } = readStoreConfig('supply-chain', {
    ...{ ...good, MODE: 'development', WITNESS_KEY_FILE: '' },
  });
  expect(witnessKeyFile).toBeUndefined();
});

test('development does not pin a genesis', () => {
  const { mode } = readStoreConfig('supply-chain', {
    ...good,
    MODE: 'development',
    INSTALLATION_GENESIS: '',
  });
  expect(mode).toBe('development');
});
