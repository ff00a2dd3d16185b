import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  hashOfInstallationLock,
  signInstallationLock,
  type UnsignedInstallationLock,
} from '../../../lib/installationLock.ts';
import { generateProcessKeys, writeProcessKeys } from '../../../lib/keys.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { environmentPrefix, storeNames, type StoreName } from '../../../lib/storeName.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { parseScreen } from '../../../policies/screen.ts';
import type { CommandContext } from '../../cli/command.ts';
import { startPlainIssuer } from '../../issuer/plainIssuer.ts';
import { startGateway, type ProvenGateway } from './gatewayProcess.ts';
import { startStores, type StoresProcess } from './storesProcess.ts';

/** The published graph, policy and screens before stores that can be told to fail. */
export interface Site {
  readonly gateway: ProvenGateway;
  readonly stores: StoresProcess;
  /** An `authorization` header of a person who may see the screens. */
  readonly authorization: string;
  readonly close: () => Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/**
 * `bounds` are variables of the gateway's. It is closed when the proof is interrupted: what waits for
 * its processes then fails.
 */
export async function openSite(
  bounds: Environment,
  { onInterrupt }: Pick<CommandContext, 'onInterrupt'>,
): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'referent-proof-'));
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  };
  onInterrupt(() => {
    void close();
  });
  try {
    const issuer = await startPlainIssuer();
    closing.push(issuer.close);
    const stores = await startStores();
    closing.push(stores.close);
    const [token = ''] = await issuer.tokens(1, ['account-manager']);
    const gateway = await startGateway({
      ...{ MODE: 'production', PORT: '0', ISSUER_URL: issuer.url, JWKS_URL: issuer.jwksUrl },
      ...install(folder),
      ...addressesOf(stores.urls),
      // It connects nowhere: the log of this proof takes every entry.
      AUDIT_DATABASE_URL: 'postgresql://127.0.0.1:9/none',
      ...bounds,
    });
    closing.push(gateway.close);
    return { gateway, stores, authorization: `Bearer ${token}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const addressesOf = (urls: Readonly<Record<StoreName, string>>): Environment =>
  Object.fromEntries(storeNames.map((store) => [`${environmentPrefix(store)}_URL`, urls[store]]));

/** Keys and a signed lock of this run alone. */
function install(folder: string): Environment {
  const policy = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const [gateway, signer] = [generateProcessKeys(), generateProcessKeys()];
  const processes = ['gateway', ...storeNames].map((name) => {
    const keys = name === 'gateway' ? gateway : generateProcessKeys();
    return [name, [keys.public]];
  });
  const lock = signInstallationLock(
    {
      ...{ epoch: 1, policy: policy.hash, previous: null, genesis: null },
      processes: Object.fromEntries(processes) as UnsignedInstallationLock['processes'],
      signers: [signer.public],
    },
    signer,
  );
  const [lockFile, keyFile] = [join(folder, 'installation.lock.json'), join(folder, 'keys.json')];
  writeFileSync(lockFile, JSON.stringify(lock));
  writeProcessKeys(keyFile, gateway);
  return {
    INSTALLATION_LOCK: lockFile,
    INSTALLATION_GENESIS: hashOfInstallationLock(lock),
    KEY_FILE: keyFile,
  };
}

/** The body of a request for a registered screen. */
export function screenRequest(name: string, variables: Readonly<Record<string, unknown>>): string {
  const text = readFileSync(projectFile('screens', `${name}.graphql`), 'utf8');
  return JSON.stringify({ documentId: `sha256:${parseScreen(text).hash}`, variables });
}
