import { z } from 'zod';
import { product } from '../../../lib/product.ts';
import { environmentPrefix, storeNames, type StoreName } from '../../../lib/storeName.ts';
import { migrateStore } from '../../../subgraphs/host/migrate.ts';
import { storeDefinition } from '../../start/storeDefinitions.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { json, noWords, stores } from '../options.ts';

const input = z.object({ words: noWords, json, stores: stores.optional() });

export const command = defineCommand({
  name: 'migrate',
  summary: 'Brings databases of your own to the present schema; start does it for embedded ones.',
  details: ['Reads <STORE>_OWNER_DATABASE_URL, for example CRM_OWNER_DATABASE_URL.'],
  options: {
    stores: { type: 'string', value: 'A,B', says: 'Some stores alone; all unless said.' },
  },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const chosen = given.stores ?? storeNames;
  const owners = chosen.map((store) => [store, ownerUrlOf(store, context)] as const);
  const missing = owners.flatMap(([store, url]) =>
    url === undefined ? [`${environmentPrefix(store)}_OWNER_DATABASE_URL`] : [],
  );
  if (missing.length > 0) {
    throw new CommandFailure(
      `Not set: ${missing.join(', ')}. Choose stores with --stores, or let npx ${product} start migrate embedded databases.`,
    );
  }
  const done: Record<string, readonly string[]> = {};
  for (const [store, url] of owners) {
    const names = await migrateStore(await storeDefinition(store), url ?? '');
    done[store] = names;
    if (!given.json)
      context.print(`${store}: ${names.length === 0 ? 'up to date' : names.join(', ')}`);
  }
  if (given.json) context.print(JSON.stringify(done, null, 2));
}

function ownerUrlOf(store: StoreName, context: CommandContext): string | undefined {
  const url = context.environment[`${environmentPrefix(store)}_OWNER_DATABASE_URL`];
  return url === '' ? undefined : url;
}
