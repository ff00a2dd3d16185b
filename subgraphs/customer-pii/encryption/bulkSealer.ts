import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../../lib/clock.ts';
import type { Database } from '../../host/definition.ts';
import type { VaultConfig } from '../../host/vault/vault.ts';
import { indexKeys, indexOf } from './blindIndex.ts';
import type { ValueKey } from './envelope.ts';
import { currentWrapping, ensureGenerations } from './generations.ts';
import { createKeyFiles } from './keyFiles.ts';
import { columnsOfTable, columnName, sealedTables, type SealedColumns } from './sealedTables.ts';
import { sealRow, subjectToSeal, valuesToSeal } from './sealRows.ts';
import { keyName, valuesMax, wrappingContext } from './subjectKeys.ts';

/** A line of the table `subject_key`, in the order of `subjectKeyColumns`. */
export type SubjectKeyLine = readonly (string | number)[];

export const subjectKeyColumns = [
  'id',
  'subject_kind',
  'subject',
  'use',
  'version',
  'generation',
  'wrapped',
  'sealed',
  'created_at',
] as const;

/** Seals whole tables for a key database that has no keys of their subjects yet. */
export interface BulkSealer {
  readonly isSealed: (table: string) => boolean;
  /** A row by the names of its columns. */
  readonly row: (table: string, row: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  readonly index: (place: string, normalised: string) => string;
  /** All keys that were made: to be kept before a row that they seal is. */
  readonly keys: () => Promise<readonly SubjectKeyLine[]>;
}

interface Made {
  readonly key: ValueKey;
  readonly name: Pick<Draft, 'subject_kind' | 'subject' | 'use'>;
  sealed: number;
}

interface Draft {
  readonly subject_kind: string;
  readonly subject: string;
  readonly use: 'live' | 'law';
}

export interface BulkSealerInput {
  /** The key database. */
  readonly database: Database;
  readonly config: Pick<VaultConfig, 'folder'>;
  readonly clock: Clock;
}

export async function createBulkSealer(input: BulkSealerInput): Promise<BulkSealer> {
  const { database, config, clock } = input;
  const encryption = createKeyFiles({ folder: config.folder, randomBytes });
  const generations = { database, encryption, clock, randomBytes };
  await ensureGenerations(generations);
  const [newest] = await indexKeys(generations);
  if (newest === undefined) throw new TypeError('there is a generation of index keys');
  const made = new Map<string, Made>();
  return {
    isSealed: (table) => Object.hasOwn(sealedTables, table),
    row: (table, row) => sealNamed(made, table, row),
    index: (place, normalised) => indexOf(newest, place, normalised),
    keys: async () => {
      const generation = await currentWrapping(generations);
      const all = [...made.values()];
      const wrapped = await encryption.wrap(
        generation,
        all.map(({ key, name }) => ({
          bytes: key.secret,
          context: wrappingContext({ ...name, id: key.id, version: key.version }),
        })),
      );
      const at = clock.now().toISOString();
      return all.map(({ key, name, sealed }, index) => [
        ...[key.id, name.subject_kind, name.subject, name.use, key.version, generation],
        ...[`\\x${wrapped[index]?.toString('hex') ?? ''}`, sealed, at],
      ]);
    },
  };
}

function sealNamed(
  made: Map<string, Made>,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const columns = columnsOfTable(table);
  const draft = { table, columns, row: byProperties(columns, row) };
  const values = valuesToSeal(columns, draft.row);
  if (values === 0) return { ...row };
  const { subject, use } = subjectToSeal(draft);
  const name = keyName(subject, use);
  const known = made.get(name) ?? {
    key: { id: randomUUID(), version: 1, secret: randomBytes(32) },
    name: { subject_kind: subject.kind, subject: subject.id, use },
    sealed: 0,
  };
  made.set(name, known);
  known.sealed += values;
  if (known.sealed > valuesMax)
    throw new TypeError(`a subject has more than ${String(valuesMax)} values`);
  const sealed = sealRow(draft, known.key, () => randomBytes(12));
  const written: Record<string, unknown> = { ...row };
  for (const [property, column] of Object.entries(columns.columns)) {
    if (column in row) written[column] = sealed[property] ?? null;
  }
  return written;
}

const byProperties = (
  columns: SealedColumns,
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    [
      columns.key,
      ...columns.owners.map(({ property }) => property),
      ...Object.keys(columns.columns),
    ].map((property) => [property, row[columnName(columns, property)]]),
  );
