import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import type { Database } from '../../host/definition.ts';
import type { Vault } from '../../host/vault/vault.ts';
import { indexKeys, indexOf, indexToWrite } from './blindIndex.ts';
import { currentWrapping, type GenerationsInput } from './generations.ts';
import type { KeyEncryption } from './keyEncryption.ts';
import { createKeyLookup } from './keyLookup.ts';
import { createOpener } from './openRows.ts';
import { columnsOfTable } from './sealedTables.ts';
import { sealRow, subjectToSeal, valuesToSeal, type RowToSeal } from './sealRows.ts';
import { createKeysToSeal, keyName, type KeysToSeal, type WantedKey } from './subjectKeys.ts';

export interface VaultInput {
  /** The key database. */
  readonly database: Database;
  readonly encryption: KeyEncryption;
  readonly clock: Clock;
  readonly log: Log;
  /** How long after it was made an index generation is written with. */
  readonly graceMs: number;
}

export const nonceBytes = 12;

export function createVault(input: VaultInput): Vault {
  const { database, encryption, clock, log, graceMs } = input;
  const generations: GenerationsInput = { database, encryption, clock, randomBytes };
  const lookUp = createKeyLookup(database, encryption);
  const keysToSeal = createKeysToSeal({
    ...{ database, encryption, clock, randomBytes, newId: randomUUID },
    currentGeneration: () => currentWrapping(generations),
  });
  return {
    opener: () => createOpener(lookUp, log),
    seal: async <Row extends object>(table: string, rows: readonly Row[]) =>
      (await sealRows(keysToSeal, table, rows as readonly Record<string, unknown>[])) as Row[],
    index: async (place, normalised) => {
      const keys = await indexKeys(generations);
      return indexOf(indexToWrite(keys, clock.now().getTime(), graceMs), place, normalised);
    },
    sought: async (place, normalised) =>
      (await indexKeys(generations)).map((key) => indexOf(key, place, normalised)),
  };
}

/** All rows of one table with one look-up for their keys. */
async function sealRows(
  keysToSeal: KeysToSeal,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<readonly object[]> {
  const columns = columnsOfTable(table);
  const drafts = rows.map((row): RowToSeal => ({ table, columns, row }));
  const wanted = new Map<string, WantedKey>();
  for (const draft of drafts) {
    const values = valuesToSeal(columns, draft.row);
    if (values === 0) continue;
    const { subject, use } = subjectToSeal(draft);
    const name = keyName(subject, use);
    wanted.set(name, { subject, use, values: values + (wanted.get(name)?.values ?? 0) });
  }
  const keys = await keysToSeal([...wanted.values()]);
  return drafts.map((draft) => {
    if (valuesToSeal(columns, draft.row) === 0) return { ...draft.row };
    const { subject, use } = subjectToSeal(draft);
    const key = keys.get(keyName(subject, use));
    if (key === undefined) throw new TypeError('a key was just made');
    return sealRow(draft, key, () => randomBytes(nonceBytes));
  });
}
