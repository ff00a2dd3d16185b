import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report } from '../../../audit/verify/core/report.ts';
import { sha256 } from '../../../audit/verify/core/sha256.ts';
import { looksPersonal } from '../../../audit/verify/core/subjects.ts';
import { verify } from '../../../audit/verify/core/verify.ts';
import { webCrypto } from '../../../audit/verify/core/webCrypto.ts';
import { parseTrust } from '../../../audit/verify/core/trust.ts';
import { nodeCrypto } from '../../../audit/verify/nodeCrypto.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { memoryFiles } from '../../../tools/proof/tamper/memory.ts';
import { syntheticLog, type SyntheticLog } from '../../../tools/proof/tamper/syntheticLog.ts';
import { verifying } from '../../../tools/proof/tamper/verifying.ts';
import { projectFile } from '../../../lib/projectRoot.ts';

const policy = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const program = projectFile('dist', 'audit', 'verify', 'main.js');

const log = syntheticLog({ entries: 700, seed: 5, policy, checkpointEvery: 300 });
const check = verifying(log);

const codes = ({ findings }: Report): readonly string[] => findings.map(({ code }) => code);

test('a whole log is verified, in a browser’s way as in Node’s', async () => {
  const files = memoryFiles(log.files);
  const reports = await Promise.all(
    [nodeCrypto(), await webCrypto(globalThis.crypto.subtle)].map((crypto) =>
      verify({ crypto, files, seed: 1, trust: parseTrust(crypto, log.trust) }),
    ),
  );
  expect(reports[0]?.verdict).toBe('verified');
  expect(reports[1]).toEqual(reports[0]);
});

describe('bad input', () => {
  const garbage: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', Buffer.alloc(0)],
    ['bytes that are no text', Buffer.from([0xc3, 0x28, 0xff, 0x00])],
    ['a member twice', Buffer.from('{"a":1,"a":2}')],
    ['a huge number', Buffer.from('{"epoch":1e999}')],
    ['deep nesting', Buffer.from('['.repeat(200_000))],
    ['a member of every object', Buffer.from('{"__proto__":{"size":1}}')],
  ];
  test.each(
    ['checkpoint', 'tile/entries/000', 'tile/0/000', 'body/000.jsonl', 'locks/installation/1.json']
      .concat('a policy', 'a segment')
      .flatMap((path) => garbage.map(([what, bytes]) => [what, path, bytes] as const)),
  )('%s in the place of %s is a finding', async (_what, path, bytes) => {
    const shape = path === 'a policy' ? /^locks\/policy/ : /^receipts/;
    const place = path.startsWith('a ')
      ? [...log.files.keys()].find((name) => shape.test(name))
      : path;
    const report = await check(new Map([[place ?? '', bytes]]));
    expect(report.verdict).toBe('not-verified');
    expect(report.findings.length).toBeGreaterThan(0);
  });
});

describe('what is gone', () => {
  const seed = 9;
  const plain = () => syntheticLog({ entries: 700, seed, policy });
  /** The body of entry 100 without its subject, and an entry 600 that orders it. */
  function removed(order: object): SyntheticLog {
    const target = plain().entries[100]?.entryId ?? '';
    const made = syntheticLog({
      ...{ entries: 700, seed, policy },
      forge: (draft, seq) => {
        if (seq !== 600) return;
        Object.assign(draft, { type: 'admin.removal', subject: null });
        draft.decision = { entries: [target], ...order };
      },
    });
    const path = 'body/000.jsonl';
    const lines = Buffer.from(made.files.get(path) ?? [])
      .toString('utf8')
      .split('\n');
    const body = JSON.parse(lines[100] ?? '{}') as object;
    lines[100] = JSON.stringify({ ...body, subject: null, subjectSalt: null });
    return { ...made, files: new Map(made.files).set(path, Buffer.from(lines.join('\n'))) };
  }
  test.each<[string, object]>([
    ['without a law', { law: '', approvals: ['one', 'two'] }],
    ['by one person', { law: 'Art. 17', approvals: ['one', 'one'] }],
  ])('a subject that was removed %s is a finding', async (_how, order) => {
    const { findings } = await verifying(removed(order))();
    const [finding] = findings.filter(({ code }) => code === 'body.removed-unlawfully');
    expect(finding?.first.index).toBe(100);
  });
  test('a subject that two people removed by a law is listed, and no finding', async () => {
    const report = await verifying(removed({ law: 'Art. 17', approvals: ['one', 'two'] }))();
    expect(codes(report).filter((code) => code.startsWith('body.'))).toEqual([]);
    expect(report.removals).toMatchObject([{ index: 100, law: 'Art. 17' }]);
  });
});

test.each<[boolean, string]>([
  [true, 'asked by jo.doe@example.test'],
  [true, 'call +33 6 12 34 56 78'],
  [true, 'account DE89 3704 0044 0532 0130 00'],
  [true, 'FR7630006000011234567890189'],
  [false, 'case 2026-11-24 reviewed twice'],
  [false, 'entry 01JABCDEFGHJKMNPQRSTVWXYZ0'],
  [false, 'complaint about invoice 4711'],
])('has the shape of a personal value: %s for %s', (expected, text) => {
  expect(looksPersonal(text)).toBe(expected);
});

test('the core’s own SHA-256 is the platform’s, whatever the length', () => {
  for (let length = 0; length < 300; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7 + length) % 256);
    expect(Buffer.from(sha256(bytes))).toEqual(createHash('sha256').update(bytes).digest());
  }
});

describe('the program', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'referent-verify-'));
    for (const [path, bytes] of log.files) {
      mkdirSync(dirname(join(folder, 'log', path)), { recursive: true });
      writeFileSync(join(folder, 'log', path), bytes);
    }
    writeFileSync(join(folder, 'trust.json'), log.trust);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });

  test('wrong usage ends with 2', () => {
    expect(run().status).toBe(2);
    expect(run(join(folder, 'nowhere')).status).toBe(2);
    expect(run(folder, '--trust', join(folder, 'nothing.json')).status).toBe(2);
    expect(run(folder, '--lang', 'xx').status).toBe(2);
  });

  test('without pinned keys nothing is called verified, and the first word says so', () => {
    const { status, stdout } = run(folder);
    expect(status).toBe(1);
    expect(stdout.startsWith('UNPINNED')).toBe(true);
  });

  test('evidence is verified with the keys that an auditor pins, and a page says so', () => {
    const page = join(folder, 'report.html');
    const words = ['--trust', join(folder, 'trust.json'), '--json', '--html', page, '--lang', 'fr'];
    const { status, stdout } = run(folder, ...words);
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as Report).witnesses.independence).toEqual({ operators: 1, of: 3 });
  });
});
