import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { isWitnessStore } from '../../../lib/processNames.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import {
  environmentPrefix,
  hasKeyDatabase,
  keyDatabase,
  storeNames,
} from '../../../lib/storeName.ts';

const textOf = (...path: readonly string[]): string => readFileSync(projectFile(...path), 'utf8');
const compose = textOf('docker-compose.yml');
const example = textOf('.env.example');
const variables = new Set([...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name));

interface Service {
  readonly network_mode?: string;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly user?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}
const { services } = parse(compose, { merge: true }) as {
  services: Readonly<Record<string, Service>>;
};

describe('the compose file', () => {
  test('has no default for a secret', () => {
    const secrets = [...compose.matchAll(/\$\{(\w*(?:PASSWORD|GENESIS)\w*)([^}]*)\}/g)];
    expect(secrets.length).toBeGreaterThan(20);
    for (const [, name, rest] of secrets) expect([name, rest?.slice(0, 2)]).toEqual([name, ':?']);
  });

  test.each(storeNames)('keeps the database of %s to the loopback of its own group', (store) => {
    const database = services[`${store}-db`];
    expect(database?.command).toContain('listen_addresses=127.0.0.1');
    expect(database?.ports).toBeUndefined();
    for (const member of [store, `${store}-migrate`, `${store}-tls`]) {
      expect([member, services[member]?.network_mode]).toEqual([member, `service:${store}-db`]);
    }
  });

  test.each(storeNames)('gives %s no credential but its own service role’s', (store) => {
    const environment = services[store]?.environment ?? {};
    const urls = Object.keys(environment).filter((name) => name.endsWith('DATABASE_URL'));
    const keys = hasKeyDatabase(store) ? [`${environmentPrefix(keyDatabase)}_DATABASE_URL`] : [];
    expect(urls).toEqual([`${environmentPrefix(store)}_DATABASE_URL`, ...keys]);
  });

  test.each(storeNames)('gives %s a witness key if it is a witness, and no other’s', (store) => {
    const { environment = {}, volumes = [] } = services[store] ?? {};
    const mounted = volumes.filter((volume) => volume.includes('/keys/witness-'));
    const own = `/keys/witness-${store}.json:/run/referent/witness.json:ro`;
    expect(mounted.map((volume) => volume.endsWith(own))).toEqual(
      isWitnessStore(store) ? [true] : [],
    );
    const file = isWitnessStore(store) ? '/run/referent/witness.json' : undefined;
    expect(environment.WITNESS_KEY_FILE).toBe(file);
  });

  test('gives the key of the audit log to governance alone, which keeps its files', () => {
    const holders = Object.entries(services).filter(([, { volumes = [] }]) =>
      volumes.some((volume) => volume.includes('/keys/log.json')),
    );
    expect(holders.map(([name]) => name)).toEqual(['governance']);
    const { environment, volumes } = services.governance ?? {};
    expect(environment).toMatchObject({
      ...{ LOG_FOLDER: '/log', LOG_KEY_FILE: '/run/referent/log.json' },
    });
    expect(volumes).toContainEqual(expect.stringMatching(/\/log:\/log$/));
  });

  test('gives the gateway no credential but the one that inserts audit entries', () => {
    const environment = services.gateway?.environment ?? {};
    const urls = Object.entries(environment).filter(([, value]) => value.includes('postgresql:'));
    expect(urls).toEqual([
      ['AUDIT_DATABASE_URL', expect.stringContaining('referent_audit_writer:')],
    ]);
  });

  test.each(Object.keys(services).filter((name) => name !== 'issuer'))(
    '%s runs on a read-only file system, as somebody other than root',
    (name) => {
      expect(services[name]?.read_only).toBe(true);
      expect(services[name]?.user).toMatch(/^(999:999|\$\{RUN_AS:\?.*\})$/);
    },
  );

  test('asks for no variable that the example does not explain', () => {
    for (const [, name] of compose.matchAll(/\$\{([A-Z0-9_]+)/g)) {
      expect([name, variables.has(name ?? '')]).toEqual([name, true]);
    }
  });
});

describe('the example of an environment', () => {
  test.each(['gateway/config.ts', 'subgraphs/host/config.ts', 'tools/issuer/main.ts'])(
    'explains every variable of %s',
    (file) => {
      const named = [...textOf(...file.split('/')).matchAll(/^\s+([A-Z][A-Z0-9_]+):/gm)];
      expect(named.length).toBeGreaterThan(5);
      for (const [, name] of named) expect([name, variables.has(name ?? '')]).toEqual([name, true]);
    },
  );

  test.each(storeNames)('explains where %s and its database are', (store) => {
    for (const end of ['URL', 'DATABASE_URL', 'OWNER_DATABASE_URL', 'SUPERUSER_DATABASE_URL']) {
      expect(variables).toContain(`${environmentPrefix(store)}_${end}`);
    }
  });
});
