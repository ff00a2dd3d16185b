import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Entry } from '../../../audit/entry.ts';
import {
  createAuditLog,
  type AuditLog,
  type AuditLogOptions,
} from '../../../audit/log/auditLog.ts';
import { createLogFolder, type LogFolder } from '../../../audit/log/folder.ts';
import type { LogHealth } from '../../../audit/log/state.ts';
import { logKeysOf } from '../../../audit/logKeys.ts';
import { parseCheckpointNote } from '../../../audit/note/checkpoint.ts';
import { decodeBundle } from '../../../audit/tree/entryBundle.ts';
import { leafHash } from '../../../audit/tree/hashing.ts';
import { entriesPath, tileWidth } from '../../../audit/tree/tiles.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../audit/tree/tree.ts';
import { systemClock } from '../../../lib/clock.ts';
import { createLog } from '../../../lib/log.ts';
import { witnessStores } from '../../../lib/processNames.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { createTestInstallation, type TestInstallation } from '../../support/installation.ts';
import type { LogEntry } from '../../support/testStore.ts';
import { leaveEntries } from './entries.ts';
import { startWitness, type TestWitness } from './witnessDesk.ts';

/** A log on a database, a folder and three witnesses of its own. */
export interface LogDesk {
  readonly database: ClonedDatabase;
  readonly installation: TestInstallation;
  readonly witnesses: readonly TestWitness[];
  readonly root: string;
  readonly folder: LogFolder;
  /** As the owner. */
  readonly db: pg.Client;
  readonly said: readonly LogEntry[];
  /** One more process of the log. */
  readonly open: (changes?: Partial<AuditLogOptions>) => AuditLog;
  readonly leave: (entries: readonly Entry[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openLogDesk(): Promise<LogDesk> {
  const database = await cloneDatabase(governance);
  const installation = createTestInstallation('0'.repeat(64));
  const witnesses = await Promise.all(
    witnessStores.map((store) => startWitness(installation, store)),
  );
  const root = mkdtempSync(join(tmpdir(), 'referent-log-'));
  const db = new pg.Client({ connectionString: database.ownerUrl });
  await db.connect();
  const said: LogEntry[] = [];
  const log = createLog('log', { write: (line) => said.push(JSON.parse(line) as LogEntry) });
  const opened: AuditLog[] = [];
  return {
    ...{ database, installation, witnesses, root, db, said },
    folder: createLogFolder(root, 'test'),
    open: (changes = {}) => {
      const one = createAuditLog({
        databaseUrl: database.url,
        folder: root,
        copyFolder: undefined,
        signingKeys: installation.log,
        keys: logKeysOf(installation.lock),
        witnesses,
        locks: () => Promise.resolve([]),
        clock: systemClock,
        log,
        processId: randomUUID(),
        ...changes,
      });
      opened.push(one);
      one.start();
      return one;
    },
    leave: (entries) => leaveEntries(db, entries),
    close: async () => {
      await Promise.all(opened.map((one) => one.stop()));
      await Promise.all(witnesses.map((witness) => witness.close()));
      await db.end();
      await database.drop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Waits for what another process does; fails after ten seconds with the last health. */
export async function until(log: AuditLog, isSo: (health: LogHealth) => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!isSo(log.health())) {
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(log.health())}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface ReadLog {
  readonly size: number;
  /** Witnesses and the log that signed the checkpoint. */
  readonly signatures: number;
  readonly headers: readonly Record<string, unknown>[];
  readonly bodies: readonly Record<string, unknown>[];
  /** Whether the leaves in the bundles have the checkpoint's root. */
  readonly isWhole: boolean;
}

/** The published log, read by its files alone. */
export async function readLog(folder: LogFolder): Promise<ReadLog> {
  const { checkpoint, note } = parseCheckpointNote((await folder.read('checkpoint')) ?? '');
  const headers: Record<string, unknown>[] = [];
  const bodies: Record<string, unknown>[] = [];
  let tree = emptyTree;
  for (let at = 0; at < checkpoint.size; at += tileWidth) {
    const width = Math.min(tileWidth, checkpoint.size - at);
    const path = entriesPath(at / tileWidth, width);
    const leaves = decodeBundle((await folder.read(path)) ?? Buffer.alloc(0), width);
    tree = appendLeaves(tree, leaves.map(leafHash)).tree;
    headers.push(...leaves.map((leaf) => JSON.parse(Buffer.from(leaf).toString()) as never));
    const body = await folder.read(`${path.replace('tile/entries', 'body')}.jsonl`);
    const lines = (body?.toString() ?? '').split('\n').filter((line) => line !== '');
    bodies.push(...lines.map((line) => JSON.parse(line) as never));
  }
  const isWhole = Buffer.from(rootOf(tree)).equals(checkpoint.root);
  return {
    ...{ size: checkpoint.size, signatures: note.signatures.length, headers, bodies, isWhole },
  };
}
