import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { folderFiles } from '../../../audit/verify/folder.ts';
import { nodeCrypto } from '../../../audit/verify/nodeCrypto.ts';
import type { Report } from '../../../audit/verify/core/report.ts';
import { parseTrust } from '../../../audit/verify/core/trust.ts';
import { verify } from '../../../audit/verify/core/verify.ts';
import { trustOf } from '../../../audit/watch/trust.ts';
import { writeProcessKeys } from '../../../lib/keys.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { projectSdl } from '../../support/project.ts';
import { startTestStore, type TestStore } from '../../support/testStore.ts';
import { clock } from './fixtures.ts';

/** A governance whose log may be begun late, so that a test strikes between an act and its place in it. */
export interface LoggedGovernance {
  readonly store: () => TestStore;
  readonly folder: string;
  /** Starts the log, if it has not begun, waits for so many entries, and verifies it with pinned keys. */
  readonly report: (entries: number) => Promise<Report>;
  readonly close: () => Promise<void>;
}

export async function startLogged(
  policy: PolicyLock,
  begins: 'late' | 'at once' = 'late',
): Promise<LoggedGovernance> {
  const place = mkdtempSync(join(tmpdir(), 'referent-acts-'));
  const folder = join(place, 'log');
  const installation = createTestInstallation(policy.hash);
  const keyFile = join(place, 'log.json');
  writeProcessKeys(keyFile, installation.log);
  const database: ClonedDatabase = await cloneDatabase(governance);
  const open = (isLogging: boolean): Promise<TestStore> =>
    startTestStore({
      ...{ definition: governance, sdl: projectSdl('governance'), policy, clock },
      ...{ installation, database },
      ...(isLogging ? { auditLog: { folder, keyFile, copyFolder: undefined } } : {}),
    });
  let store = await open(begins === 'at once');
  return {
    folder,
    store: () => store,
    report: async (entries) => {
      if (begins === 'late') {
        await store.close(false);
        store = await open(true);
      }
      await published(store, entries);
      const crypto = nodeCrypto();
      const pinned = JSON.stringify(trustOf([installation.lock], 'one operator'));
      const trust = parseTrust(crypto, pinned);
      return verify({ crypto, trust, seed: 1, files: folderFiles(folder) });
    },
    close: async () => {
      await store.close();
      rmSync(place, { recursive: true });
    },
  };
}

async function published({ url }: TestStore, entries: number): Promise<void> {
  const end = Date.now() + 15_000;
  for (;;) {
    const { body } = await request(`${url}/health/ready`);
    const { log } = (await body.json()) as { log: { published: number } };
    if (log.published >= entries) return;
    if (Date.now() > end) throw new Error(JSON.stringify(log));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Findings of some checks; a log without witnesses has others. */
export const foundBy = ({ findings }: Report, ...checks: readonly number[]): readonly string[] =>
  findings.filter(({ check }) => checks.includes(check)).map(({ code }) => code);
