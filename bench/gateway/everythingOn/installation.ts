import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { hashOfInstallationLock, signInstallationLock } from '../../../lib/installationLock.ts';
import { generateProcessKeys, writeProcessKeys } from '../../../lib/keys.ts';
import { logKey, witnessKey, witnessStores } from '../../../lib/processNames.ts';
import { storeNames } from '../../../lib/storeName.ts';
import { compilePolicies } from '../../../policies/compiler/compile.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { parseScreen } from '../../../policies/screen.ts';
import type { LogSigners } from './checkpoints.ts';
import {
  composeBenchGraph,
  type BenchGraph,
  type BenchPolicy,
  type SubgraphUrls,
} from '../graphs/benchGraph.ts';

/** The files of a gateway with everything on, and the environment that names them. */
export interface BenchInstallation {
  readonly environment: Readonly<Record<string, string>>;
  /** SHA-256 of the registered screen. */
  readonly documentId: string;
  readonly signers: LogSigners;
}

/** Publishes the graph's policy and makes keys and the signed installation lock, all in `folder`. */
export function makeInstallation(
  graph: BenchGraph,
  urls: SubgraphUrls,
  folder: string,
  shown: BenchPolicy = graph.policy,
): BenchInstallation {
  const supergraph = composeBenchGraph(graph, urls, (_name, { store }) => store);
  const policy = publishBenchPolicy(graph, supergraph, shown);
  const gateway = generateProcessKeys();
  const signer = generateProcessKeys();
  const governance = generateProcessKeys();
  const processes = Object.fromEntries(
    storeNames.map((store) => [store, [generateProcessKeys().public]]),
  );
  const log = generateProcessKeys();
  const witnesses = {
    crm: generateProcessKeys(),
    finance: generateProcessKeys(),
    'supply-chain': generateProcessKeys(),
  };
  const logKeys = [
    [logKey, [log.public]],
    ...witnessStores.map((store) => [witnessKey(store), [witnesses[store].public]]),
  ];
  const installation = signInstallationLock(
    {
      ...{ epoch: 1, policy: policy.hash, previous: null, genesis: null },
      processes: {
        ...processes,
        governance: [governance.public],
        gateway: [gateway.public],
        ...Object.fromEntries(logKeys),
      },
      signers: [signer.public],
    },
    signer,
  );
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const keyFile = join(folder, 'gateway.keys.json');
  writeProcessKeys(keyFile, gateway);
  mkdirSync(join(folder, 'screens'));
  file(join('screens', `${graph.workload}.graphql`), shown.screen);
  const genesis = hashOfInstallationLock(installation);
  return {
    signers: { genesis, log, witnesses, governance, gateway: gateway.public },
    documentId: parseScreen(shown.screen).hash,
    environment: {
      MODE: 'production',
      POLICY_LOCK: file('policy.lock.json', canonicalJson(policy)),
      INSTALLATION_LOCK: file('installation.lock.json', JSON.stringify(installation)),
      INSTALLATION_GENESIS: genesis,
      KEY_FILE: keyFile,
      SUPERGRAPH: file('policy-supergraph.graphql', supergraph),
      SCREENS: join(folder, 'screens'),
    },
  };
}

/** A policy with a violation is not measured: the bench must run what `check` would let through. */
export function publishBenchPolicy(
  graph: BenchGraph,
  supergraph: string,
  shown: BenchPolicy = graph.policy,
): PolicyLock {
  const subgraphs = Object.values(graph.subgraphs);
  const { lock, violations } = compilePolicies({
    sdl: Object.fromEntries(
      subgraphs.map(({ store, sdl }) => [store, { file: `schema/${store}.graphql`, text: sdl }]),
    ),
    supergraph,
    policies: Object.entries(shown.files).map(([file, text]) => ({ file, text })),
    screens: [{ file: `screens/${graph.workload}.graphql`, text: shown.screen }],
    registered: [],
  });
  if (violations.length === 0) return lock;
  const found = violations.map(({ coordinate, message }) => `${coordinate}: ${message}`);
  throw new Error(`the policy of the bench is refused:\n${found.join('\n')}`);
}
