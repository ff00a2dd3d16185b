import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashOfInstallationLock } from '../../../lib/installationLock.ts';
import { writeProcessKeys } from '../../../lib/keys.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { createTestInstallation } from '../../support/installation.ts';

let folder: string;
let environment: Readonly<Record<string, string>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'referent-gateway-'));
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const installation = createTestInstallation(lock.hash);
  const files = { lock: join(folder, 'installation.lock.json'), keys: join(folder, 'key.json') };
  writeFileSync(files.lock, JSON.stringify(installation.lock));
  writeProcessKeys(files.keys, installation.gateway);
  environment = {
    MODE: 'development',
    PORT: '0',
    ISSUER_URL: 'http://127.0.0.1:9/',
    JWKS_URL: 'http://127.0.0.1:9/jwks',
    INSTALLATION_LOCK: files.lock,
    INSTALLATION_GENESIS: hashOfInstallationLock(installation.lock),
    KEY_FILE: files.keys,
    // Nobody answers there: what needs no entry is served all the same.
    AUDIT_DATABASE_URL: 'postgresql://127.0.0.1:9/none',
  };
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly output: () => string;
  /** The `started` event's address. */
  readonly started: Promise<string>;
}

function run(variables: Readonly<Record<string, string>>, ipc = false): Run {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])];
  const child = spawn(process.execPath, [projectFile('dist', 'gateway', 'main.js')], {
    env: variables,
    stdio,
  });
  let output = '';
  let tell: (url: string) => void = () => undefined;
  const started = new Promise<string>((resolve) => {
    tell = resolve;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /"url":"([^"]+)"/.exec(output)?.[1];
      if (url !== undefined) tell(url);
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, exited, output: () => output, started };
}

describe('the gateway as a process', () => {
  test('a wrong configuration lists every problem and does not start', async () => {
    const { exited, output } = run({ ...environment, PORT: 'x', CRM_URL: 'http://crm.example' });
    expect(await exited).toBe(1);
    expect(output()).toContain('PORT');
    expect(output()).toContain('CRM_URL');
  });

  test('a published policy that the installation does not name does not start', async () => {
    const other = createTestInstallation('0'.repeat(64));
    const path = join(folder, 'other.lock.json');
    writeFileSync(path, JSON.stringify(other.lock));
    const { exited } = run({
      ...environment,
      INSTALLATION_LOCK: path,
      INSTALLATION_GENESIS: hashOfInstallationLock(other.lock),
    });
    expect(await exited).toBe(1);
  });

  test('an installation that does not descend from the pinned one does not start', async () => {
    const { exited } = run({ ...environment, INSTALLATION_GENESIS: 'a'.repeat(64) });
    expect(await exited).toBe(1);
  });

  test('it serves what is committed, and stops cleanly when told to', async () => {
    // Two witnesses that are to run and don't: a start waits for them for a while, and not for ever.
    const nobody = 'http://127.0.0.1:9';
    const { child, exited, started } = run({
      ...environment,
      CRM_URL: nobody,
      FINANCE_URL: nobody,
    });
    const url = await started;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  test('it ends with the process that started it', async () => {
    const { child, exited, started } = run(environment, true);
    await started;
    child.disconnect();
    expect(await exited).toBe(0);
  });
});
