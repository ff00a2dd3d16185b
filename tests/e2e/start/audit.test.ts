/* eslint-disable @typescript-eslint/no-explicit-any -- answers are JSON of any shape */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseTlogProof, verifyTlogProof } from '../../../audit/note/tlogProof.ts';
import { parseVerifierKey } from '../../../audit/note/verifierKey.ts';
import { leafHash } from '../../../audit/tree/hashing.ts';
import type { ManifestFile } from '../../../tools/audit/evidence/bundle.ts';
import { dataFolder } from '../../../tools/start/dataFolder.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { schemaProblems } from '../../support/jsonSchema.ts';
import { eventually } from '../../../tools/start/processes.ts';
import {
  referent,
  start,
  testFolder,
  type Started,
  type TestFolder,
} from './support/commandLine.ts';

/** What an auditor does with an installation that runs: asks, proves and takes away. */
let folder: TestFolder;
let started: Started;
let trustFile: string;

beforeAll(async () => {
  folder = testFolder();
  started = await start(['--port', '0', '--data', folder.path]);
  trustFile = join(folder.path, 'trust.json');
  await answerOf(['screen', 'customer-360', '--as', 'account-manager', '--example']);
  await answerOf(['screen', 'collections', '--as', 'collections-clerk', '--example']);
  await answerOf(['audit', 'trust', '--out', trustFile]);
  await eventually(() => isProven(2), 30_000);
}, 180_000);
afterAll(async () => {
  started.child.kill('SIGTERM');
  await started.ended;
  await folder.remove();
}, 60_000);

async function answerOf(words: readonly string[]): Promise<any> {
  const { code, output, errors } = await referent([...words, '--json', '--data', folder.path]);
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${String(code)}: ${errors}`);
  return JSON.parse(output);
}

/** Durable at once; its place in the log, and a checkpoint over it, a second or two later. */
async function isProven(releases: number): Promise<boolean> {
  const { entries, checkpoint } = await answerOf(['audit', 'log', '--type', 'release']);
  return entries.length >= releases && Number(checkpoint?.size ?? 0) > Number(entries[0].seq);
}

describe('who may not ask', () => {
  test.each(['account-manager', 'steward', 'dpo-desk'])(
    '%s is refused the log',
    async (persona) => {
      const words = ['audit', 'log', '--as', persona, '--data', folder.path];
      const { code, errors } = await referent(words);
      expect({ code, errors }).toEqual({
        code: 1,
        errors: expect.stringContaining('ROLE_NOT_ALLOWED'),
      });
    },
  );
});

test('an answer that showed a person stands in the log, with its purpose, roles and fields, and no value', async () => {
  const { entries } = await answerOf([
    'audit',
    'log',
    '--screen',
    'customer-360',
    '--type',
    'release',
  ]);
  expect(entries[0]).toMatchObject({
    ...{ type: 'release', purpose: 'account-management', basis: 'gdpr:A6-1-b' },
    ...{ roles: ['account-manager'], region: 'EU' },
    decisions: expect.arrayContaining([{ coordinate: 'EmailAddress.value', form: 'clear' }]),
  });
  const shown = await answerOf(['screen', 'customer-360', '--as', 'account-manager', '--example']);
  const email = /"value":"([^"]+@[^"]+)"/.exec(JSON.stringify(shown))?.[1];
  expect(email).toBeDefined();
  const all = await answerOf(['audit', 'log', '--first', '100']);
  expect(JSON.stringify(all)).not.toContain(email);
});

test('whoever asks for the log stands in it, with the screen and never with what was asked for', async () => {
  await answerOf([
    'audit',
    'exposure',
    '--as',
    'dpo',
    '--actor',
    'somebody',
    '--from',
    '2026-01-01',
  ]);
  let readings: { screen: string; roles: string[]; actor: string | null }[] = [];
  const isThere = (): boolean =>
    readings.some(({ screen, roles }) => screen === 'exposure' && roles.includes('dpo'));
  await eventually(async () => {
    readings = (await answerOf(['audit', 'log', '--type', 'admin.read', '--first', '100'])).entries;
    return isThere();
  }, 30_000);
  expect(isThere()).toBe(true);
  expect(readings.every(({ actor }) => actor !== null)).toBe(true);
  expect(readings.map(({ screen }) => screen)).toContain('audit-log');
  expect(JSON.stringify(readings)).not.toContain('somebody');
});

describe('the access history of a person', () => {
  let customer: string;
  /** The natural person whom the screen just showed, as customer and as contact. */
  let person: string;

  beforeAll(async () => {
    const examples = JSON.parse(readFileSync(dataFolder(folder.path).examples, 'utf8'));
    customer = examples['customer-360/natural-person'].id;
    const words = ['screen', 'customer-360', '--as', 'account-manager', '--var', `id=${customer}`];
    const { data } = await answerOf(words);
    person = data.customer.contacts.edges[0].node.person.id;
    await eventually(async () => (await historyOf('--person', person)).length > 0, 30_000);
  }, 60_000);

  const historyOf = (...words: string[]): Promise<any[]> =>
    answerOf(['audit', 'access-history', ...words]);

  test('who asks for no one, or for two, is told so', async () => {
    for (const words of [[], ['--person', 'a', '--customer', 'b']]) {
      const { code } = await referent(['audit', 'access-history', ...words, '--data', folder.path]);
      expect(code).toBe(2);
    }
  });

  test('is the union over the systems, by person and by customer, with roles in place of names', async () => {
    const [latest] = await historyOf('--person', person, '--as', 'dpo');
    expect(latest).toMatchObject({ screen: 'customer-360', purpose: 'account-management' });
    expect(latest.roles).toEqual(['account-manager']);
    const types = new Set(
      latest.fields.map(({ coordinate }: { coordinate: string }) => coordinate.split('.')[0]),
    );
    // Of customer-pii, which knows the person, and of finance, which knows the customer alone.
    expect([...types]).toEqual(expect.arrayContaining(['EmailAddress', 'ReceivablesSummary']));
    expect(JSON.stringify(latest)).not.toContain('actor');
    const byCustomer = await historyOf('--customer', customer);
    expect(byCustomer.map(({ seq }) => seq)).toContain(latest.seq);
  });

  test('has nothing of a person who was never shown', async () => {
    expect(await historyOf('--person', 'nobody')).toEqual([]);
  });

  test('leaves entries that name the person as the systems do, and not by id', async () => {
    let entries: readonly { readonly decision: string }[] = [];
    const actions = (): string[] => entries.map(({ decision }) => JSON.parse(decision).action);
    await eventually(async () => {
      const words = ['audit', 'log', '--type', 'admin.read', '--first', '100'];
      ({ entries } = await answerOf(words));
      return ['references.read', 'history.read'].every((action) => actions().includes(action));
    }, 30_000);
    expect(actions()).toEqual(expect.arrayContaining(['references.read', 'history.read']));
    expect(JSON.stringify(entries)).not.toContain(person);
  });
});

test('a proof of an entry convinces whoever pinned the keys, of this entry and of no other', async () => {
  await eventually(() => isProven(2), 30_000);
  const out = join(folder.path, 'proofs');
  const words = ['audit', 'log', '--type', 'release', '--first', '2', '--proof', '--out', out];
  const { entries } = await answerOf(words);
  const trust = JSON.parse(readFileSync(trustFile, 'utf8'));
  const keys = {
    ...{ origin: trust.origin, log: parseVerifierKey(trust.log), quorum: 0 },
    witnesses: trust.witnesses.map(({ key }: { key: string }) => parseVerifierKey(key)),
  };
  const [first, second] = entries.map(({ seq }: { seq: string }) => ({
    proof: readFileSync(join(out, `${seq}.tlog-proof`), 'utf8'),
    leaf: leafHash(readFileSync(join(out, `${seq}.leaf.json`))),
  }));
  expect(parseTlogProof(first.proof).index).toBe(Number(entries[0].seq));
  expect(verifyTlogProof(first.proof, first.leaf, keys)).toBe(true);
  expect(verifyTlogProof(first.proof, second.leaf, keys)).toBe(false);
  expect(verifyTlogProof(first.proof, first.leaf, { ...keys, origin: 'referent/other' })).toBe(
    false,
  );
});

test('the record of processing comes through the gateway, and everything that was used is declared', async () => {
  const record = await answerOf(['audit', 'processing']);
  const schema: unknown = JSON.parse(
    readFileSync(projectFile('policies', 'processing', 'processing-record.schema.json'), 'utf8'),
  );
  expect(schemaProblems(schema, record)).toEqual([]);
  expect(record.undeclared).toEqual([]);
  expect(record.observation.releases).toBeGreaterThanOrEqual(2);
  const used = record.activities.filter(
    ({ observed }: { observed: { releases: number } }) => observed.releases > 0,
  );
  expect(used.map(({ purpose }: { purpose: string }) => purpose)).toEqual([
    'account-management',
    'audit',
    'collections',
  ]);
});

test('the policy in force, replayed, would have denied nothing that it allowed', async () => {
  const lock = projectFile('policies', 'policy.lock.json');
  expect(await answerOf(['audit', 'replay', '--lock', lock])).toMatchObject({
    ...{ wouldDeny: 0, newlyAllowedValues: 0, losses: [], gains: [], unknownDocuments: [] },
  });
});

test('an exposure tells the answers of a screen, and the hour by which the authority must know', async () => {
  const words = ['audit', 'exposure', '--screen', 'collections', '--from', '2026-01-01'];
  const report = await answerOf([...words, '--known-at', '2026-11-24T08:00:00Z']);
  expect(report).toMatchObject({
    ...{ screens: ['collections'], purposes: ['collections'] },
    fields: expect.arrayContaining([
      expect.objectContaining({ coordinate: 'EmailAddress.value', form: 'domain-only' }),
    ]),
    notifyBy: '2026-11-27T08:00:00.000Z',
  });
  expect(report.entries).toBeGreaterThanOrEqual(1);
});

test('evidence of a running installation is whole: the log up to a checkpoint, and a signed list', async () => {
  const out = join(folder.path, 'evidence');
  const answer = await answerOf(['audit', 'evidence', '--out', out]);
  expect(answer.sampled).toBeGreaterThanOrEqual(2);
  expect(answer.signedBy).toMatch(/^[0-9a-f]{16}$/);
  const { files } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
    files: ManifestFile[];
  };
  for (const path of ['log/checkpoint', 'log/locks/installation/1.json', 'access/sampled.json']) {
    expect(files.map((file) => file.path)).toContain(path);
    expect(existsSync(join(out, path))).toBe(true);
  }
  const { accesses } = JSON.parse(readFileSync(join(out, 'access/sampled.json'), 'utf8'));
  for (const { fields, activatedBy } of accesses) {
    expect(activatedBy).toMatch(/^[0-9a-f]{16}$/);
    for (const { decision } of fields) expect(decision).toMatch(/^allowed as /);
  }
  rmSync(out, { recursive: true });
});

test('evidence is verified with the pinned keys; one byte changed in a tile is found, and the entry named', async () => {
  const out = join(folder.path, 'verified');
  await answerOf(['audit', 'evidence', '--out', out]);
  const verify = () => referent(['audit', 'verify', out, '--trust', trustFile]);
  const before = await verify();
  expect({ ...before, output: before.output.split('\n')[0] }).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Verified: /),
  });
  const tiles = join(out, 'log', 'tile', '0');
  const name = readdirSync(tiles, { recursive: true, withFileTypes: true }).find((item) =>
    item.isFile(),
  );
  if (name === undefined) throw new Error('the log has no tile');
  const tile = join(name.parentPath, name.name);
  const bytes = readFileSync(tile);
  // The hash of the second entry.
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  writeFileSync(tile, bytes);
  const after = await verify();
  expect(after.code).toBe(1);
  expect(after.output).toMatch(/^NOT verified: /);
  expect(after.output).toMatch(/tree\.tile-differs: entry 1,/);
});
