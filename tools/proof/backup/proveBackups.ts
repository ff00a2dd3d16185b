import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../lib/clock.ts';
import { silentLog } from '../../../lib/log.ts';
import { keyDatabase, storeNames, type DatabaseHolder } from '../../../lib/storeName.ts';
import { connectKeys } from '../../../subgraphs/host/audit/keyDatabase.ts';
import { connectReading } from './reading.ts';
import {
  destroyKeys,
  subjectsOfPerson,
} from '../../../subgraphs/customer-pii/encryption/destroyKeys.ts';
import { createKeyFiles } from '../../../subgraphs/customer-pii/encryption/keyFiles.ts';
import { createVault } from '../../../subgraphs/customer-pii/encryption/vault.ts';
import { backUpDatabase } from '../../backup/backUpDatabase.ts';
import { CommandFailure } from '../../cli/command.ts';
import type { DataFolder } from '../../start/dataFolder.ts';
import { urlsOnPort } from '../../start/embeddedDatabases.ts';
import { eventually } from '../../start/processes.ts';
import type { RunFile } from '../../start/runFile.ts';
import { ensureSecrets } from '../../start/secrets.ts';
import { pieces, registerCanary } from '../canaries/tour.ts';
import { openBackup, type OpenedBackup } from './openBackup.ts';
import { copyFiles, filesWith, onCopy } from './physicalCopy.ts';

export interface BackupsProof {
  readonly logical: {
    /** Files that hold a piece of the canary. */
    readonly traces: readonly string[];
    readonly sealed: number;
    /** With the keys of the moment: all of it. */
    readonly opened: number;
    readonly openedWithoutKeys: number;
    readonly ofCanary: number;
    readonly ofCanaryOnceErased: number;
    readonly ofOthersOnceErased: number;
  };
  readonly physical: {
    readonly traces: readonly string[];
    readonly sealed: number;
    /** With the keys that there were: what shows that the copy is whole. */
    readonly openedWithKeysOfThen: number;
    readonly openedWithTodaysKeys: number;
  };
  readonly rotationSeconds: number;
}

export interface BackupsInput {
  readonly folder: DataFolder;
  readonly run: RunFile;
  /** An empty folder that the database server's account can enter. */
  readonly work: string;
  readonly clock: Clock;
}

const rotationDeadlineMs = 240_000;

/**
 * Takes backups of a running installation of both kinds, destroys the keys of one person and rotates
 * all others, and then tries to read them.
 */
export async function proveBackups(input: BackupsInput): Promise<BackupsProof> {
  const { folder, run, work, clock } = input;
  const port = run.databases['customer-pii']?.port ?? 0;
  const urls = urlsOnPort(keyDatabase, port, ensureSecrets(folder));
  const keys = connectKeys(urls.url);
  try {
    const personId = await registerCanary({ folder, url: run.url, clock });
    const kept = await takeBackups(input, port);
    const today = vaultOn(urls.url, folder.wrappingKeys, clock);
    const bare = vaultOn(urls.url, join(work, 'no-keys'), clock);
    const before = await openBackup(kept.logical, today.vault);
    const without = await openBackup(kept.logical, bare.vault);
    const subjects = await connectReading(
      urlsOnPort('customer-pii', port, ensureSecrets(folder)).ownerUrl,
      (database) => subjectsOfPerson(database, personId),
    );
    const named = new Set(subjects.map(({ id }) => id));
    await destroyKeys(keys, { subjects, uses: ['live', 'law'] }, { clock, newId: randomUUID });
    const after = await openBackup(kept.logical, today.vault);
    const rotationSeconds = await rotated(keys, clock);
    const physical = await onCopy(kept.physical, async (server) => {
      const of = (holder: DatabaseHolder): string =>
        urlsOnPort(holder, server.port, ensureSecrets(folder)).ownerUrl;
      const dump = join(work, 'from-physical');
      await backUpDatabase({ holder: 'customer-pii', url: of('customer-pii'), folder: dump });
      const then = vaultOn(of(keyDatabase), kept.wrappingKeys, clock);
      const now = vaultOn(of(keyDatabase), folder.wrappingKeys, clock);
      const opened = [
        await openBackup(dump, then.vault),
        await openBackup(dump, now.vault),
      ] as const;
      await Promise.all([then.close(), now.close()]);
      return opened;
    });
    await Promise.all([today.close(), bare.close()]);
    const canaryIn = (opened: OpenedBackup): number => total(opened, (id) => named.has(id));
    return {
      logical: {
        traces: filesWith(pieces, [kept.logical, kept.keys]),
        sealed: before.sealed,
        opened: total(before),
        openedWithoutKeys: total(without),
        ofCanary: canaryIn(before),
        ofCanaryOnceErased: canaryIn(after),
        ofOthersOnceErased: total(after, (id) => !named.has(id)),
      },
      physical: {
        traces: filesWith(pieces, [kept.physical]),
        sealed: physical[0].sealed,
        openedWithKeysOfThen: total(physical[0]),
        openedWithTodaysKeys: total(physical[1]),
      },
      rotationSeconds,
    };
  } finally {
    await keys.close();
  }
}

const total = (
  { openedBySubject }: OpenedBackup,
  isWanted: (id: string) => boolean = () => true,
): number =>
  [...openedBySubject].reduce((sum, [id, values]) => sum + (isWanted(id) ? values : 0), 0);

interface Kept {
  readonly logical: string;
  readonly keys: string;
  readonly physical: string;
  /** The wrapping keys as they were. */
  readonly wrappingKeys: string;
}

async function takeBackups({ folder, work }: BackupsInput, port: number): Promise<Kept> {
  const kept = {
    logical: join(work, 'logical'),
    keys: join(work, 'keys'),
    physical: join(work, 'physical'),
    wrappingKeys: join(work, 'wrapping-keys-of-then'),
  };
  mkdirSync(join(work, 'no-keys'), { mode: 0o700 });
  const secrets = ensureSecrets(folder);
  for (const holder of [...storeNames, keyDatabase] as const) {
    const url = urlsOnPort(holder, port, secrets).ownerUrl;
    const into = holder === keyDatabase ? kept.keys : kept.logical;
    await backUpDatabase({ holder, url, folder: into });
  }
  await copyFiles(folder, port, kept.physical);
  cpSync(folder.wrappingKeys, kept.wrappingKeys, { recursive: true });
  return kept;
}

function vaultOn(keysUrl: string, keyFolder: string, clock: Clock) {
  const database = connectKeys(keysUrl);
  const encryption = createKeyFiles({ folder: keyFolder, randomBytes });
  return {
    vault: createVault({ database, encryption, clock, log: silentLog, graceMs: 0 }),
    close: database.close,
  };
}

/** Orders a rotation and waits until nothing is left of the generations before, in seconds. */
async function rotated(keys: ReturnType<typeof connectKeys>, clock: Clock): Promise<number> {
  const live = (): Promise<{ readonly number: number }[]> =>
    keys.query('select number from key_generation where destroyed_at is null');
  const oldest = Math.min(...(await live()).map(({ number }) => number));
  const since = clock.now().getTime();
  await keys.query('insert into rotation_order default values');
  const isOver = async (): Promise<boolean> =>
    (await live()).every(({ number }) => number > oldest);
  if (!(await eventually(isOver, rotationDeadlineMs, 500))) {
    throw new CommandFailure('The keys were not rotated.');
  }
  return Math.round((clock.now().getTime() - since) / 1_000);
}
