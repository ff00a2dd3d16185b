import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../lib/clock.ts';
import { storeNames } from '../../../lib/storeName.ts';
import { proveCanaries } from '../../../tools/proof/canaries/command.ts';
import { tracesIn } from '../../../tools/proof/canaries/tour.ts';
import { dataFolder } from '../../../tools/start/dataFolder.ts';
import { eventually } from '../../../tools/start/processes.ts';
import { discard, referent, start, type Started, type TestFolder } from './support/commandLine.ts';
import { seededFolder } from './support/seededFolder.ts';
import { subRequestsOf } from './support/storeLogs.ts';

let folder: TestFolder;
let started: Started;

beforeAll(async () => {
  folder = await seededFolder();
  started = await start(['--port', '0', '--data', folder.path]);
}, 120_000);
afterAll(async () => {
  await discard(started, folder);
}, 60_000);

interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { path?: (string | number)[]; extensions: { code: string } }[];
  readonly extensions: {
    readonly withheld: readonly { path: string; code: string }[];
    readonly sources: readonly {
      path: string;
      coordinate: string;
      store: string;
      fetched: boolean;
      form: string;
      /** The store that holds the reference, where the value is a key that it points with. */
      answeredBy?: string;
    }[];
  };
}

/** Name, who asks, and the store that its list or root comes from. */
const screens = [
  ['customer-360', 'account-manager', 'crm'],
  ['order-status', 'care-agent', 'crm'],
  ['collections', 'collections-clerk', 'finance'],
  ['pipeline-board', 'sales-lead', 'crm'],
] as const;

async function show(name: string, persona: string): Promise<Answer> {
  const words = ['screen', name, '--as', persona, '--example', '--sources', '--json'];
  const { output } = await referent([...words, '--data', folder.path]);
  return JSON.parse(output) as Answer;
}

/** Coordinates that a store was asked for, as its own log says. */
async function asked(store: string): Promise<ReadonlySet<string>> {
  const entries = await subRequestsOf(folder.path, [store]);
  return new Set(entries.flatMap(({ coordinates = [] }) => coordinates));
}

/** All values that stand at a path; `*` for list positions. */
function valuesAt(data: unknown, path: readonly string[]): unknown[] {
  const [head, ...rest] = path;
  if (head === undefined) return [data];
  if (data === null || typeof data !== 'object') return [];
  if (head === '*') return Object.values(data).flatMap((item) => valuesAt(item, rest));
  return valuesAt((data as Record<string, unknown>)[head], rest);
}

describe('with every store up', () => {
  test('Customer 360 names a source for every leaf, from four stores, without an error', async () => {
    const answer = await show('customer-360', 'account-manager');
    expect(answer.errors ?? []).toEqual([]);
    expect(new Set(answer.extensions.sources.map(({ store }) => store))).toEqual(
      new Set(['crm', 'finance', 'supply-chain', 'customer-pii']),
    );
  });

  test('a birth date is withheld, and the store was never asked for it', async () => {
    const answer = await show('customer-360', 'account-manager');
    const path = 'customer.contacts.edges.*.node.person.birthDate';
    expect(answer.extensions.withheld).toContainEqual({ path, code: 'NOT_PERMITTED' });
    expect(answer.extensions.sources).toContainEqual(
      expect.objectContaining({ path, fetched: false }),
    );
    expect(new Set(valuesAt(answer.data, path.split('.')))).toEqual(new Set([null]));
    const coordinates = await asked('customer-pii');
    expect(coordinates).toContain('PersonName.full');
    expect(coordinates).not.toContain('Person.birthDate');
  });

  test('a dispatcher is refused Customer 360 before any store is asked', async () => {
    const before = (await subRequestsOf(folder.path)).length;
    const words = [
      'screen',
      'customer-360',
      '--as',
      'dispatcher',
      '--example',
      '--data',
      folder.path,
    ];
    const { code, errors } = await referent(words);
    const after = (await subRequestsOf(folder.path)).length;
    expect([code, after]).toEqual([1, before]);
    expect(errors).toContain('ROLE_NOT_ALLOWED');
  });

  test('collections shows telephone numbers whole and e-mail addresses by their domain', async () => {
    const { data } = await show('collections', 'collections-clerk');
    const person = 'agedReceivables.edges.*.node.customer.primaryContact';
    const phones = valuesAt(data, `${person}.phones.*.value`.split('.'));
    const emails = valuesAt(data, `${person}.emails.*.value`.split('.'));
    expect(phones.length).toBeGreaterThan(0);
    for (const phone of phones) expect(phone).toMatch(/^\+\d{10,}$/);
    for (const email of emails) expect(email).toMatch(/^example\.(com|net|org)$/);
  });

  test('natural persons are left out of the pipeline with one entry, and stand on Customer 360', async () => {
    const board = await show('pipeline-board', 'sales-lead');
    expect(board.extensions.withheld).toEqual([{ path: 'pipeline', code: 'PARTY_NOT_PERMITTED' }]);
    const names = valuesAt(board.data, 'pipeline.edges.*.node.customer.tradeName'.split('.'));
    expect(names.length).toBeGreaterThan(0);
    expect(names).not.toContain(null);
    const examples = JSON.parse(readFileSync(join(folder.path, 'examples.json'), 'utf8')) as Record<
      string,
      { id: string }
    >;
    const id = examples['customer-360/natural-person']?.id ?? '';
    const words = [
      'screen',
      'customer-360',
      '--as',
      'account-manager',
      '--var',
      `id=${id}`,
      '--json',
    ];
    const { output } = await referent([...words, '--data', folder.path]);
    const deals = valuesAt(
      JSON.parse(output),
      'data.customer.opportunities.edges.*.node.id'.split('.'),
    );
    expect(deals.length).toBeGreaterThan(0);
  });
});

describe('with one store stopped', () => {
  test.each(storeNames)(
    '%s takes its own values alone, on each of the four screens',
    async (store) => {
      await referent(['stop', store, '--data', folder.path]);
      try {
        for (const [name, persona, driver] of screens) {
          const answer = await show(name, persona);
          const owned = answer.extensions.sources.filter(
            (mark) => (mark.answeredBy ?? mark.store) === store,
          );
          const codes = new Set((answer.errors ?? []).map(({ extensions }) => extensions.code));
          const touched = owned.some(({ form }) => form !== 'deny');
          expect([name, [...codes]]).toEqual([name, touched ? ['STORE_UNAVAILABLE'] : []]);
          for (const { path } of owned) {
            for (const value of valuesAt(answer.data, path.split('.'))) expect(value).toBeNull();
          }
          if (store === driver) continue;
          const others = answer.extensions.sources.filter((mark) => !owned.includes(mark));
          const values = others.flatMap(({ path }) => valuesAt(answer.data, path.split('.')));
          expect(values.filter((value) => value !== null).length).toBeGreaterThan(10);
        }
      } finally {
        await referent(['restart', store, '--data', folder.path]);
      }
      const ready = async (): Promise<boolean> => {
        const health = (await (await fetch(`${started.url}/health/ready`)).json()) as object;
        return 'status' in health && health.status === 'ok';
      };
      expect(await eventually(ready, 10_000, 100)).toBe(true);
    },
  );
});

describe('a store that is asked directly', () => {
  test.each(storeNames)('%s answers nobody without a token, whatever is asked', async (store) => {
    const url = folder.run().processes[store]?.url ?? '';
    for (const query of [
      '{ __typename }',
      '{ _service { sdl } }',
      '{ __schema { types { name } } }',
    ]) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const text = await response.text();
      expect([response.status, text.includes('TOKEN_MISSING')]).toEqual([401, true]);
    }
  });
});

test('a person’s values leave no trace outside of customer-pii, whatever is sent and refused', async () => {
  const world = { environment: {}, clock: systemClock };
  const proof = await proveCanaries(dataFolder(folder.path), folder.run(), world);
  expect(proof).toMatchObject({ echoes: [], files: [], copies: [] });
  expect(proof.requests).toBeGreaterThan(200);
  // One that was left would be found.
  appendFileSync(join(folder.path, 'logs', 'canary.jsonl'), '{"leaked": "GELBFEDER"}');
  expect(tracesIn(dataFolder(folder.path))).toEqual([expect.stringMatching(/canary\.jsonl$/)]);
}, 60_000);
