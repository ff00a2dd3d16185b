import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vault } from '../../../subgraphs/host/vault/vault.ts';
import { isSealed } from '../../../subgraphs/customer-pii/encryption/envelope.ts';
import {
  columnName,
  sealedTables,
  type SealedColumns,
} from '../../../subgraphs/customer-pii/encryption/sealedTables.ts';
import { copiedRows, readBackup, tableFile } from '../../backup/manifest.ts';

export interface OpenedBackup {
  /** Sealed values that stand in it. */
  readonly sealed: number;
  /** Values that opened, by whose row they stand in. */
  readonly openedBySubject: ReadonlyMap<string, number>;
  /** Whether the keys could not be had at all. */
  readonly refused: number;
}

/** Tries to open whatever is sealed in a backup of customer-pii, with the keys that there are. */
export async function openBackup(folder: string, vault: Vault): Promise<OpenedBackup> {
  const { tables } = await readBackup(folder, 'customer-pii');
  let sealed = 0;
  let refused = 0;
  const openedBySubject = new Map<string, number>();
  for (const [table, about] of Object.entries<SealedColumns>(sealedTables)) {
    const columns = tables.find(({ name }) => name === table)?.columns ?? [];
    const text = readFileSync(join(folder, 'customer-pii', tableFile(table)), 'utf8');
    for (const fields of copiedRows(text)) {
      const row = rowOf(about, columns, fields);
      const wanted = Object.keys(about.columns).filter((name) => isEnvelope(row[name]));
      sealed += wanted.length;
      await vault.opener()([{ table, row }]);
      for (const name of wanted) {
        const value = valueOf(row, name);
        if (value === 'refused') refused += 1;
        else if (value !== null) {
          const subject = String(about.owners.map(({ property }) => row[property]).find(Boolean));
          openedBySubject.set(subject, (openedBySubject.get(subject) ?? 0) + 1);
        }
      }
    }
  }
  return { sealed, openedBySubject, refused };
}

const isEnvelope = (value: unknown): boolean => {
  const text: unknown = Array.isArray(value) ? value[0] : value;
  return typeof text === 'string' && isSealed(text);
};

/** A property that could not be had throws when it is looked at. */
function valueOf(row: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return row[name];
  } catch {
    return 'refused';
  }
}

/** A row by the names of its properties. A sealed list is a list of one text. */
function rowOf(
  about: SealedColumns,
  columns: readonly string[],
  fields: readonly (string | null)[],
): Record<string, unknown> {
  const field = (property: string): string | null =>
    fields[columns.indexOf(columnName(about, property))] ?? null;
  const names = [about.key, ...about.owners.map(({ property }) => property)];
  return {
    ...Object.fromEntries(names.map((name) => [name, field(name)])),
    ...Object.fromEntries(
      Object.keys(about.columns).map((name) => {
        const text = field(name);
        const isList = about.lists?.includes(name) === true && text !== null;
        return [name, isList ? [text.replace(/^\{"?|"?\}$/g, '')] : text];
      }),
    ),
  };
}
