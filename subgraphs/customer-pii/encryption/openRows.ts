import { AppError } from '../../../lib/errors/appError.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import type { OpenRows, SealedRow } from '../../host/vault/vault.ts';
import { openValue, readEnvelope, type Envelope } from './envelope.ts';
import type { FoundKey, LookUpKeys } from './keyLookup.ts';
import { columnsOfTable, placeOf, type SealedColumns } from './sealedTables.ts';
import { bindingOf } from './sealRows.ts';

type Row = Record<string, unknown>;

/** A sealed value where it stands in a row. */
interface Cell {
  readonly table: string;
  readonly columns: SealedColumns;
  readonly row: Row;
  readonly property: string;
  readonly column: string;
  /** Undefined: what stands there is no envelope. */
  readonly envelope: Envelope | undefined;
}

/**
 * Opens rows, with one look-up for all keys that it has not met. What belongs to destroyed keys is
 * null; so is what does not open, which the log is told of, by column and never by value. Where keys
 * can't be had at all, the values throw when they are looked at, and whatever else stands in the row
 * goes on.
 */
export function createOpener(lookUp: LookUpKeys, log: Log): OpenRows {
  const met = new Map<string, FoundKey>();
  return async (rows) => {
    const cells = rows.flatMap(cellsOf);
    const ids = new Set<string>();
    for (const { envelope } of cells) {
      if (envelope !== undefined && !met.has(envelope.keyId)) ids.add(envelope.keyId);
    }
    if (ids.size > 0) {
      try {
        for (const [id, key] of await lookUp(ids)) met.set(id, key);
      } catch (error) {
        log.error('keys.unavailable', { ...errorFields(error), keys: ids.size });
        for (const cell of cells) withhold(cell);
        return;
      }
    }
    tell(
      log,
      cells.filter((cell) => !openCell(cell, met)),
    );
  };
}

function cellsOf({ table, row: read }: SealedRow): readonly Cell[] {
  const row = read as Row;
  const columns = columnsOfTable(table);
  return Object.entries(columns.columns).flatMap(([property, column]) => {
    const stored = row[property];
    if (stored === null || stored === undefined) return [];
    const isList = columns.lists?.includes(property) === true;
    const text: unknown =
      isList && Array.isArray(stored) && stored.length === 1 ? stored[0] : stored;
    return [{ table, columns, row, property, column, envelope: readEnvelope(text) }];
  });
}

/** False where the value can't be told from one that was changed or put elsewhere. */
function openCell(cell: Cell, keys: ReadonlyMap<string, FoundKey>): boolean {
  const { row, property, columns, envelope } = cell;
  row[property] = null;
  if (envelope === undefined) return false;
  const key = keys.get(envelope.keyId);
  if (key === 'destroyed') return true;
  if (key === undefined || key === 'unreadable') return false;
  const value = openValue(envelope, key, bindingOf(cell, cell.column));
  if (value === undefined) return false;
  row[property] =
    columns.lists?.includes(property) === true ? (JSON.parse(value) as unknown) : value;
  return true;
}

function withhold({ row, property }: Cell): void {
  Object.defineProperty(row, property, {
    get: () => {
      throw new AppError('KEYS_UNAVAILABLE');
    },
  });
}

function tell(log: Log, unreadable: readonly Cell[]): void {
  if (unreadable.length === 0) return;
  const places: Record<string, number> = {};
  for (const { table, column } of unreadable) {
    const place = placeOf(table, column);
    places[place] = (places[place] ?? 0) + 1;
  }
  log.error('value.unreadable', { code: 'VALUE_UNREADABLE', places });
}
