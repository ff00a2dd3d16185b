import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { storeNames, type StoreName } from '../../lib/storeName.ts';
import { declareInstallation } from '../../subgraphs/host/installation.ts';
import { dayOf } from './calendar.ts';
import { copyTable, type TableRows } from './copy.ts';
import { createWorld } from './createWorld.ts';
import { examplesOf } from './examples.ts';
import { crmTables } from './tables/crm.ts';
import { customerPiiTables } from './tables/customerPii.ts';
import { financeTables } from './tables/finance.ts';
import { supplyChainTables } from './tables/supplyChain.ts';
import { sizes, type Size, type World } from './world.ts';

export interface SeedInput {
  readonly size: string;
  readonly seed: number;
  /** Owner's URL of each store to fill; rows of the others are left out, references stay the same. */
  readonly stores: Readonly<Partial<Record<StoreName, string>>>;
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
    await fill(ownerUrl, tablesOf[store](world), (state) => {
      input.report(`${store}: ${state}`);
    });
  }
  writeFileSync(input.examplesFile, `${JSON.stringify(examplesOf(world), null, 2)}\n`);
}

function knownSize(size: string): Size {
  if (Object.hasOwn(sizes, size)) return size as Size;
  throw new Error(`size ${size} is not known; there are ${Object.keys(sizes).join(' and ')}`);
}

/** All of one store or nothing: one transaction. */
async function fill(
  ownerUrl: string,
  tables: readonly TableRows[],
  report: (state: string) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    let rows = 0;
    for (const [index, table] of tables.entries()) {
      report(`${table.table} (${String(index + 1)} of ${String(tables.length)})`);
      rows += await copyTable(client, table);
    }
    await client.query('commit');
    await client.query('analyze');
    report(`${String(rows)} rows`);
  } finally {
    await client.end();
  }
}
