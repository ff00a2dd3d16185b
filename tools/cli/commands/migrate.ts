import { z } from 'zod';
import { systemClock } from '../../../lib/clock.ts';
import { silentLog } from '../../../lib/log.ts';
import { product } from '../../../lib/product.ts';
import {
  databaseName,
  environmentPrefix,
  hasKeyDatabase,
  keyDatabase,
  storeNames,
  type DatabaseHolder,
  type StoreName,
} from '../../../lib/storeName.ts';
import type { StoreDefinition } from '../../../subgraphs/host/definition.ts';
import { migrateKeys, migrateStore } from '../../../subgraphs/host/migrate.ts';
import {
  auditWriterRole,
  openAuditInbox,
  provisionStore,
  rolesOf,
} from '../../postgres/provision.ts';
import { storeDefinition } from '../../start/storeDefinitions.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { json, noWords, stores } from '../options.ts';

const input = z.object({ words: noWords, json, stores: stores.optional() });

export const command = defineCommand({
  name: 'migrate',
  summary: 'Brings databases of your own to the present schema; start does it for embedded ones.',
  details: [
    'Reads <STORE>_OWNER_DATABASE_URL, for example CRM_OWNER_DATABASE_URL.',
    'With <STORE>_SUPERUSER_DATABASE_URL it first makes the database and the two roles that',
    '<STORE>_OWNER_DATABASE_URL and <STORE>_DATABASE_URL name; for governance also the role that',
    'AUDIT_DATABASE_URL names, by which gateways write audit entries. With customer-pii comes its key',
    'database, by the same variables of CUSTOMER_PII_KEYS.',
  ],
  options: {
    stores: { type: 'string', value: 'A,B', says: 'Some stores alone; all unless said.' },
  },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const chosen = given.stores ?? storeNames;
  const missing = chosen
    .flatMap(holdersOf)
    .filter((store) => urlOf(store, 'OWNER_', context) === undefined)
    .map((store) => `${environmentPrefix(store)}_OWNER_DATABASE_URL`);
  if (missing.length > 0) {
    throw new CommandFailure(
      `Not set: ${missing.join(', ')}. Choose stores with --stores, or let npx ${product} start migrate embedded databases.`,
    );
  }
  const done: Record<string, readonly string[]> = {};
  for (const store of chosen) {
    for (const holder of holdersOf(store)) await provision(holder, context);
    const names = await migrate(store, context);
    done[store] = names;
    if (!given.json) {
      context.print(`${store}: ${names.length === 0 ? 'up to date' : names.join(', ')}`);
    }
  }
  if (given.json) context.print(JSON.stringify(done, null, 2));
}

async function migrate(store: StoreName, context: CommandContext): Promise<readonly string[]> {
  const ownerUrl = urlOf(store, 'OWNER_', context) ?? '';
  const definition = await storeDefinition(store);
  const names = await migrateStore(definition, ownerUrl);
  if (store === 'governance') await openAuditInbox(ownerUrl);
  if (!hasKeyDatabase(store)) return names;
  const keys = await migrateKeys(urlOf(keyDatabase, 'OWNER_', context) ?? '');
  return [...names, ...keys, ...(await sealExisting(definition, ownerUrl, context))];
}

/** What was written before its column was sealed; an installation that is new has nothing of the kind. */
async function sealExisting(
  { vault }: StoreDefinition,
  ownerUrl: string,
  context: CommandContext,
): Promise<readonly string[]> {
  const folder = context.environment.WRAPPING_KEYS_FOLDER ?? '';
  const rows = await vault?.sealExisting({
    ...{ ownerUrl, clock: systemClock, log: silentLog },
    keysUrl: urlOf(keyDatabase, '', context),
    config: folder === '' ? undefined : { folder, windowDays: 7 },
  });
  if (rows === 'no keys') {
    throw new CommandFailure(
      `There are personal values in clear. Set ${environmentPrefix(keyDatabase)}_DATABASE_URL and WRAPPING_KEYS_FOLDER, so that they can be sealed.`,
    );
  }
  return rows === undefined || rows === 0 ? [] : [`${String(rows)} rows sealed`];
}

/** A store's own database, and the key database of the store that has one. */
const holdersOf = (store: StoreName): readonly DatabaseHolder[] =>
  hasKeyDatabase(store) ? [store, keyDatabase] : [store];

function urlOf(
  store: DatabaseHolder,
  whose: '' | 'OWNER_' | 'SUPERUSER_' | 'SCANNER_',
  context: CommandContext,
): string | undefined {
  const url = context.environment[`${environmentPrefix(store)}_${whose}DATABASE_URL`];
  return url === '' ? undefined : url;
}

/** A superuser is named on a server's first day alone; the store's processes never learn of it. */
async function provision(store: DatabaseHolder, context: CommandContext): Promise<void> {
  const superuserUrl = urlOf(store, 'SUPERUSER_', context);
  if (superuserUrl === undefined) return;
  if (URL.canParse(superuserUrl) && new URL(superuserUrl).password === placeholder) {
    throw new CommandFailure(
      `${environmentPrefix(store)}_SUPERUSER_DATABASE_URL holds the placeholder of .env.example, which anybody knows.`,
    );
  }
  const { ownerRole, serviceRole, scannerRole } = rolesOf(store);
  await provisionStore({
    superuserUrl,
    store,
    ownerPassword: passwordOf(store, 'OWNER_', ownerRole, context),
    servicePassword: passwordOf(store, '', serviceRole, context),
    ...(store === 'governance' ? { auditWriterPassword: auditPassword(context) } : {}),
    ...(urlOf(store, 'SCANNER_', context) === undefined
      ? {}
      : { scannerPassword: passwordOf(store, 'SCANNER_', scannerRole, context) }),
  });
}

/** What stands in .env.example where a secret belongs. */
const placeholder = 'replace-me';

/** The password in a store's URL, which must name that store's role and database. */
const passwordOf = (
  store: DatabaseHolder,
  whose: '' | 'OWNER_' | 'SCANNER_',
  role: string,
  context: CommandContext,
): string =>
  passwordIn(
    `${environmentPrefix(store)}_${whose}DATABASE_URL`,
    urlOf(store, whose, context),
    role,
    store,
  );

const auditPassword = ({ environment }: CommandContext): string =>
  passwordIn('AUDIT_DATABASE_URL', environment.AUDIT_DATABASE_URL, auditWriterRole, 'governance');

function passwordIn(
  name: string,
  text: string | undefined,
  role: string,
  store: DatabaseHolder,
): string {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  const fits = url?.username === role && url.pathname === `/${databaseName(store)}`;
  if (url?.password === placeholder) {
    throw new CommandFailure(`${name} holds the placeholder of .env.example, which anybody knows.`);
  }
  if (!fits || url.password === '') {
    throw new CommandFailure(
      `${name} must name the role ${role} with its password, and the database ${databaseName(store)}.`,
    );
  }
  return decodeURIComponent(url.password);
}
