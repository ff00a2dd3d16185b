import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { keyHolders, witnessStores } from '../../../lib/processNames.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { migrateStore } from '../../../subgraphs/host/migrate.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../postgres/embeddedPostgres.ts';
import { openAuditInbox } from '../../postgres/provision.ts';
import { servingSettings } from '../../postgres/servingSettings.ts';
import { dataFolder, makeDataFolder, type DataFolder } from '../../start/dataFolder.ts';
import {
  auditUrlOnPort,
  logLimits,
  postgresHome,
  provisionEmbedded,
  urlsOnPort,
} from '../../start/embeddedDatabases.ts';
import { storeVariables, type InstallationEnvironment } from '../../start/environments.ts';
import { isLive } from '../../start/health.ts';
import { ensureInstallation } from '../../start/installation.ts';
import { openLogFile } from '../../start/logFile.ts';
import { launchNode } from '../../start/nodeProcess.ts';
import type { Launched } from '../../start/part.ts';
import { choosePorts } from '../../start/ports.ts';
import { eventually } from '../../start/processes.ts';
import { ensureSecrets, type Secrets } from '../../start/secrets.ts';
import { storeDefinition } from '../../start/storeDefinitions.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A process of governance, and how it can be reached. */
export interface Governance {
  readonly url: string;
  readonly launched: Launched;
}

/** PostgreSQL, three witnesses and as many processes of governance as are asked for, all real. */
export interface LogSite {
  readonly folder: DataFolder;
  /** By which gateways write entries. */
  readonly auditUrl: string;
  /** As governance's own service role. */
  readonly databaseUrl: string;
  readonly startGovernance: (name: string) => Promise<Governance>;
  readonly remove: () => Promise<void>;
}

const stores: readonly StoreName[] = [...witnessStores, 'governance'];
const startDeadlineMs = 60_000;

export async function openLogSite(environment: Environment): Promise<LogSite> {
  const parent = mkdtempSync(join(tmpdir(), 'referent-log-proof-'));
  // The database server's own account must pass through it.
  chmodSync(parent, 0o755);
  const folder = dataFolder(join(parent, 'data'));
  makeDataFolder(folder);
  const policy = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const { genesis } = ensureInstallation(folder, keyHolders, policy.hash);
  const server = await startEmbeddedPostgres({
    ...{ folder: folder.postgres, settings: servingSettings(totalmem()) },
  });
  const running: Launched[] = [];
  const remove = async (): Promise<void> => {
    await Promise.all(running.map((each) => each.end()));
    await server.stop();
    rmSync(postgresHome(folder), { recursive: true, force: true });
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    const secrets = ensureSecrets(folder);
    await makeDatabases(folder, server, secrets);
    const ports = await choosePorts(witnessStores, 0);
    const storeUrls = Object.fromEntries(
      witnessStores.map((store) => [store, `http://127.0.0.1:${String(ports.get(store) ?? 0)}`]),
    );
    const issuer = { ISSUER_URL: 'http://127.0.0.1:1', JWKS_URL: 'http://127.0.0.1:1/jwks' };
    const shared = { mode: 'development', folder, genesis, issuer, storeUrls } as const;
    const site: Launching = { ...{ shared, server, secrets, environment, running } };
    await Promise.all(
      witnessStores.map((store) => launch(site, store, store, ports.get(store) ?? 0)),
    );
    return {
      folder,
      auditUrl: auditUrlOnPort(server.port, secrets),
      databaseUrl: urlsOnPort('governance', server.port, secrets).url,
      startGovernance: async (name) => {
        const port = (await choosePorts([name], 0)).get(name) ?? 0;
        return launch(site, name, 'governance', port);
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function makeDatabases(
  folder: DataFolder,
  server: EmbeddedPostgres,
  secrets: Secrets,
): Promise<void> {
  await provisionEmbedded(folder, server.port, stores, secrets);
  for (const store of stores) {
    const { ownerUrl } = urlsOnPort(store, server.port, secrets);
    await migrateStore(await storeDefinition(store), ownerUrl);
    if (store === 'governance') await openAuditInbox(ownerUrl);
  }
}

interface Launching {
  readonly shared: InstallationEnvironment;
  readonly server: EmbeddedPostgres;
  readonly secrets: Secrets;
  readonly environment: Environment;
  readonly running: Launched[];
}

async function launch(
  { shared, server, secrets, environment, running }: Launching,
  name: string,
  store: StoreName,
  port: number,
): Promise<Governance> {
  const { url } = urlsOnPort(store, server.port, secrets);
  const launched = launchNode(
    {
      ...{ name, program: `subgraphs/${store}/main.js`, execArgv: [] },
      environment: storeVariables(shared, store, port, { url, ownerUrl: undefined }),
      log: openLogFile({ path: shared.folder.logFile(name), ...logLimits }),
    },
    environment,
  );
  running.push(launched);
  const own = `http://127.0.0.1:${String(port)}`;
  await eventually(() => isLive(own), startDeadlineMs);
  return { url: own, launched };
}
