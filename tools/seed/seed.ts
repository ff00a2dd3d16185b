import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { hasKeyDatabase, storeNames, type StoreName } from '../../lib/storeName.ts';
import { declareInstallation } from '../../subgraphs/host/installation.ts';
import { dayOf } from './calendar.ts';
import { copyTable, type TableRows } from './copy.ts';
import { createWorld } from './createWorld.ts';
import { examplesOf } from './examples.ts';
import { crmTables } from './tables/crm.ts';
import { customerPiiTables } from './tables/customerPii.ts';
import { financeTables } from './tables/finance.ts';
import { supplyChainTables } from './tables/supplyChain.ts';
import { withSealing, type Sealing } from './sealing.ts';
import { sizes, type Size, type World } from './world.ts';

export interface SeedInput {
  readonly size: string;
  readonly seed: number;
  /** Owner's URL of each store to fill; rows of the others are left out, references stay the same. */
  readonly stores: Readonly<Partial<Record<StoreName, string>>>;
  /** Where customer-pii's keys are kept; needed where it is among the stores. */
  readonly keys?: { readonly url: string; readonly folder: string } | undefined;
  /** Gets one value a screen's variable, for `--example`. */
  readonly examplesFile: string;
  readonly report: (state: string) => void;
}

/** The generator's clock stands still here, so that one seed gives one world, whenever it runs. */
const frozenToday = dayOf(new Date('2026-11-23T00:00:00Z'));

const tablesOf: Readonly<Record<StoreName, (world: World) => TableRows[]>> = {
  crm: crmTables,
  finance: financeTables,
  'supply-chain': supplyChainTables,
  'customer-pii': customerPiiTables,
  // What governance holds comes from the published policy, not from a generator.
  governance: () => [],
};

/** Declares each store synthetic and fills it; throws where a database holds rows already. */
export async function seed(input: SeedInput): Promise<void> {
  const world = createWorld(knownSize(input.size), input.seed, frozenToday);
  for (const store of storeNames) {
    const ownerUrl = input.stores[store];
    if (ownerUrl === undefined) continue;
    await declareInstallation(ownerUrl, 'synthetic');
    const report = (state: string): void => {
      input.report(`${store}: ${state}`);
    };
    const tables = tablesOf[store](world);
    if (!hasKeyDatabase(store)) {
      await fill(ownerUrl, tables, report);
      continue;
    }
    if (input.keys === undefined) throw new Error(`${store} needs keys to be filled`);
    await withSealing(input.keys, (sealing) => fill(ownerUrl, tables, report, sealing));
  }
  writeFileSync(input.examplesFile, `${JSON.stringify(examplesOf(world), null, 2)}\n`);
}

/** The rows of customer-pii without sealing: for measurements against databases that seal nothing. */
export const fillInClear = (
  ownerUrl: string,
  { size, seed: number }: Pick<SeedInput, 'size' | 'seed'>,
): Promise<void> =>
  fill(
    ownerUrl,
    customerPiiTables(createWorld(knownSize(size), number, frozenToday)),
    () => undefined,
  );

function knownSize(size: string): Size {
  if (Object.hasOwn(sizes, size)) return size as Size;
  throw new Error(`size ${size} is not known; there are ${Object.keys(sizes).join(' and ')}`);
}

/** All of one store or nothing: one transaction. */
async function fill(
  ownerUrl: string,
  tables: readonly TableRows[],
  report: (state: string) => void,
  sealing?: Sealing,
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    let rows = 0;
    for (const [index, table] of tables.entries()) {
      report(`${table.table} (${String(index + 1)} of ${String(tables.length)})`);
      rows += await copyTable(client, sealing?.table(table) ?? table);
    }
    // Keys first: what they seal may never be there without them.
    await sealing?.keepKeys();
    await client.query('commit');
    await client.query('analyze');
    report(`${String(rows)} rows`);
  } finally {
    await client.end();
  }
}
