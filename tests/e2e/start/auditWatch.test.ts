import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseNote, verifyNote } from '../../../audit/note/signedNote.ts';
import { parseVerifierKey } from '../../../audit/note/verifierKey.ts';
import { parseTrust } from '../../../audit/watch/trust.ts';
import { listen, type RunningServer } from '../../../lib/httpServer.ts';
import { readProcessKeys } from '../../../lib/keys.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { dataFolder } from '../../../tools/start/dataFolder.ts';
import { publish, type Published, type WatchedLog } from '../../support/watchedLog.ts';
import { plainEnvironment, referent, type Finished } from './support/commandLine.ts';

/** The auditor's own witness, over the keys of a real installation; nothing else runs. */
let parent: string;
let log: WatchedLog;
let trust: string;
let folder: string;
let state: string;
let count = 0;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'referent-watch-'));
  const data = join(parent, 'data');
  expect((await referent(['install', '--data', data])).code).toBe(0);
  trust = join(parent, 'trust.json');
  const written = await referent(['audit', 'trust', '--data', data, '--out', trust]);
  expect(written).toMatchObject({ code: 0, errors: '' });
  const { keyFile } = dataFolder(data);
  log = {
    origin: parseTrust(readFileSync(trust, 'utf8')).origin,
    log: readProcessKeys(keyFile('log')),
    witnesses: {
      crm: readProcessKeys(keyFile('witness-crm')),
      finance: readProcessKeys(keyFile('witness-finance')),
    },
    time: Math.floor(Date.now() / 1_000),
  };
});
beforeEach(() => {
  count += 1;
  folder = join(parent, `log-${String(count)}`);
  state = join(parent, `state-${String(count)}.json`);
});
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

const watch = (...words: readonly string[]): Promise<Finished> =>
  referent(['audit', 'watch', '--trust', trust, '--state', state, ...words]);
const lookAt = async (published: Published): Promise<Finished> => {
  publish(folder, log, published);
  return watch('--once', '--log', folder);
};

describe('npx referent audit watch', () => {
  test('names a fork, keeps what it knew and both of the log’s words, and ends with 1', async () => {
    expect((await lookAt({ size: 300 })).code).toBe(0);
    const before = readFileSync(state, 'utf8');
    const cosigned = readFileSync(`${state}.cosigned`, 'utf8');
    const { code, output, errors } = await lookAt({ size: 400, forgedAt: 20 });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain(
      'FORK: the 300 entries seen before do not begin the 400 entries of now.',
    );
    expect(readFileSync(state, 'utf8')).toBe(before);
    expect(readFileSync(`${state}.cosigned`, 'utf8')).toBe(cosigned);
    const evidence = JSON.parse(readFileSync(`${state}.fork`, 'utf8'));
    const { log: key } = parseTrust(readFileSync(trust, 'utf8'));
    for (const note of [evidence.before, evidence.now]) {
      expect(verifyNote(parseNote(note), [key])).toHaveLength(1);
    }
  });

  test('does not accept what too few witnesses cosigned', async () => {
    const { code, errors } = await lookAt({ size: 5, by: ['crm'] });
    expect(code).toBe(1);
    expect(errors).toContain('cosigned by crm; 2 witnesses needed');
    expect(existsSync(state)).toBe(false);
  });

  test('takes a state that it cannot read for no fresh start', async () => {
    publish(folder, log, { size: 5 });
    for (const text of ['', '{}', '{"format":1,"origin":"another"}']) {
      writeFileSync(state, text);
      const { code, errors } = await watch('--once', '--log', folder);
      expect(code).toBe(1);
      expect(errors).toContain('is left as it is');
      expect(readFileSync(state, 'utf8')).toBe(text);
    }
  });

  test('accepts what grew, keeps it for itself alone and cosigns it with a key of its own', async () => {
    const first = await lookAt({ size: 300 });
    expect(first.code).toBe(0);
    expect(first.output).toBe('First sight: 300 entries; cosigned by crm, finance (1 operator).\n');
    const own = parseVerifierKey(/to pin: (\S+)/.exec(first.errors)?.[1] ?? '');
    expect(await lookAt({ size: 700 })).toEqual({
      code: 0,
      output:
        'Consistent: 700 entries, 400 more than before; cosigned by crm, finance (1 operator).\n',
      errors: '',
    });
    for (const file of [state, `${state}.key`, `${state}.cosigned`]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    const { log: key } = parseTrust(readFileSync(trust, 'utf8'));
    const note = parseNote(readFileSync(`${state}.cosigned`, 'utf8'));
    expect(note.text).toContain('\n700\n');
    expect(verifyNote(note, [key, own]).map((signed) => signed.key)).toEqual([key, own]);
  });

  test('goes on looking, and ends by itself at a fork', async () => {
    publish(folder, log, { size: 10 });
    const child = spawn(
      process.execPath,
      [
        ...[projectFile('tools', 'referent.mjs'), 'audit', 'watch', '--every', '1', '--json'],
        ...['--trust', trust, '--state', state, '--log', folder],
      ],
      { env: plainEnvironment({}), stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const lines: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trim().split('\n')));
    await once(child.stdout, 'data');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ kind: 'accepted', size: 10 });
    publish(folder, log, { size: 12, forgedAt: 1 });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    const last = lines.slice(lines.indexOf('{')).join('');
    expect(JSON.parse(last)).toMatchObject({ kind: 'fork', size: 12, evidence: `${state}.fork` });
  });
});

describe('over the gateway’s address', () => {
  const token = 'the-auditors-token';
  let server: RunningServer;
  beforeAll(async () => {
    server = await listen(
      async (request, response) => {
        await Promise.resolve();
        const path = join(folder, (request.url ?? '').replace(/^\/log\//, ''));
        const allowed = request.headers.authorization === `Bearer ${token}`;
        const found = allowed && existsSync(path);
        response.writeHead(allowed ? (found ? 200 : 404) : 401);
        response.end(found ? readFileSync(path) : '');
      },
      '127.0.0.1',
      0,
    );
  });
  afterAll(() => server.close(0));

  test('the log is read with the auditor’s token', async () => {
    publish(folder, log, { size: 300 });
    const file = join(parent, 'token');
    const look = () => watch('--once', '--url', server.url, '--token-file', file);
    writeFileSync(file, 'another');
    expect(await look()).toMatchObject({ code: 1, errors: expect.stringContaining('status 401') });
    writeFileSync(file, `${token}\n`);
    expect(await look()).toMatchObject({ code: 0, output: expect.stringMatching(/^First sight/) });
  });
});

describe('npx referent audit trust', () => {
  test('refuses locks that do not descend from the genesis that was told', async () => {
    const locks = join(parent, 'data', 'installation.locks');
    const told = ['audit', 'trust', '--locks', locks];
    expect(await referent(told)).toMatchObject({ code: 2 });
    const { code, errors, output } = await referent([...told, '--genesis', 'ab'.repeat(32)]);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain('does not descend from the pinned genesis lock');
  });
});
