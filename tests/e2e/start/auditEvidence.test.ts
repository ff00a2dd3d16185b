import { verify, createPublicKey } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseCheckpointNote } from '../../../audit/note/checkpoint.ts';
import { parseTlogProof } from '../../../audit/note/tlogProof.ts';
import { leafHash } from '../../../audit/tree/hashing.ts';
import { verifyInclusion } from '../../../audit/tree/verifyProof.ts';
import { drawnPlaces } from '../../../audit/verify/core/drawnPlaces.ts';
import { nodeCrypto } from '../../../audit/verify/nodeCrypto.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import { generateProcessKeys, writeProcessKeys } from '../../../lib/keys.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import type { ManifestFile } from '../../../tools/audit/evidence/bundle.ts';
import type { AccessCount } from '../../../tools/audit/evidence/statistics.ts';
import type { TracedAccess } from '../../../tools/audit/evidence/sample.ts';
import { writeAuditLog, type TestEntry } from '../../support/auditLog.ts';
import { referent } from './support/commandLine.ts';

/** The evidence bundle over a copy of the log: nothing runs. */
const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const { documents = [] } = lock.screens.collections ?? {};
const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();

const decision = {
  ...{ screen: 'collections', document: documents[0], purpose: 'collections' },
  ...{ basis: 'gdpr:A6-1-f', roles: ['collections-clerk'], region: 'EU', epoch: 1 },
  ...{ lock: lock.hash, lockVersion: 0, subjects: 2, cells: 3 },
  forms: { 'domain-only': ['EmailAddress.value'] },
};
/** Every other entry is a release; one shows what no rule allows. */
const entries = Array.from({ length: 300 }, (_, index): TestEntry =>
  index % 2 === 0
    ? { type: 'release', at: at(300 - index), decision }
    : {
        type: 'deny',
        at: at(300 - index),
        decision: { ...decision, code: 'NOT_PERMITTED', count: 3 },
      },
);

let parent: string;
let out: string;
const keys = generateProcessKeys();
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the bundle's files are JSON of any shape
const json = (path: string): any => JSON.parse(readFileSync(join(out, path), 'utf8'));

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'referent-evidence-'));
  out = join(parent, 'evidence');
  writeAuditLog(join(parent, 'log'), entries, [lock]);
  writeProcessKeys(join(parent, 'signer.json'), keys);
  const words = ['audit', 'evidence', '--out', out, '--log', join(parent, 'log')];
  const { code, errors } = await referent([...words, '--sign', join(parent, 'signer.json')]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
}, 120_000);
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

test('a folder with something in it is left as it is', async () => {
  const words = ['audit', 'evidence', '--out', parent, '--log', join(parent, 'log')];
  const { code, errors } = await referent(words);
  expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('is not empty') });
});

describe('the list of files', () => {
  test('names every file of the folder with its hash, and is signed', () => {
    const manifest = readFileSync(join(out, 'manifest.json'));
    const { files } = JSON.parse(manifest.toString('utf8')) as { files: ManifestFile[] };
    const there = readdirSync(out, { recursive: true, withFileTypes: true }).filter((item) =>
      item.isFile(),
    );
    expect(files).toHaveLength(there.length - 2);
    for (const { path, sha256 } of files) {
      expect([path, sha256Hex(readFileSync(join(out, path)))]).toEqual([path, sha256]);
    }
    const { ed25519, signature } = json('manifest.signature.json');
    expect(ed25519).toBe(keys.public.ed25519);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: ed25519 }, format: 'jwk' });
    const signed = (bytes: Uint8Array): boolean =>
      verify(null, bytes, key, Buffer.from(signature, 'base64url'));
    expect(signed(manifest)).toBe(true);
    expect(signed(Buffer.from(manifest.toString('utf8').replace('"format":1', '"format":2')))).toBe(
      false,
    );
  });
});

describe('the page that verifies', () => {
  const page = (): string => readFileSync(join(out, 'index.html'), 'utf8');

  test('holds every file of the log, as it lies beside it', () => {
    const blocks = [...page().matchAll(/data-path="([^"]+)">([^<]*)</g)];
    const held = blocks.map(([, path, text]) => [path, Buffer.from(text ?? '', 'base64')]);
    const folder = join(out, 'log');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)]);
    expect(new Map(held as [string, Buffer][])).toEqual(new Map(files as [string, Buffer][]));
  });

  test('has the verifier whose hash is published apart, and no key that nobody pinned', async () => {
    const { output } = await referent(['audit', 'verifier-hash']);
    const script = page().split('<script>').at(-1)?.split('</script>')[0] ?? '';
    expect(output.trim()).toBe(sha256Hex(script));
    expect(page()).toContain('id="trust"></script>');
  });

  test('pins no file that is no list of keys', async () => {
    const words = ['--out', join(parent, 'other'), '--log', join(parent, 'log')];
    const trust = join(parent, 'signer.json');
    const { code, errors } = await referent(['audit', 'evidence', ...words, '--trust', trust]);
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('--trust') });
  });
});

test('audit verify --json prints one document, whatever it finds, and ends with 1 where it is not verified', async () => {
  const { code, output } = await referent(['audit', 'verify', out, '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ verdict: expect.stringMatching(/^(unpinned|not-)/) });
});

describe('what lies in it', () => {
  test.each([
    ...['map/crm.yaml', 'map/purposes.yaml', 'map/policy.lock.json', 'map/fields.csv'],
    ...['processing/record.json', 'processing/record.csv', 'processing/record.en.html'],
    ...['processing/record.fr.html', 'processing/record.schema.json', 'access/statistics.csv'],
    ...['verification/report.json', 'verification/report.en.html', 'verification/report.fr.html'],
    ...['log/checkpoint', `log/locks/policy/${lock.hash}.json`],
  ])('%s', (path) => {
    expect(existsSync(join(out, path))).toBe(true);
  });

  test('the verifier reports on it, and pins nothing that nobody pinned', () => {
    expect(json('verification/report.json')).toMatchObject({ format: 1, pinned: false });
    const pages = ['en', 'fr'].map((language) =>
      readFileSync(join(out, `verification/report.${language}.html`), 'utf8'),
    );
    expect(pages[0]).toContain('UNPINNED');
    expect(pages[1]).toContain('lang="fr"');
  });

  test('the map has a line for each field, and says that every field has its rule', () => {
    const lines = readFileSync(join(out, 'map/fields.csv'), 'utf8').split('\r\n');
    expect(lines.length - 2).toBe(Object.keys(lock.fields).length);
    expect(json('map/coverage.json')).toMatchObject({
      coverage: 1,
      violations: [],
      policy: lock.hash,
    });
  });

  test('accesses are counted by day, and denials by how often', () => {
    const counts: readonly AccessCount[] = json('access/statistics.json');
    const sum = (type: string, of: 'entries' | 'times' | 'subjects'): number =>
      counts.filter((count) => count.type === type).reduce((total, count) => total + count[of], 0);
    expect([sum('release', 'entries'), sum('release', 'subjects')]).toEqual([150, 300]);
    expect([sum('deny', 'entries'), sum('deny', 'times')]).toEqual([150, 450]);
  });

  test('25 accesses were chosen by the root, each traced to its rule and proven to be in the log', () => {
    const accesses: readonly TracedAccess[] = json('access/sampled.json').accesses;
    const { checkpoint } = parseCheckpointNote(readFileSync(join(out, 'log/checkpoint')));
    const chosen = drawnPlaces(nodeCrypto(), checkpoint.root, 150, 25).map((place) => place * 2);
    expect(accesses.map(({ seq }) => seq)).toEqual(chosen);
    expect(accesses).toHaveLength(25);
    for (const { seq, fields, proof: path } of accesses) {
      expect(fields).toEqual([
        {
          ...{
            field: 'EmailAddress.value',
            form: 'domain-only',
            decision: 'allowed as domain-only',
          },
          rule: expect.stringContaining('as its domain for collections (collections-clerk)'),
        },
      ]);
      const { index, proof } = parseTlogProof(readFileSync(join(out, path), 'utf8'));
      const leaf = leafHash(readFileSync(join(out, `proofs/${String(seq)}.leaf.json`)));
      const claim = { index, size: checkpoint.size, leaf, root: checkpoint.root, proof };
      expect(verifyInclusion(claim)).toBe(true);
      expect(verifyInclusion({ ...claim, index: (index + 1) % 300 })).toBe(false);
    }
  });
});

test('a log that grew meanwhile is cut to its checkpoint, so that the copy is whole', async () => {
  const grown = join(parent, 'grown');
  writeAuditLog(grown, entries, [lock]);
  const note = readFileSync(join(parent, 'log', 'checkpoint'));
  writeAuditLog(grown, [...entries, ...entries], [lock]);
  writeFileSync(join(grown, 'checkpoint'), note);
  rmSync(join(grown, 'tile/entries/001.p'), { recursive: true });
  rmSync(join(grown, 'body/001.p'), { recursive: true });
  const copy = join(parent, 'copy');
  const { code, errors } = await referent(['audit', 'evidence', '--out', copy, '--log', grown]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const bodies = readFileSync(join(copy, 'log/body/001.p/44.jsonl'), 'utf8');
  expect(bodies.trimEnd().split('\n')).toHaveLength(44);
  expect(existsSync(join(copy, 'manifest.signature.json'))).toBe(false);
});
