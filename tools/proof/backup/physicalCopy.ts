import { chownSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { postgresAccount } from '../../postgres/binaries.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../postgres/embeddedPostgres.ts';
import { postgresHome, superuserUrl } from '../../start/embeddedDatabases.ts';
import type { DataFolder } from '../../start/dataFolder.ts';

/** What a server that starts on the copy must make itself. */
const notCopied = new Set(['postmaster.pid', 'postmaster.opts']);

/**
 * Copies the files of a running server, as file-system backups do (PostgreSQL documentation,
 * Continuous Archiving, Making a Base Backup Using the Low Level API).
 */
export async function copyFiles(folder: DataFolder, port: number, to: string): Promise<void> {
  const from = postgresHome(folder);
  const client = new pg.Client({ connectionString: superuserUrl(folder, port) });
  await client.connect();
  try {
    await client.query("select pg_backup_start('referent proof', true)");
    cpSync(from, to, {
      recursive: true,
      filter: (path) => !notCopied.has(path.split('/').at(-1) ?? ''),
    });
    const { rows } = await client.query<{ readonly labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    );
    cpSync(join(from, 'data', 'pg_wal'), join(to, 'data', 'pg_wal'), {
      recursive: true,
      force: true,
    });
    writeFileSync(join(to, 'data', 'backup_label'), rows[0]?.labelfile ?? '', { mode: 0o600 });
  } finally {
    await client.end();
  }
  const account = postgresAccount();
  if (account !== undefined) giveTo(to, account.uid, account.gid);
}

function giveTo(root: string, uid: number, gid: number): void {
  chownSync(root, uid, gid);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    chownSync(join(entry.parentPath, entry.name), uid, gid);
  }
}

/** Work on a server of its own that recovers the copy. */
export async function onCopy<Result>(
  copy: string,
  work: (server: EmbeddedPostgres) => Promise<Result>,
): Promise<Result> {
  const server = await startEmbeddedPostgres({ folder: copy });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** Files below these folders that hold a piece, read as bytes. */
export function filesWith(pieces: RegExp, roots: readonly string[]): readonly string[] {
  return roots.flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => pieces.test(readFileSync(file, 'latin1'))),
  );
}

export const removeCopy = (copy: string): void => {
  rmSync(copy, { recursive: true, force: true });
};
