import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashOfInstallationLock } from '../../../../lib/installationLock.ts';
import { writeProcessKeys } from '../../../../lib/keys.ts';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { environmentPrefix } from '../../../../lib/storeName.ts';
import { apiSchemaOf } from '../../../../policies/apiSchema.ts';
import { lockHash } from '../../../../policies/readLock.ts';
import { serveCheckpoints } from '../../../support/checkpoints.ts';
import { auditDatabase, type AuditDatabase } from '../../../support/databases.ts';
import { createTestInstallation } from '../../../support/installation.ts';
import { allDocuments } from './documents.ts';
import { startFixtureStore, type FixtureStore } from './fixtureStore.ts';
import { composeGraph } from './graph.ts';
import { startIssuer, type Issuer } from './issuer.ts';
import { lockFor } from './lock.ts';
import { storesOfGraph } from './world.ts';

export const controlToken = 'control-token-of-at-least-32-letters';

/** The small graph's stores and issuer, and what a gateway's process needs to find them. */
export interface Site {
  readonly stores: Readonly<Record<(typeof storesOfGraph)[number], FixtureStore>>;
  readonly issuer: Issuer;
  readonly audit: AuditDatabase;
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export async function startSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'referent-gateway-'));
  const path = (name: string): string => join(folder, name);
  const [issuer, audit] = await Promise.all([startIssuer(), auditDatabase()]);
  const supergraph = composeGraph(storesOfGraph);
  const unsealed = lockFor(apiSchemaOf(supergraph), allDocuments);
  const lock = { ...unsealed, hash: lockHash(unsealed) };
  const installation = createTestInstallation(lock.hash);
  const checkpoints = await serveCheckpoints(installation);
  const stores = await Promise.all(
    storesOfGraph.map((name) =>
      startFixtureStore(name, installation.stores[name], installation.gateway.public),
    ),
  );
  writeFileSync(path('supergraph.graphql'), supergraph);
  writeFileSync(path('policy.lock.json'), JSON.stringify(lock));
  writeFileSync(path('installation.lock.json'), JSON.stringify(installation.lock));
  writeProcessKeys(path('key.json'), installation.gateway);
  mkdirSync(path('screens'));
  for (const [index, text] of allDocuments.entries()) {
    writeFileSync(join(path('screens'), `${String(index)}.graphql`), text);
  }
  return {
    stores: Object.fromEntries(stores.map((store) => [store.name, store])) as Site['stores'],
    issuer,
    audit,
    environment: {
      AUDIT_DATABASE_URL: audit.url,
      GOVERNANCE_URL: checkpoints.url,
      ...{ MODE: 'development', PORT: '0', CONTROL_TOKEN: controlToken },
      ...{ ISSUER_URL: issuer.url, JWKS_URL: issuer.jwksUrl, AUDIENCE: 'referent' },
      POLICY_LOCK: path('policy.lock.json'),
      SUPERGRAPH: path('supergraph.graphql'),
      SCREENS: path('screens'),
      INSTALLATION_LOCK: path('installation.lock.json'),
      INSTALLATION_GENESIS: hashOfInstallationLock(installation.lock),
      KEY_FILE: path('key.json'),
      ...Object.fromEntries(stores.map(({ name, url }) => [`${environmentPrefix(name)}_URL`, url])),
    },
    close: async () => {
      await Promise.all([...stores.map((store) => store.close()), issuer.close()]);
      await checkpoints.close(0);
      await audit.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

export interface LogLine {
  readonly event: string;
  readonly process: string;
  readonly url?: string;
  readonly pid?: number;
}

export interface GatewayProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly exited: Promise<number | null>;
  readonly lines: () => readonly LogLine[];
  /** Resolves when as many lines of the event have been logged. */
  readonly logged: (event: string, count: number) => Promise<readonly LogLine[]>;
}

/** Starts the real program and waits until every worker serves. */
export async function startGatewayProcess(
  site: Site,
  variables: Readonly<Record<string, string>> = {},
  words: readonly string[] = [],
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [projectFile('dist', 'gateway', 'main.js'), ...words], {
    env: { ...site.environment, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  });
  const lines = (): readonly LogLine[] =>
    output
      .slice(0, output.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  const logged: GatewayProcess['logged'] = (event, count) =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = lines().filter((line) => line.event === event);
        if (found.length < count) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
    });
  const flag = words.indexOf('--workers');
  const workers = Number(variables.WORKERS ?? words[flag + 1] ?? 1);
  const [first] = await Promise.race([
    logged('started', workers),
    exited.then((code) => Promise.reject(new Error(`ended with ${String(code)}: ${output}`))),
  ]);
  return { child, url: first?.url ?? '', exited, lines, logged };
}
