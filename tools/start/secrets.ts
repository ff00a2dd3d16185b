import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { storeNames, type StoreName } from '../../lib/storeName.ts';
import type { DataFolder } from './dataFolder.ts';
import { readJsonFile, replaceFile } from './files.ts';

const DatabaseSecrets = z.object({ owner: z.string().min(32), service: z.string().min(32) });
const Secrets = z.record(z.string(), DatabaseSecrets);
export type Secrets = Readonly<Record<StoreName, z.output<typeof DatabaseSecrets>>>;

/** Hexadecimal: it stands in URLs and in SQL. */
export const newSecret = (): string => randomBytes(24).toString('hex');

/** Passwords of the embedded databases' roles, made at first start. */
export function ensureSecrets(folder: DataFolder): Secrets {
  const path = join(folder.keys, 'databases.json');
  const known = readJsonFile(path, Secrets);
  if (known === undefined && existsSync(path)) {
    throw new Error(`${path} cannot be read; restore it, or start in another folder with --data`);
  }
  const complete = Object.fromEntries(
    storeNames.map((store) => [
      store,
      known?.[store] ?? { owner: newSecret(), service: newSecret() },
    ]),
  ) as Record<StoreName, z.output<typeof DatabaseSecrets>>;
  if (storeNames.some((store) => known?.[store] === undefined)) {
    replaceFile(path, JSON.stringify(complete));
  }
  return complete;
}
