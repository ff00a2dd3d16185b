import { hasKeyDatabase, keyDatabase, type StoreName } from '../../lib/storeName.ts';
import { ensureIssuerKeys } from '../issuer/issuerKeys.ts';
import type { StoreCredentials } from './environments.ts';
import { auditUrlOnPort, postgresPart, urlsOnPort } from './embeddedDatabases.ts';
import { readiness } from './health.ts';
import type { Installation } from './installation.ts';
import { Part, startTogether, type PartHooks } from './part.ts';
import {
  gatewaySpec,
  issuerSpec,
  loopbackUrl,
  storeSpec,
  type ListeningPart,
  type Surroundings,
} from './partSpecs.ts';
import { prepareConsole } from './console.ts';
import { prepareData, prepareDatabases, prepareSupergraph, type EmbeddedUrls } from './prepare.ts';
import { eventually } from './processes.ts';
import { ensureSecrets } from './secrets.ts';
import type { Stages } from './stages.ts';
import type { StartInput } from './start.ts';

export interface Site {
  readonly installation: Installation;
  readonly ports: ReadonlyMap<string, number>;
  readonly stages: Stages;
  readonly hooks: PartHooks;
  /** Of the control door and of the gateway's development endpoints. */
  readonly token: string;
}

const readyDeadlineMs = 60_000;

/** Graph, databases and data, stores, gateway: each needs what is before it; the issuer and the console nothing. */
export async function bringUp(input: StartInput, site: Site): Promise<void> {
  const { signal, progress } = input;
  const supergraph = await prepareSupergraph(input.folder, input.stores, progress);
  signal.throwIfAborted();
  const around = surroundings(input, site);
  const [embedded] = await Promise.all([
    bringUpDatabases(input, site),
    bringUpIssuer(input, site, around),
    prepareConsole(progress),
  ]);
  signal.throwIfAborted();
  const stores = input.stores.map(
    (store) =>
      new Part(storeSpec(around, store, databaseOf(store, input, embedded, site)), site.hooks),
  );
  await startStage(stores, input, site);
  const auditUrl = input.plan.auditUrl ?? embeddedAuditUrl(input, site);
  const own = { supergraph, controlToken: site.token, workers: input.workers, auditUrl };
  await startStage([new Part(gatewaySpec(around, own), site.hooks)], input, site);
  await progress.step('Every store answers the gateway', () => allUp(input, around));
}

const embeddedAuditUrl = ({ folder }: StartInput, { ports }: Site): string =>
  auditUrlOnPort(ports.get('postgres') ?? 0, ensureSecrets(folder));

async function bringUpIssuer(input: StartInput, site: Site, around: Surroundings): Promise<void> {
  if (input.plan.issuer.kind !== 'embedded') return;
  ensureIssuerKeys(input.folder.keyFile('issuer'));
  await startStage([new Part(issuerSpec(around), site.hooks)], input, site);
}

async function startStage(parts: readonly Part[], input: StartInput, site: Site): Promise<void> {
  site.stages.add(...parts);
  await startTogether(parts, input.progress);
  input.signal.throwIfAborted();
}

async function bringUpDatabases(input: StartInput, site: Site): Promise<EmbeddedUrls> {
  const stores = input.stores.filter((store) => input.plan.databases[store]?.kind === 'embedded');
  if (stores.length === 0) return {};
  const port = site.ports.get('postgres') ?? 0;
  const server = postgresPart(input.folder, port, site.hooks);
  site.stages.add(server);
  const { folder, progress } = input;
  const urls = await prepareDatabases({ folder, stores, server, port, progress });
  input.signal.throwIfAborted();
  // Personas meet synthetic data alone; a store of one's own issuer begins empty and real.
  if (input.plan.issuer.kind === 'embedded') {
    await prepareData(folder, urls, { size: 'S', seed: 1 }, progress);
  }
  return urls;
}

/** An embedded database was migrated by the supervisor, so its process never sees the owner's password. */
function databaseOf(
  store: StoreName,
  input: StartInput,
  embedded: EmbeddedUrls,
  { ports }: Site,
): StoreCredentials {
  const plan = input.plan.databases[store];
  if (plan?.kind === 'given') {
    return { url: plan.url, ownerUrl: plan.ownerUrl, keysUrl: plan.keysUrl };
  }
  const keysUrl = hasKeyDatabase(store)
    ? urlsOnPort(keyDatabase, ports.get('postgres') ?? 0, ensureSecrets(input.folder)).url
    : undefined;
  return { url: embedded[store]?.url ?? '', ownerUrl: undefined, keysUrl };
}

function surroundings(input: StartInput, site: Site): Surroundings {
  const portOf = (part: ListeningPart): number => site.ports.get(part) ?? 0;
  const issuerUrl = loopbackUrl(portOf('issuer'));
  const issuer =
    input.plan.issuer.kind === 'given'
      ? input.plan.issuer.environment
      : { ISSUER_URL: issuerUrl, JWKS_URL: `${issuerUrl}/jwks`, AUDIENCE: 'referent' };
  return {
    shared: {
      mode: input.mode,
      folder: input.folder,
      genesis: site.installation.genesis,
      issuer,
      storeUrls: Object.fromEntries(
        input.stores.map((store) => [store, loopbackUrl(portOf(store))]),
      ),
    },
    portOf,
    environment: input.environment,
  };
}

async function allUp(input: StartInput, around: Surroundings): Promise<void> {
  const url = loopbackUrl(around.portOf('gateway'));
  let missing: readonly string[] = input.stores;
  const up = await eventually(
    async () => {
      input.signal.throwIfAborted();
      const stores = (await readiness(url))?.stores ?? {};
      missing = input.stores.filter((store) => stores[store] !== 'up');
      return missing.length === 0;
    },
    readyDeadlineMs,
    100,
  );
  if (!up) throw new Error(`The gateway does not reach ${missing.join(', ')}.`);
}
