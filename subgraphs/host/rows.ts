import type { DataSource, EntityManager, EntityMetadata } from 'typeorm';
import { databaseOf } from './database.ts';
import { refuse, type RowClass } from './definition.ts';

export interface RowColumn {
  readonly property: string;
  readonly column: string;
  /** PostgreSQL's name of the type, for casts of parameters. */
  readonly type: string;
  readonly nullable: boolean;
}

/** What the host needs to know of a row class, read from its decorators. */
export interface RowShape {
  readonly table: string;
  readonly columns: readonly RowColumn[];
  /** `t."customer_id" as "customerId", …`: the columns of the row class and no others. */
  readonly select: string;
  readonly primary: RowColumn;
}

export function rowShapeOf(dataSource: DataSource, row: RowClass): RowShape {
  const metadata: EntityMetadata = dataSource.getMetadata(row);
  const columns = metadata.columns.map((column) => ({
    property: column.propertyName,
    column: column.databaseName,
    type: `${dataSource.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`,
    nullable: column.isNullable,
  }));
  const [primaryColumn] = metadata.primaryColumns;
  const primary = columns.find(({ property }) => property === primaryColumn?.propertyName);
  if (primary === undefined) throw new TypeError(`${metadata.name} has no primary column`);
  const select = columns.map(({ property, column }) => `t."${column}" as "${property}"`).join(', ');
  return { table: metadata.tableName, columns, select, primary };
}

/** A column by its name in the database. */
export const columnOf = (shape: RowShape, column: string): RowColumn | undefined =>
  shape.columns.find((candidate) => candidate.column === column);

/**
 * Rows of a class by SQL over the alias `t`, for commands. Dates and instants are strings, as in
 * every read of the host (TypeORM's own finders would make `Date` objects of instants).
 */
export async function findRows<Row extends object>(
  manager: EntityManager,
  row: RowClass<Row>,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const shape = rowShapeOf(manager.dataSource, row);
  return databaseOf(manager).query<Row>(
    `select ${shape.select} from "${shape.table}" t where ${sql}`,
    parameters,
  );
}

/** The row by its primary key, or undefined. */
export async function findRow<Row extends object>(
  manager: EntityManager,
  row: RowClass<Row>,
  id: string,
): Promise<Row | undefined> {
  const shape = rowShapeOf(manager.dataSource, row);
  return (await findRows(manager, row, `t."${shape.primary.column}" = $1`, [id]))[0];
}

export interface LockPaths {
  /** Input path of the id; where it is unknown, NOT_FOUND stands there. */
  readonly idPath: readonly string[];
  readonly versionPath: readonly string[];
}

/** Locks a row until the transaction ends. Refuses NOT_FOUND, and CONFLICT where `version` is another. */
export async function lockRow<Row extends { readonly version: number }>(
  manager: EntityManager,
  row: RowClass<Row>,
  id: string,
  expectedVersion: number,
  paths: LockPaths,
): Promise<Row> {
  const shape = rowShapeOf(manager.dataSource, row);
  const [found] = await findRows(manager, row, `t."${shape.primary.column}" = $1 for update`, [id]);
  if (found === undefined) throw refuse('NOT_FOUND', paths.idPath);
  if (found.version !== expectedVersion) throw refuse('CONFLICT', paths.versionPath);
  return found;
}
