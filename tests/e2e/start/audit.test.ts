/* eslint-disable @typescript-eslint/no-explicit-any -- answers are JSON of any shape */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkEntryProof } from '../../../audit/verify/core/entryProof.ts';
import { parseTrust, type Trust } from '../../../audit/verify/core/trust.ts';
import { nodeCrypto } from '../../../audit/verify/nodeCrypto.ts';
import type { ManifestFile } from '../../../tools/audit/evidence/bundle.ts';
import { dataFolder } from '../../../tools/start/dataFolder.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { schemaProblems } from '../../support/jsonSchema.ts';
import { eventually } from '../../../tools/start/processes.ts';
import { discard, referent, start, type Started, type TestFolder } from './support/commandLine.ts';
import { seededFolder } from './support/seededFolder.ts';

/** What an auditor does with an installation that runs: asks, proves and takes away. */
let folder: TestFolder;
let started: Started;
let trustFile: string;

beforeAll(async () => {
  folder = await seededFolder();
  started = await start(['--port', '0', '--data', folder.path]);
  trustFile = join(folder.path, 'trust.json');
  await answerOf(['screen', 'customer-360', '--as', 'account-manager', '--example']);
  await answerOf(['screen', 'collections', '--as', 'collections-clerk', '--example']);
  await answerOf(['audit', 'trust', '--out', trustFile]);
  await eventually(() => isProven(2), 30_000);
}, 180_000);
afterAll(async () => {
  await discard(started, folder);
}, 60_000);

async function answerOf(words: readonly string[]): Promise<any> {
  const { code, output, errors } = await referent([...words, '--json', '--data', folder.path]);
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${String(code)}: ${errors}`);
  return JSON.parse(output);
}

/** Durable at once; its place in the log, and a checkpoint over it, a second or two later. */
async function isProven(releases: number): Promise<boolean> {
  const words = ['audit', 'log', '--type', 'release', '--first', '100'];
  const { entries, checkpoint } = await answerOf(words);
  // Asking is a release itself, and always newer than the checkpoint.
  const shown = entries.filter(({ screen }: any) => screen !== 'audit-log');
  return shown.length >= releases && Number(checkpoint?.size ?? 0) > Number(shown[0].seq);
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

test('whoever asks for the log is one release in it, however many entries were read, and never what was asked for', async () => {
  const window = ['--from', '2026-01-01'];
  await answerOf(['audit', 'exposure', '--as', 'dpo', '--actor', 'somebody', ...window]);
  for (let time = 0; time < 2; time += 1) {
    const { entries } = await answerOf(['audit', 'log', '--as', 'dpo', '--first', '100']);
    expect(entries.length).toBeGreaterThan(5);
  }
  let readings: any[] = [];
  const of = (screen: string): any[] => readings.filter((entry) => entry.screen === screen);
  await eventually(async () => {
    const words = ['audit', 'log', '--type', 'release', '--first', '100'];
    const { entries } = await answerOf(words);
    readings = entries.filter(({ roles }: any) => roles.includes('dpo'));
    return of('exposure').length > 0 && of('audit-log').length >= 2;
  }, 30_000);
  expect([of('exposure').length, of('audit-log').length]).toEqual([1, 2]);
  for (const reading of of('audit-log')) {
    expect(reading.actor).not.toBeNull();
    expect(reading.decisions).toContainEqual({ coordinate: 'AuditEntry.actor', form: 'clear' });
    expect(JSON.parse(reading.decision).receipts).toEqual([
      expect.objectContaining({ store: 'governance' }),
    ]);
    // The employees whom the entries named, and nobody twice.
    expect(reading.subjects).toBeGreaterThanOrEqual(2);
    expect(reading.subjects).toBeLessThan(20);
  }
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

describe('a proof of an entry', () => {
  const crypto = nodeCrypto();
  let trust: Trust;
  let out: string;
  let first: Proven;
  let second: Proven;

  interface Proven {
    readonly seq: string;
    readonly proof: string;
    readonly leaf: Buffer;
  }

  beforeAll(async () => {
    await eventually(() => isProven(2), 30_000);
    out = join(folder.path, 'proofs');
    const asked = ['audit', 'log', '--type', 'release', '--screen', 'customer-360', '--first', '2'];
    const words = [...asked, '--proof', '--out', out];
    const { entries } = await answerOf(words);
    [first, second] = entries.map(({ seq }: { seq: string }) => ({
      seq,
      proof: readFileSync(join(out, `${seq}.tlog-proof`), 'utf8'),
      leaf: readFileSync(join(out, `${seq}.leaf.json`)),
    }));
    const pinned = parseTrust(crypto, readFileSync(trustFile, 'utf8'));
    if (pinned === undefined) throw new Error('trust.json is malformed');
    trust = pinned;
  }, 60_000);

  const faultOf = async (proof: string, leaf: Buffer, keys = trust): Promise<unknown> => {
    const bytes = Buffer.from(proof);
    return (await checkEntryProof({ crypto, trust: keys, proof: bytes, leaf })).fault;
  };
  const lineAt = (text: string, at: number): string => text.split('\n')[at] ?? '';

  test('out of the graph is refused where anything in it is forged', async () => {
    const { proof, leaf } = first;
    const sibling = lineAt(proof, 2);
    const otherSibling = Buffer.from(sibling, 'base64').fill(1).toString('base64');
    const cosigned = (line: string): boolean => line.includes('/witness/');
    const alone = proof
      .split('\n')
      .filter((line) => !cosigned(line))
      .join('\n');
    const size = lineAt(proof.slice(proof.indexOf('\n\n') + 2), 1);
    const larger = proof.replace(`\n${size}\n`, `\n${String(Number(size) + 1)}\n`);
    expect({
      anotherEntry: await faultOf(proof, second.leaf),
      anotherPlace: await faultOf(proof.replace(/index \d+/, `index ${second.seq}`), leaf),
      anotherHash: await faultOf(proof.replace(sibling, otherSibling), leaf),
      anotherSize: await faultOf(larger, leaf),
      noWitness: await faultOf(alone, leaf),
      noText: await faultOf('', leaf),
      anotherLog: await faultOf(proof, leaf, { ...trust, origin: 'referent/other' }),
    }).toEqual({
      ...{ anotherEntry: 'not-included', anotherPlace: 'not-included' },
      ...{ anotherHash: 'not-included', anotherSize: 'log-signature', noWitness: 'quorum' },
      ...{ noText: 'malformed', anotherLog: 'origin' },
    });
  });

  test('convinces whoever pinned the keys, by the verifier and on its command line', async () => {
    expect(await faultOf(first.proof, first.leaf)).toBeNull();
    expect(JSON.parse(first.leaf.toString())).toMatchObject({ seq: Number(first.seq) });
    const file = join(out, `${first.seq}.tlog-proof`);
    const words = ['audit', 'verify', file, '--trust', trustFile];
    expect(await referent(words)).toMatchObject({
      ...{ code: 0, output: expect.stringMatching(/^Proven: entry \d+ is in the log/) },
    });
    writeFileSync(join(out, `${first.seq}.leaf.json`), second.leaf);
    expect(await referent(words)).toMatchObject({
      ...{ code: 1, output: expect.stringMatching(/^NOT proven: not-included/) },
    });
  });
});

describe('the files of the log that no size tells', () => {
  const get = async (path: string, persona: string): Promise<Response> => {
    const { token } = (await answerOf(['token', '--as', persona])) as { token: string };
    return fetch(`${started.url}/log/${path}`, { headers: { authorization: `Bearer ${token}` } });
  };

  test('are listed for no one but auditors and data-protection officers', async () => {
    expect((await get('index/receipts/0', 'account-manager')).status).toBe(403);
    expect((await fetch(`${started.url}/log/index/receipts/0`)).status).toBe(401);
  });

  test('are all listed over HTTP, receipts too, each can be had, and the listing is an entry', async () => {
    const own = dataFolder(folder.path).auditLog;
    const before = readdirSync(join(own, 'receipts'), { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name).slice(own.length + 1));
    expect(before.length).toBeGreaterThan(2);
    const lines = (await (await get('index/receipts/0', 'auditor')).text()).trimEnd().split('\n');
    const paths = lines.map((line) => line.split(' ')[1] ?? '');
    expect(paths).toEqual(expect.arrayContaining(before));
    expect(await (await get(paths[0] ?? '', 'dpo')).json()).toMatchObject({ from: 1 });
    let actions: string[] = [];
    await eventually(async () => {
      const { entries } = await answerOf([
        'audit',
        'log',
        '--type',
        'admin.read',
        '--first',
        '100',
      ]);
      actions = entries.map(({ decision }: { decision: string }) => JSON.parse(decision).action);
      return actions.includes('log.read');
    }, 30_000);
    expect(actions).toContain('log.read');
  }, 60_000);
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
