import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { databaseName, storeNames } from '../../../lib/storeName.ts';
import { personas } from '../../../tools/issuer/personas.ts';
import { isFree } from '../../../tools/start/ports.ts';
import { eventually, isAlive } from '../../../tools/start/processes.ts';
import {
  referent,
  start,
  testFolder,
  type Started,
  type TestFolder,
} from './support/commandLine.ts';

/** One installation for the whole file: each test leaves it running but the last, which stops it. */
let folder: TestFolder;
let started: Started;
beforeAll(async () => {
  folder = testFolder();
  started = await start(['--port', '0', '--data', folder.path]);
}, 240_000);
afterAll(async () => {
  started.child.kill('SIGTERM');
  await started.ended;
  await folder.remove();
}, 60_000);

const on = (...words: readonly string[]): Promise<Awaited<ReturnType<typeof referent>>> =>
  referent([...words, '--data', folder.path]);

const pidOf = (part: string): number => folder.run().processes[part]?.pid ?? 0;

const modeOf = (...path: readonly string[]): string =>
  (statSync(join(folder.path, ...path)).mode & 0o777).toString(8);

const allUp = async (): Promise<boolean> => {
  const answer = await fetch(`${folder.run().url}/health/ready`).catch(() => undefined);
  return answer?.status === 200 && ((await answer.json()) as { status: string }).status === 'ok';
};

const customer360 = async (): Promise<Record<string, unknown>> => {
  const words = ['screen', 'customer-360', '--as', 'account-manager', '--example', '--json'];
  const { code, output, errors } = await on(...words);
  if (code !== 0) throw new Error(errors);
  return (JSON.parse(output) as { data: Record<string, unknown> }).data;
};

describe('a start', () => {
  test('tells its addresses, a persona for each role, an example, and that it is a demonstration', () => {
    const lines = started.output.trimEnd().split('\n');
    expect(lines.at(-1)).toBe(`ready ${folder.run().url}`);
    for (const { id } of personas) expect(started.output).toContain(id);
    expect(started.output).toContain('npx referent screen customer-360 --as account-manager');
    expect(started.output).toMatch(/Development mode: on loopback alone, synthetic data/);
  });

  test('lists its steps with their times', () => {
    for (const step of ['PostgreSQL on port', 'Tables of crm', 'Synthetic data, size S']) {
      expect(started.output).toMatch(new RegExp(`✓ ${step}.* \\d+\\.\\d s\\n`));
    }
  });

  test('keeps keys, secrets and the note of what runs from everybody else', () => {
    expect(modeOf('run.json')).toBe('600');
    expect(modeOf('keys')).toBe('700');
    expect(modeOf('logs')).toBe('700');
    expect(modeOf('keys', 'wrapping')).toBe('700');
    expect(readdirSync(join(folder.path, 'keys', 'wrapping'))).toEqual(['wrapping-1.key']);
    expect(modeOf('keys', 'wrapping', 'wrapping-1.key')).toBe('600');
    for (const file of readdirSync(join(folder.path, 'keys'))) {
      if (file !== 'wrapping') expect([file, modeOf('keys', file)]).toEqual([file, '600']);
    }
  });

  test('has a generation of keys of each kind in use, as the officer can see', async () => {
    const { code, output } = await on('keys', 'list', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      generations: [
        { kind: 'wrapping', number: 1, destroyedAt: null, keys: expect.any(Number) },
        { kind: 'index', number: 1, destroyedAt: null },
      ],
    });
  });

  test('notes each process and each database in run.json', () => {
    const run = folder.run();
    expect(run).toMatchObject({ mode: 'development', url: expect.stringMatching(/^http:/) });
    expect(Object.keys(run.processes).sort()).toEqual(['gateway', 'issuer', ...storeNames].sort());
    for (const { pid } of Object.values(run.processes)) expect(isAlive(pid ?? 0)).toBe(true);
    expect(Object.keys(run.databases).sort()).toEqual([...storeNames].sort());
    expect(run.databases['supply-chain']?.name).toBe('supply_chain');
  });

  test('is ready when every store is', async () => {
    const answer = await fetch(`${folder.run().url}/health/ready`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 'ok',
      stores: Object.fromEntries(storeNames.map((store) => [store, 'up'])),
    });
  });

  test('a second one on the same folder is refused in a sentence', async () => {
    const { code, errors } = await on('start', '--port', '0');
    expect(code).toBe(1);
    expect(errors.split('\n')[0]).toMatch(
      /^referent already runs on .* \(process \d+, http:.*\)\. Stop it with npx referent stop/,
    );
  });

  const environmentOf = (part: string): string =>
    readFileSync(`/proc/${String(pidOf(part))}/environ`, 'utf8');
  const whereTold = existsSync('/proc/self/environ') ? test : test.skip;

  whereTold(
    'gives each process its own database alone, with the role that can change no table',
    () => {
      const rolesOf = (part: string): readonly string[] =>
        [...environmentOf(part).matchAll(/postgresql:\/\/([^:]+):/g)]
          .map(([, role]) => role ?? '')
          .sort();
      // It inserts entries of the audit log, and can do nothing else.
      expect(rolesOf('gateway')).toEqual(['referent_audit_writer']);
      for (const store of storeNames) {
        const service = `${databaseName(store)}_service`;
        const keys = store === 'customer-pii' ? ['customer_pii_keys_service'] : [];
        expect(rolesOf(store)).toEqual([...keys, service]);
      }
    },
  );
});

describe('a persona', () => {
  test.each(personas.map(({ id }) => [id] as const))('%s gets a token that says so', async (id) => {
    const { code, output } = await on('token', '--as', id, '--json');
    expect(code).toBe(0);
    const answer = JSON.parse(output) as { token: string; roles: string[]; expiresAt: string };
    const { issuer } = folder.run();
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
    const { payload, protectedHeader } = await jwtVerify(answer.token, keys, {
      issuer: issuer.url,
      audience: 'referent',
      typ: 'at+jwt',
    });
    const persona = personas.find((candidate) => candidate.id === id);
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      sub: id,
      roles: persona?.roles,
      team: persona?.team,
      region: 'EU',
      demo: true,
      auth_time: expect.any(Number),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3_600);
    expect(answer.roles).toEqual(persona?.roles);
    expect(Math.abs(Date.parse(answer.expiresAt) / 1_000 - (payload.exp ?? 0))).toBeLessThan(5);
  });

  test('gets none without the secret of the installation', async () => {
    const { issuer } = folder.run();
    const answer = await fetch(`${issuer.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('referent-command-line:guessed')}` },
      body: new URLSearchParams({
        grant_type: 'urn:referent:params:oauth:grant-type:persona',
        persona: 'dpo',
      }),
    });
    expect(answer.status).toBe(401);
  });
});

describe('a screen on the command line', () => {
  test('is refused to a role that it is not for', async () => {
    const words = ['screen', 'customer-360', '--as', 'dispatcher', '--example', '--json'];
    const { code, output, errors } = await on(...words);
    expect(code).toBe(1);
    expect(errors).toMatch(/^ROLE_NOT_ALLOWED: /);
    expect(JSON.parse(output)).toMatchObject({
      errors: [{ extensions: { code: 'ROLE_NOT_ALLOWED' } }],
    });
  });

  test('shows each value with the store that it came from, and what was never fetched', async () => {
    const { code, output } = await on(
      'screen',
      'customer-360',
      '--as',
      'account-manager',
      '--example',
    );
    expect(code).toBe(0);
    expect(output).toMatch(/customer\.tradeName +\S.* +crm\n/);
    expect(output).toMatch(/customer\.receivables\.balance +[\d,.-]+ EUR +finance\n/);
    expect(output).toMatch(/birthDate +\(NOT_PERMITTED, never fetched\) +customer-pii\n/);
    expect(output).toMatch(/ +supply-chain\n/);
  });

  test('names the source of every leaf', async () => {
    const words = [
      'screen',
      'customer-360',
      '--as',
      'account-manager',
      '--example',
      '--sources',
      '--json',
    ];
    const { output } = await on(...words);
    const { errors, extensions } = JSON.parse(output) as {
      errors?: unknown[];
      extensions: { sources: { path: string; store: string; fetched: boolean }[] };
    };
    expect(errors ?? []).toEqual([]);
    expect(new Set(extensions.sources.map(({ store }) => store)).size).toBeGreaterThanOrEqual(4);
    expect(extensions.sources.find(({ path }) => path.endsWith('birthDate'))).toMatchObject({
      store: 'customer-pii',
      fetched: false,
    });
  });

  test('needs no example where it needs no variable', async () => {
    const words = ['screen', 'policy-map', '--as', 'auditor', '--example', '--json'];
    const { code, output } = await on(...words);
    expect([code, JSON.parse(output)]).toMatchObject([0, { data: { policy: { number: 1 } } }]);
  });

  test('a command that is refused ends with 1 and names code and place', async () => {
    const input = JSON.stringify({
      ...{ id: 'nobody', expectedVersion: 1, to: 'DEMO', lostReason: null },
    });
    const words = ['command', 'move-opportunity', '--as', 'account-manager', '--input', input];
    const { code, errors } = await on(...words);
    expect(code).toBe(1);
    expect(errors).toMatch(/^[A-Z_]+( at \w+)?: /);
  });
});

describe('parts', () => {
  test('one that is killed is started again', async () => {
    const before = pidOf('crm');
    process.kill(before, 'SIGKILL');
    expect(await eventually(() => ![0, before].includes(pidOf('crm')), 20_000)).toBe(true);
    expect(await eventually(allUp, 30_000, 200)).toBe(true);
  }, 60_000);

  test('one that is stopped stays down, and the rest answers', async () => {
    expect((await on('stop', 'finance')).code).toBe(0);
    expect(folder.run().processes.finance?.pid).toBeNull();
    const degraded = async (): Promise<boolean> => {
      const answer = await fetch(`${folder.run().url}/health/ready`);
      return ((await answer.json()) as { status: string }).status === 'degraded';
    };
    expect(await eventually(degraded, 10_000, 200)).toBe(true);
    expect(await customer360()).toMatchObject({ customer: { tradeName: expect.any(String) } });
    expect((await on('restart', 'finance')).code).toBe(0);
    expect(await eventually(allUp, 30_000, 200)).toBe(true);
  }, 90_000);

  test('one that is none is refused, with the names of those that are', async () => {
    const { code, errors } = await on('restart', 'billing');
    expect(code).toBe(1);
    expect(errors).toMatch(/no part "billing"; parts: postgres, issuer, crm/);
  });

  test('the door of the supervisor is closed to whoever lacks its token', async () => {
    const { control } = folder.run();
    const answer = await fetch(control.url, { method: 'POST', body: '{"act":"stop"}' });
    expect(answer.status).toBe(401);
    expect(isAlive(started.child.pid ?? 0)).toBe(true);
  });
});

describe('a supervisor that is killed', () => {
  test('takes its processes with it, and the next start finds the data again', async () => {
    const data = await customer360();
    const processes = Object.values(folder.run().processes).map(({ pid }) => pid ?? 0);
    started.child.kill('SIGKILL');
    await started.ended;
    expect(await eventually(() => !processes.some(isAlive), 15_000)).toBe(true);
    started = await start(['--port', '0', '--data', folder.path]);
    expect(await customer360()).toEqual(data);
  }, 120_000);

  test('a stop frees every port', async () => {
    const run = folder.run();
    const ports = [
      ...Object.values(run.processes).map(({ url }) => Number(new URL(url).port)),
      ...Object.values(run.databases).map(({ port }) => port),
    ];
    expect((await on('stop')).code).toBe(0);
    expect(await started.ended).toBe(0);
    for (const port of ports) expect([port, await isFree(port)]).toEqual([port, true]);
  }, 120_000);
});
