import { randomBytes } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { readInstallationLock } from '../../lib/installationLock.ts';
import { readProcessKeys } from '../../lib/keys.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { environmentPrefix, storeNames, type StoreName } from '../../lib/storeName.ts';
import { readPolicyLock } from '../../policies/readLock.ts';
import type { DataFolder } from '../start/dataFolder.ts';
import { scannerUrlOnPort } from '../start/embeddedDatabases.ts';
import type { RunFile } from '../start/runFile.ts';
import { ensureSecrets } from '../start/secrets.ts';
import { createMatchingClient } from './matchingClient.ts';
import { scanInstallation, type InstallationScan, type ScanProgress } from './scanInstallation.ts';

export interface RunningScanInput {
  readonly folder: DataFolder;
  readonly run: RunFile;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly onProgress: (progress: ScanProgress) => void;
}

/** Scans the installation that runs on a data folder, whose keys the scanners speak with. */
export function scanRunning(input: RunningScanInput): Promise<InstallationScan> {
  const { folder, run, clock, onProgress } = input;
  const url = run.processes['customer-pii']?.url;
  if (url === undefined) throw new Error('customer-pii does not run here');
  return scanInstallation({
    client: createMatchingClient({
      ...{ url, clock },
      processes: readInstallationLock(folder.installationLock).processes,
      keysOf: (store) => readProcessKeys(folder.keyFile(store)),
    }),
    databases: scannerUrls(input),
    policy: readPolicyLock(projectFile('policies', 'policy.lock.json')),
    clock,
    key: randomBytes(32),
    onProgress,
  });
}

/** Of an environment of one's own, or of the embedded server. */
function scannerUrls({
  folder,
  run,
  environment,
}: RunningScanInput): Partial<Record<StoreName, string>> {
  return Object.fromEntries(
    storeNames.flatMap((store) => {
      const given = environment[`${environmentPrefix(store)}_SCANNER_DATABASE_URL`] ?? '';
      const port = run.databases[store]?.port;
      if (given !== '') return [[store, given]];
      return port === undefined
        ? []
        : [[store, scannerUrlOnPort(store, port, ensureSecrets(folder))]];
    }),
  );
}
