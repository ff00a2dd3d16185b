import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  keyDatabase,
  storeNames,
  type DatabaseHolder,
  type StoreName,
} from '../../lib/storeName.ts';
import type { DataFolder } from './dataFolder.ts';
import { readJsonFile, replaceFile } from './files.ts';

const secret = z.string().min(32);
const DatabaseSecrets = z.object({ owner: secret, service: secret });
const Scanners = z.partialRecord(z.enum(storeNames), secret);
const KnownSecrets = z.object({
  ...fromStores(() => DatabaseSecrets.optional()),
  auditWriter: secret.optional(),
  [keyDatabase]: DatabaseSecrets.optional(),
  scanners: Scanners.optional(),
});
export type Secrets = Readonly<Record<DatabaseHolder, z.output<typeof DatabaseSecrets>>> & {
  /** Of the role by which the gateway writes audit entries. */
  readonly auditWriter: string;
  /** Of the roles that look for copies. */
  readonly scanners: Readonly<Record<StoreName, string>>;
};

function fromStores<Value>(of: (store: StoreName) => Value): Record<StoreName, Value> {
  const entries = storeNames.map((store) => [store, of(store)] as const);
  return Object.fromEntries(entries) as Record<StoreName, Value>;
}

/** Hexadecimal: it stands in URLs and in SQL. */
export const newSecret = (): string => randomBytes(24).toString('hex');

/** Passwords of the embedded databases' roles, made at first start. */
export function ensureSecrets(folder: DataFolder): Secrets {
  const path = join(folder.keys, 'databases.json');
  const known = readJsonFile(path, KnownSecrets);
  if (known === undefined && existsSync(path)) {
    throw new Error(`${path} cannot be read; restore it, or start in another folder with --data`);
  }
  const complete: Secrets = {
    ...fromStores((store) => known?.[store] ?? { owner: newSecret(), service: newSecret() }),
    auditWriter: known?.auditWriter ?? newSecret(),
    [keyDatabase]: known?.[keyDatabase] ?? { owner: newSecret(), service: newSecret() },
    scanners: fromStores((store) => known?.scanners?.[store] ?? newSecret()),
  };
  if (JSON.stringify(known) !== JSON.stringify(complete)) {
    replaceFile(path, JSON.stringify(complete));
  }
  return complete;
}
