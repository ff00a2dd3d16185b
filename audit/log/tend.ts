import { tileWidth } from '../tree/tiles.ts';
import { bodyFile, bodyPath } from './files.ts';
import type { LogFolder } from './folder.ts';
import type { Connection } from './ledger.ts';
import {
  bodyIsWritten,
  entriesBetween,
  publishedReceipts as cursor,
  publishedUpto,
  segmentsAfter,
  setPublishedUpto,
  staleBodies,
} from './published.ts';

export interface NamedText {
  readonly path: string;
  readonly text: string;
}

export interface TendInput {
  readonly db: Connection;
  readonly folder: LogFolder;
  /** Locks that were in force, under their paths in the log. */
  readonly locks: () => Promise<readonly NamedText[]>;
}

const segmentsAtOnce = 200;

/** What stands beside the entries: locks, receipt segments, and bodies that lawfully changed. */
export interface Tending {
  readonly once: (publishedSize: number) => Promise<void>;
  /** Locks that came into force: no entry is published before the policy that it names. */
  readonly writeLocks: () => Promise<void>;
  /** The folder was lost: everything is written again. */
  readonly again: () => Promise<void>;
}

export function createTending({ db, folder, locks }: TendInput): Tending {
  const written = new Set<string>();
  const writeLocks = async (): Promise<void> => {
    for (const { path, text } of await locks()) {
      if (written.has(path)) continue;
      if ((await folder.read(path)) === undefined) await folder.put(path, text);
      written.add(path);
    }
  };
  return {
    writeLocks,
    again: async () => {
      await setPublishedUpto(db, cursor, 0);
    },
    once: async (publishedSize) => {
      await writeLocks();
      await writeSegments(db, folder);
      await writeBodies(db, folder, publishedSize);
      await folder.settle();
    },
  };
}

async function writeSegments(db: Connection, folder: LogFolder): Promise<void> {
  const upto = await publishedUpto(db, cursor);
  const segments = await segmentsAfter(db, upto, segmentsAtOnce);
  const last = segments.at(-1);
  if (last === undefined) return;
  for (const { path, body } of segments) await folder.put(path, body);
  await folder.settle();
  await setPublishedUpto(db, cursor, last.number);
}

/** A body file says what the database says by now. */
async function writeBodies(db: Connection, folder: LogFolder, size: number): Promise<void> {
  for (const bundle of await staleBodies(db)) {
    const from = bundle * tileWidth;
    // What was not published yet is written as it is now.
    if (from >= size) {
      await bodyIsWritten(db, bundle);
      continue;
    }
    const rows = await entriesBetween(db, from, Math.min(size, from + tileWidth));
    const file = bodyFile(bundle, rows);
    await folder.remove(`${bodyPath(bundle, tileWidth).replace(/\.jsonl$/, '')}.p`);
    await folder.put(file.path, file.bytes);
    await folder.settle();
    await bodyIsWritten(db, bundle);
  }
}
