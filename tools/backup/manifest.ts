import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { DatabaseHolder } from '../../lib/storeName.ts';

/** What a folder of a backup says of itself: `manifest.json`. */
export const Manifest = z.object({
  format: z.literal('referent-backup/1'),
  /** ISO 8601, of the snapshot. */
  takenAt: z.iso.datetime(),
  database: z.string(),
  /** What the database had been brought to, in order. */
  migrations: z.array(z.string()),
  tables: z.array(
    z.object({
      name: z.string(),
      /** In the order of the file's fields; generated columns are left out. */
      columns: z.array(z.string()),
      rows: z.number().int().nonnegative(),
      /** Hex, of the file `<name>.copy`. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
});
export type Manifest = Readonly<z.output<typeof Manifest>>;

export const manifestFile = 'manifest.json';
export const tableFile = (name: string): string => `${name}.copy`;

/** A file's digest, read in pieces. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** A database's part of a backup is not what was written. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** Reads what stands in `DIR/<holder>` and holds each file against its digest. Throws `BackupError`. */
export async function readBackup(folder: string, holder: DatabaseHolder): Promise<Manifest> {
  const root = join(folder, holder);
  let manifest: Manifest;
  try {
    manifest = Manifest.parse(JSON.parse(readFileSync(join(root, manifestFile), 'utf8')));
  } catch (cause) {
    throw new BackupError(`There is no whole backup of ${holder} in ${folder}.`, { cause });
  }
  for (const { name, sha256 } of manifest.tables) {
    const found = await fileSha256(join(root, tableFile(name))).catch(() => undefined);
    if (found !== sha256) {
      throw new BackupError(`${holder}/${tableFile(name)} is not the file that was written.`);
    }
  }
  return manifest;
}

/** Rows of PostgreSQL's text format (COPY): fields by tabs, `\N` for null, backslash escapes. */
export function* copiedRows(text: string): Generator<readonly (string | null)[]> {
  for (const line of text.split('\n')) {
    if (line === '') continue;
    yield line.split('\t').map((field) => (field === '\\N' ? null : unescapeField(field)));
  }
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const unescapeField = (field: string): string =>
  field.replace(/\\(.)/g, (_whole, letter: string) => escapes[letter] ?? letter);
