import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeProcessKeys } from '../../../lib/keys.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { everyFile, everyRow } from '../../support/everything.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { projectSdl } from '../../support/project.ts';
import { startTestStore, type TestStore } from '../../support/testStore.ts';
import { outcome, perform, propose, withReaders } from './controlDesk.ts';
import { clock, publishedPolicy } from './fixtures.ts';

const policy = publishedPolicy();
const narrower = withReaders(policy, 'Person.birthDate', {});
const place = mkdtempSync(join(tmpdir(), 'referent-reasons-'));
let store: TestStore;

beforeAll(async () => {
  const installation = createTestInstallation(policy.hash);
  const keyFile = join(place, 'log.json');
  writeProcessKeys(keyFile, installation.log);
  store = await startTestStore({
    ...{ definition: governance, sdl: projectSdl('governance'), policy, clock, installation },
    auditLog: { folder: join(place, 'log'), keyFile, copyFolder: undefined },
  });
});
afterAll(async () => {
  await store.close();
  rmSync(place, { recursive: true });
});

const planted = [
  ['an e-mail address', 'nora.planted@example.test'],
  ['an e-mail address that hides', 'nora.planted (at) example (dot) test'],
  ['a telephone number', '+33 1 99 00 12 34'],
  ['a number without a mark', '19900123477'],
  ['an account number', 'DE89 3704 0044 0532 0130 00'],
  ['a person with a title', 'Mrs Plantedname'],
] as const;

const refuse = (proposal: string, statement: string, reason: string) =>
  perform(store, 'dpo', { act: 'policy.refuse', proposal, statement, reason });

test.each(planted)('a reason with %s is refused, and stands nowhere', async (_what, value) => {
  const reason = `asked for by ${value} today`;
  const attached = { lock: JSON.stringify(narrower) };
  const act = { act: 'policy.propose' as const, base: policy.hash, lock: narrower.hash, reason };
  expect(outcome(await perform(store, 'steward', act, attached))).toBe('TEXT_PERSONAL');
  const { body } = await propose(store, 'steward', policy, narrower);
  const { proposal, statement } = body as { proposal: string; statement: string };
  const reply = await refuse(proposal, statement, reason);
  expect([reply.status, outcome(reply)]).toEqual([400, 'TEXT_PERSONAL']);
  expect(JSON.stringify(reply.body)).not.toContain(value);
  expect(outcome(await refuse(proposal, statement, 'not needed after all'))).toBe('done');
});

test('a reason that names nobody stands in table, log and file, and no planted value does', async () => {
  const end = Date.now() + 10_000;
  while (!everyFile(join(place, 'log')).includes('not needed after all')) {
    if (Date.now() > end) throw new Error('the reason was not published');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const rows = await everyRow(store);
  expect(rows).toContain('not needed after all');
  const all = [rows, everyFile(join(place, 'log')), JSON.stringify(store.log)].join('\n');
  for (const [, value] of planted) expect(all).not.toContain(value);
});
