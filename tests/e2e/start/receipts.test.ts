import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chainStart, type ReceiptSegment } from '../../../audit/receipt.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { isAudited } from '../../../subgraphs/host/audit/auditedFields.ts';
import { eventually } from '../../../tools/start/processes.ts';
import { discard, referent, start, type Started, type TestFolder } from './support/commandLine.ts';
import { seededFolder } from './support/seededFolder.ts';
import { storeDoor, type StoreDoor } from './support/storeDoor.ts';
import { subRequestsOf } from './support/storeLogs.ts';

const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
let folder: TestFolder;
let started: Started;
let governance: StoreDoor;

beforeAll(async () => {
  folder = await seededFolder();
  started = await start(['--port', '0', '--data', folder.path]);
  governance = storeDoor(folder, 'governance');
}, 120_000);
afterAll(async () => {
  await governance.close();
  await discard(started, folder);
}, 60_000);

const show = async (screen: string, persona: string): Promise<void> => {
  const words = ['screen', screen, '--as', persona, '--example', '--json'];
  const { output } = await referent([...words, '--data', folder.path]);
  expect((JSON.parse(output) as { errors?: unknown }).errors).toBeUndefined();
};

/** What has arrived at governance, in the order of each chain. */
const segments = async (): Promise<readonly ReceiptSegment[]> =>
  (
    await governance.sql<{ body: string }>(
      'select body from audit_receipt_segment order by store, incarnation, from_n',
    )
  ).map(({ body }) => JSON.parse(body) as ReceiptSegment);

/** Ids of the sub-requests that stores answered, with what they asked for. */
const answered = async (): Promise<readonly { jti: string; audited: boolean }[]> =>
  (await subRequestsOf(folder.path)).map((entry) => ({
    jti: String((entry as { jti?: unknown }).jti),
    audited: (entry.coordinates ?? []).some((coordinate) => isAudited(lock, coordinate)),
  }));

test('each sub-request of the four screens that asks for such fields has one receipt, in a whole chain', async () => {
  await show('customer-360', 'account-manager');
  await show('order-status', 'care-agent');
  await show('collections', 'collections-clerk');
  await show('pipeline-board', 'sales-lead');
  const asked = await answered();
  const wanted = asked.filter(({ audited }) => audited).map(({ jti }) => jti);
  expect(wanted.length).toBeGreaterThan(8);
  const receipts = async (): Promise<string[]> =>
    (await segments()).flatMap((segment) => segment.receipts.map(({ jti }) => jti));
  expect(
    await eventually(async () => (await receipts()).length >= wanted.length, 10_000, 250),
  ).toBe(true);
  expect((await receipts()).sort()).toEqual([...wanted].sort());
  const heads = new Map<string, string>();
  for (const { incarnation, prev, head } of await segments()) {
    expect(prev).toBe(heads.get(incarnation) ?? chainStart);
    heads.set(incarnation, head);
  }
}, 60_000);

test('a store that is killed loses at most the receipts of its last second', async () => {
  await show('customer-360', 'account-manager');
  const answeredBefore = await answered();
  // A second and what one write takes: from here on, all that was answered is written.
  await eventually(() => false, 1_500, 1_500);
  await show('customer-360', 'account-manager');
  const { pid } = folder.run().processes.crm ?? {};
  process.kill(pid ?? 0, 'SIGKILL');
  const isBack = async (): Promise<boolean> => {
    const other = folder.run().processes.crm;
    if (other === undefined || other.pid === pid) return false;
    return (await fetch(`${other.url}/health/ready`).catch(() => undefined))?.ok === true;
  };
  expect(await eventually(isBack, 30_000, 250)).toBe(true);
  const wanted = answeredBefore.filter(({ audited }) => audited).map(({ jti }) => jti);
  const missing = async (): Promise<readonly string[]> => {
    const kept = new Set(
      (await segments()).flatMap(({ receipts }) => receipts.map(({ jti }) => jti)),
    );
    return wanted.filter((jti) => !kept.has(jti));
  };
  await eventually(async () => (await missing()).length === 0, 10_000, 250);
  expect(await missing()).toEqual([]);
}, 90_000);
