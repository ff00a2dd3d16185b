import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRows } from '../../../subgraphs/host/rows.ts';
import { connectStore, type StoreDatabase } from '../../../subgraphs/host/database.ts';
import { SalesOrderLineRow, SalesOrderRow } from '../../../subgraphs/crm/entities/order.ts';
import { documentSha256 } from '../../../subgraphs/crm/orders/orderDocument.ts';
import { crm } from '../../../subgraphs/crm/store.ts';
import { seed } from '../../../tools/seed/seed.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';

let database: ClonedDatabase;
let store: StoreDatabase;
const folder = mkdtempSync(join(tmpdir(), 'referent-seeded-'));

beforeAll(async () => {
  database = await cloneDatabase(crm);
  await seed({
    size: 'S',
    seed: 1,
    stores: { crm: database.ownerUrl },
    examplesFile: join(folder, 'examples.json'),
    report: () => undefined,
  });
  store = await connectStore(crm, database.url);
});
afterAll(async () => {
  await store.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('every seeded order that was sent for signing carries the fingerprint of its own words', async () => {
  const fingerprints = await store.query<{ id: string; document_sha256: string }>(
    `select o.id, e.document_sha256 from sales_order o
       join signature_envelope e on e.id = o.signature_id`,
  );
  expect(fingerprints.length).toBeGreaterThan(10);
  await store.transaction(async (inside) => {
    const orders = await findRows(inside, SalesOrderRow, 'true');
    const lines = await findRows(inside, SalesOrderLineRow, 'true order by t.line_number');
    for (const { id, document_sha256 } of fingerprints) {
      const order = orders.find((candidate) => candidate.id === id);
      const own = lines.filter(({ orderId }) => orderId === id);
      expect(order === undefined ? '' : documentSha256(order, own)).toBe(document_sha256);
    }
  });
});

test('each seeded deal has the chance of winning that belongs to its stage', async () => {
  const rows = await store.query(
    `select stage, count(distinct probability)::int as chances from opportunity group by stage`,
  );
  expect(rows.map((row) => (row as { chances: number }).chances)).toEqual(rows.map(() => 1));
});

test('there is a qualified lead with a person, a price for each product and a standard ERP', async () => {
  const [found] = await store.query(
    `select exists (select 1 from lead where status = 'QUALIFIED' and person_id is not null) as lead,
            not exists (select 1 from product_selling s where not exists
              (select 1 from price p where p.product_id = s.product_id)) as prices,
            exists (select 1 from erp_instance where is_default) as erp`,
  );
  expect(found).toEqual({ lead: true, prices: true, erp: true });
});
