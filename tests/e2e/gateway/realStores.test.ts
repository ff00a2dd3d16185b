import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ulid } from 'ulid';
import { createGateway, type Gateway } from '../../../gateway/createGateway.ts';
import { systemClock } from '../../../lib/clock.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import { listen, type RunningServer } from '../../../lib/httpServer.ts';
import { silentLog } from '../../../lib/log.ts';
import { storeNames, type StoreName } from '../../../lib/storeName.ts';
import type { Receipt, ReceiptSegment } from '../../../audit/receipt.ts';
import type { TextFile } from '../../../policies/compiler/types.ts';
import { crm } from '../../../subgraphs/crm/store.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { insert, insertCompany, opportunityRow } from '../../database/crm/fixtures.ts';
import { compileGraph } from '../../support/compiled.ts';
import { startCuttingProxy, type CuttingProxy } from '../../support/cuttingProxy.ts';
import { createTestLog, type TestLog } from '../../support/releaseLog.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { projectPolicies, projectSdl } from '../../support/project.ts';
import { nothingRestricted } from '../../support/lockdowns.ts';
import { startTestStore, type TestStore } from '../../support/testStore.ts';
import { startIssuer, type Issuer } from './support/issuer.ts';
import { testConfig } from './support/world.ts';

const board: TextFile = {
  file: 'screens/board.graphql',
  text: `query Board @screen(purpose: "sales-planning", roles: ["sales-lead"], subjectsMax: 0) {
    pipeline(first: 10) {
      totalCount
      edges { node { id name customer { id tradeName } lines { product { id sku } } } }
    }
  }`,
};
const deals: TextFile = {
  file: 'screens/deals.graphql',
  text: `query Deals($id: ID!) @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) {
    customer(id: $id) {
      id customerNumber
      opportunities(first: 5) { edges { node { id amount { minorUnits currency } } } }
      receivables { balance { minorUnits } }
    }
  }`,
};
const rules: TextFile = {
  file: 'screens/rules.graphql',
  text: `query Rules @screen(purpose: "accountability", roles: ["auditor"], subjectsMax: 0) {
    policy { hash fields(first: 1, store: "crm") { totalCount edges { node { coordinate store } } } }
  }`,
};

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly {
    readonly path: readonly (string | number)[];
    readonly extensions: { readonly code: string };
  }[];
  readonly extensions: {
    readonly withheld: readonly { readonly path: string; readonly code: string }[];
  };
}

let issuer: Issuer;
let stores: readonly TestStore[];
let gateway: Gateway;
let server: RunningServer;
let proxy: CuttingProxy;
let audit: TestLog;

beforeAll(async () => {
  const sdl = Object.fromEntries(storeNames.map((name) => [name, projectSdl(name)])) as Record<
    StoreName,
    string
  >;
  const { lock, supergraph } = compileGraph(sdl, projectPolicies(), [board, deals, rules]);
  const installation = createTestInstallation(lock.hash);
  issuer = await startIssuer();
  const start = (definition: typeof crm): Promise<TestStore> =>
    startTestStore({
      ...{ definition, sdl: sdl[definition.name], policy: lock },
      ...{ installation, kind: 'synthetic' as const },
    });
  stores = [await start(crm), await start(governance)];
  await fill(stores[0]?.database.ownerUrl ?? '');
  proxy = await startCuttingProxy(stores[0]?.url ?? '');
  audit = createTestLog({ epoch: 1, lock: lock.hash, lockVersion: 0 }, silentLog);
  const urls = { crm: proxy.url, governance: stores[1]?.url ?? '' };
  const slow = { timeoutMs: 4_000, answerBytesMax: 200_000, connections: 8 };
  const breaker = { failures: 10, cooldownMs: 500, cooldownMaxMs: 5_000 };
  const changes = { stores: { ...slow, breaker } };
  gateway = await createGateway(testConfig(issuer, urls, changes), {
    lock,
    installation: installation.lock,
    keys: installation.gateway,
    supergraphSdl: supergraph,
    documents: [board, deals, rules],
    clock: systemClock,
    newId: randomUUID,
    newEntryId: () => ulid(),
    log: silentLog,
    gate: audit.gate,
    lockdowns: nothingRestricted,
  });
  server = await listen(gateway.handler, '127.0.0.1', 0);
});

afterAll(async () => {
  await server.close(0);
  await gateway.close();
  await proxy.close();
  await Promise.all([...stores.map((store) => store.close()), issuer.close()]);
});

async function fill(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await insertCompany(client);
    await insert(
      client,
      'opportunity',
      opportunityRow('of-company', 'company'),
      opportunityRow('of-person', 'person'),
      opportunityRow('of-trader', 'trader'),
    );
  } finally {
    await client.end();
  }
}

async function ask(text: string, role: string, variables = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await issuer.token({ roles: [role] })}`,
    },
    body: JSON.stringify({ documentId: sha256Hex(text), variables }),
  });
  return (await response.json()) as Answer;
}

test('deals of natural persons are left out of the board, its count included, and said so once', async () => {
  const answer = await ask(board.text, 'sales-lead');
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toEqual({
    pipeline: {
      totalCount: 1,
      edges: [
        {
          node: {
            id: 'of-company',
            name: 'Deal of-company',
            customer: { id: 'company', tradeName: 'Acme Pumps' },
            lines: [],
          },
        },
      ],
    },
  });
  expect(answer.extensions.withheld).toEqual([{ path: 'pipeline', code: 'PARTY_NOT_PERMITTED' }]);
});

test('the account manager sees them, and the store that is not there costs its own field', async () => {
  const answer = await ask(deals.text, 'account-manager', { id: 'person' });
  expect(answer.data).toEqual({
    customer: {
      id: 'person',
      customerNumber: 'C-2',
      opportunities: {
        edges: [{ node: { id: 'of-person', amount: { minorUnits: '100000', currency: 'EUR' } } }],
      },
      receivables: null,
    },
  });
  expect(answer.errors).toMatchObject([
    { path: ['customer', 'receivables'], extensions: { code: 'STORE_UNAVAILABLE' } },
  ]);
});

test('the published policy in force is answered by governance', async () => {
  const answer = await ask(rules.text, 'auditor');
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({
    policy: { fields: { edges: [{ node: { store: 'crm' } }] } },
  });
});

/** What the store's chain has for an intent. */
async function chained(intent: unknown): Promise<readonly Receipt[]> {
  await stores[0]?.server.audit.flush();
  const rows = await stores[0]?.sql<{ body: string }>(
    `select body from audit_outbox where kind = 'segment'`,
  );
  return (rows ?? [])
    .flatMap(({ body }) => (JSON.parse(body) as ReceiptSegment).receipts)
    .filter(({ entryId }) => entryId === intent);
}

test('an answer that was cut off stays on record in the store, and the release says where it went', async () => {
  await audit.clear();
  proxy.cuts = 1;
  const answer = await ask(deals.text, 'account-manager', { id: 'person' });
  expect(answer.data).toMatchObject({ customer: { customerNumber: 'C-2' } });
  const [release] = audit.decisions('release');
  const served = await chained(release?.intent);
  expect(served.map(({ attempt }) => attempt).sort()).toEqual([1, 2]);
  const jtiOf = (attempt: number) => served.find((one) => one.attempt === attempt)?.jti;
  expect(release?.receipts).toMatchObject([{ store: 'crm', jti: jtiOf(2) }]);
  expect(release?.unanswered).toEqual(expect.arrayContaining([{ store: 'crm', jti: jtiOf(1) }]));
});
