import type { Log } from '../../../lib/log.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { WriteFact } from '../audit/factEntry.ts';
import type { StoreDatabase } from '../database.ts';

/** A row as it was read, some of whose properties hold sealed values. */
export interface SealedRow {
  readonly table: string;
  readonly row: object;
}

/** Which properties of a table's rows are sealed, and what has to be read with them. */
export interface SealedTable {
  readonly properties: ReadonlySet<string>;
  /** The row's key and whose it is: without them nothing opens. */
  readonly with: readonly string[];
}

/** By the table's name. */
export type SealedTables = Readonly<Record<string, SealedTable>>;

/** Puts the values in the place of what is sealed. A value that can't be had throws when it is looked at. */
export type OpenRows = (rows: readonly SealedRow[]) => Promise<void>;

/** Seals and opens the values that a store keeps encrypted. */
export interface Vault {
  /** For one sub-request or command: keys that it has met are kept for as long as it lasts. */
  readonly opener: () => OpenRows;
  /** Rows to be written, by the names of their properties; what is to be sealed is. */
  readonly seal: <Row extends object>(table: string, rows: readonly Row[]) => Promise<Row[]>;
  /** What is stored of a value by which rows are found. */
  readonly index: (place: string, normalised: string) => Promise<string>;
  /** All that may be stored of it at the moment: a look-up compares with each. */
  readonly sought: (place: string, normalised: string) => Promise<readonly string[]>;
}

/** A vault with its process. */
export interface RunningVault extends Vault {
  /** What it does beside: keys are rotated. To be started when the store listens. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export interface VaultContext {
  readonly database: StoreDatabase;
  /** Of the store's key database. */
  readonly keysUrl: string;
  readonly config: VaultConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells the audit log. */
  readonly writeFact: WriteFact;
}

export interface VaultConfig {
  /** Where the keys lie that wrap all others, a file a generation. */
  readonly folder: string;
  /** Within how many days keys are wrapped anew, and the generation before is destroyed. */
  readonly windowDays: number;
}

export interface SealExistingInput {
  /** Of the store's database, by its owner's role. */
  readonly ownerUrl: string;
  readonly keysUrl: string | undefined;
  readonly config: VaultConfig | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Seals what was written before its column was sealed; answers how many rows, or that keys are wanted. */
export type SealExisting = (input: SealExistingInput) => Promise<number | 'no keys'>;

/** What a store that keeps values encrypted says of itself. */
export interface VaultDefinition {
  readonly tables: SealedTables;
  readonly create: (context: VaultContext) => Promise<RunningVault>;
  readonly sealExisting: SealExisting;
}
