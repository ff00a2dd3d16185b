import type { Duplex } from 'node:stream';
import pg from 'pg';

export type ReadType = (text: string) => unknown;

export interface StatementInput {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Under which it is prepared; undefined: it is parsed each time. */
  readonly name: string | undefined;
  /** Rows as arrays in the order of the columns, instead of objects. */
  readonly asArrays: boolean;
  /** How a value of a type is read, by the type's number. */
  readonly readerOf: (type: number) => ReadType;
  /** Called once, with rows or an error. */
  readonly settle: (error: Error | undefined, rows: readonly unknown[]) => void;
}

/** The columns of a prepared statement's rows: on one connection they never change. */
interface Shape {
  readonly names: readonly string[];
  readonly readers: readonly ReadType[];
  /** A row with nothing in it, so that all rows are alike in memory. */
  readonly blank: Readonly<Record<string, unknown>>;
}

/** What of pg's connection is used. */
interface Connection {
  readonly stream: Duplex;
  readonly _send: (message: Buffer) => void;
}

/** pg's own query, as far as its type does not say. */
interface Preparing {
  readonly prepare: (connection: unknown) => void;
}

interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

/** By connection, then by the statement's name. */
const shapes = new WeakMap<object, Map<string, Shape>>();

const shapesOn = (connection: object): Map<string, Shape> => {
  const known = shapes.get(connection) ?? new Map<string, Shape>();
  shapes.set(connection, known);
  return known;
};

/**
 * A statement as pg sends it, with two things less: what it answers is asked for once a connection
 * and not with each execution, and its messages go out in one piece. A `Query` of pg because no other
 * class may be pipelined.
 */
export class PreparedStatement extends pg.Query {
  private readonly input: StatementInput;
  private readonly found: unknown[] = [];
  private shape: Shape | undefined;
  private known: Map<string, Shape> | undefined;
  private failure: Error | undefined;
  private isSettled = false;

  constructor(input: StatementInput) {
    const { text, values, name } = input;
    super({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    this.input = input;
    // pg asks that there is one; it tells the handlers below.
    (this as { callback?: unknown }).callback = input.settle;
  }

  prepare(connection: Connection): void {
    const { name } = this.input;
    this.known = shapesOn(connection);
    this.shape = name === undefined ? undefined : this.known.get(name);
    const pieces: Buffer[] = [];
    const inOnePiece = Object.assign(Object.create(connection) as Connection, {
      _send: (message: Buffer) => pieces.push(message),
      ...(this.shape === undefined ? {} : { describe: nothing }),
    });
    (pg.Query.prototype as unknown as Preparing).prepare.call(this, inOnePiece);
    connection._send(Buffer.concat(pieces));
  }

  handleRowDescription({ fields }: RowDescription): void {
    const { name, readerOf } = this.input;
    const names = fields.map((field) => field.name);
    this.shape = {
      names,
      readers: fields.map(({ dataTypeID }) => readerOf(dataTypeID)),
      blank: Object.fromEntries(names.map((column) => [column, null])),
    };
    if (name !== undefined) this.known?.set(name, this.shape);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.shape === undefined || this.failure !== undefined) return;
    try {
      this.found.push(
        this.input.asArrays ? arrayOf(this.shape, fields) : objectOf(this.shape, fields),
      );
    } catch (error) {
      this.failure = error instanceof Error ? error : new TypeError('a value cannot be read');
    }
  }

  handleCommandComplete(): void {
    // How many rows there were is known.
  }

  handleReadyForQuery(): void {
    this.settle(this.failure);
  }

  handleError(error: Error): void {
    this.settle(error);
  }

  /** A value that cannot be sent is told of twice: at once, and when the connection is ready again. */
  private settle(error: Error | undefined): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.input.settle(error, this.found);
  }
}

const nothing = (): void => undefined;

const arrayOf = ({ readers }: Shape, fields: readonly (string | null)[]): readonly unknown[] =>
  fields.map((text, index) => (text === null ? null : readers[index]?.(text)));

function objectOf({ names, readers, blank }: Shape, fields: readonly (string | null)[]): object {
  const row: Record<string, unknown> = { ...blank };
  for (const [index, text] of fields.entries()) {
    if (text !== null) row[names[index] ?? ''] = readers[index]?.(text);
  }
  return row;
}
