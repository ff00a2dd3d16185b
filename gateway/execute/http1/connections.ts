import { brokenConnection, type StoreFailure } from '../storeFailure.ts';
import type { Asking } from './asking.ts';
import { Connection, type Target } from './connection.ts';

export interface ConnectionLimits {
  readonly connectionsMax: number;
  /** How often those that rest are looked through for those that nobody needs. */
  readonly restMs: number;
}

/** Connections to one store. The one that was used last goes first, so that the others can be closed. */
export class Connections {
  private readonly target: Target;
  private readonly limits: ConnectionLimits;
  private readonly open = new Set<Connection>();
  private readonly resting: Connection[] = [];
  private readonly line: Asking[] = [];
  private readonly unsent: Connection[] = [];
  private connecting = 0;
  private sweeping: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(target: Target, limits: ConnectionLimits) {
    this.target = target;
    this.limits = limits;
  }

  /** First come, first served. */
  ask(asking: Asking): void {
    const connection = this.resting.pop();
    if (connection !== undefined) {
      this.send(connection, asking);
      return;
    }
    asking.waitInLine();
    this.line.push(asking);
    this.openForLine();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.sweeping);
    for (const asking of this.line.splice(0)) asking.fail(brokenConnection());
    for (const connection of [...this.open]) connection.destroy();
  }

  /**
   * Requests go out when all that was read from clients is looked at: a store is woken once for several
   * of them, and a write that wakes its reader costs far more than one that does not.
   */
  private send(connection: Connection, asking: Asking): void {
    connection.take(asking);
    this.unsent.push(connection);
    if (this.unsent.length > 1) return;
    setImmediate(() => {
      for (const each of this.unsent.splice(0)) each.flush();
    });
  }

  private openForLine(): void {
    // Whoever gave up is forgotten; those before him have deadlines too, so it is never long.
    while (this.line[0]?.isSettled === true) this.line.shift();
    const { connectionsMax } = this.limits;
    while (
      !this.isClosed &&
      this.connecting < this.line.length &&
      this.open.size < connectionsMax
    ) {
      this.connect();
    }
  }

  private connect(): void {
    this.connecting += 1;
    let isNew = true;
    const connection = new Connection(this.target, {
      onFree: () => {
        if (isNew) this.connecting -= 1;
        isNew = false;
        this.serveNext(connection);
      },
      onEnd: (failure) => {
        if (isNew) this.connecting -= 1;
        this.forget(connection, failure);
      },
    });
    this.open.add(connection);
  }

  private serveNext(connection: Connection): void {
    const next = this.nextInLine();
    if (next !== undefined) {
      this.send(connection, next);
      return;
    }
    this.resting.push(connection);
    this.sweeping ??= this.sweepLater();
  }

  /** One that could not be opened fails one that waits; the others wait for theirs. */
  private forget(connection: Connection, failure: StoreFailure | undefined): void {
    this.open.delete(connection);
    const at = this.resting.indexOf(connection);
    if (at !== -1) this.resting.splice(at, 1);
    if (failure !== undefined) this.nextInLine()?.fail(failure);
    this.openForLine();
  }

  private nextInLine(): Asking | undefined {
    for (;;) {
      const next = this.line.shift();
      if (next === undefined || !next.isSettled) return next;
    }
  }

  private sweepLater(): NodeJS.Timeout {
    return setTimeout(() => {
      for (const connection of [...this.resting]) {
        if (connection.wasUsed) connection.wasUsed = false;
        else connection.destroy();
      }
      this.sweeping = this.resting.length > 0 ? this.sweepLater() : undefined;
    }, this.limits.restMs).unref();
  }
}
