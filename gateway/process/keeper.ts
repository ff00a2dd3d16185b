import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../../lib/log.ts';
import { createDocumentRelay, type RelayWorker } from './documentRelay.ts';
import type { Host } from './serve.ts';

export interface KeeperOptions {
  /** Workers that share the port. */
  readonly count: number;
  /** The program that each runs, with its arguments and Node's own. */
  readonly program: string;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  /** How long a worker may take to end; what hangs beyond it is killed. */
  readonly graceMs: number;
  readonly log: Log;
  /** Hears once, when every worker listens on `port`. */
  readonly onReady?: (port: number) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** A worker that served this long had come up; its next end is a new one. */
const steadyMs = 30_000;

/** A place among the workers; who fills it changes. */
interface Seat {
  readonly number: number;
  failures: number;
  worker: Worker | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Runs workers that share one port (node:cluster) until it is told to end, and fills the place of one
 * that dies, later each time. Resolves with the exit code: that of a worker which could not even
 * start, else 0 where all ended in order.
 */
export function keepWorkers(options: KeeperOptions, host: Host): Promise<number> {
  cluster.setupPrimary({
    exec: options.program,
    args: [...options.args],
    execArgv: [...options.execArgv],
  });
  return new Promise((resolve) => {
    const keeper = new Keeper(options, resolve);
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) {
      host.on(event, () => {
        keeper.stop();
      });
    }
  });
}

class Keeper {
  readonly #options: KeeperOptions;
  readonly #ended: (code: number) => void;
  readonly #seats: readonly Seat[];
  readonly #relay = createDocumentRelay();
  /** True once any worker has listened: before that, a failure is one of the configuration. */
  #hasServed = false;
  /** Workers that have not listened yet. */
  #awaited: number;
  #stopping = false;
  #code = 0;

  constructor(options: KeeperOptions, ended: (code: number) => void) {
    this.#options = options;
    this.#ended = ended;
    this.#awaited = options.count;
    this.#seats = Array.from({ length: options.count }, (_, index) => ({
      ...{ number: index + 1, failures: 0, worker: undefined, timer: undefined },
    }));
    for (const seat of this.#seats) this.#fill(seat);
  }

  /** Ends all workers in order: each answers what it has accepted. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const { worker, timer } of this.#seats) {
      clearTimeout(timer);
      worker?.process.kill('SIGTERM');
    }
    const hangs = setTimeout(() => {
      for (const { worker } of this.#seats) worker?.process.kill('SIGKILL');
    }, this.#options.graceMs);
    hangs.unref();
    this.#endIfEmpty();
  }

  #fill(seat: Seat): void {
    const worker = cluster.fork({ WORKER: String(seat.number) });
    const began = this.#options.now();
    const member: RelayWorker = {
      id: worker.id,
      send: (message) => {
        if (worker.isConnected()) worker.send(message);
      },
    };
    seat.worker = worker;
    this.#relay.joined(member);
    worker.on('message', (message: unknown) => {
      this.#relay.heard(member, message);
    });
    worker.once('listening', ({ port }) => {
      this.#hasServed = true;
      this.#awaited -= 1;
      if (this.#awaited === 0) this.#options.onReady?.(port);
    });
    worker.once('exit', (code, signal) => {
      this.#relay.left(member);
      seat.worker = undefined;
      if (this.#options.now() - began > steadyMs) seat.failures = 0;
      this.#gone(seat, code, signal);
    });
  }

  #gone(seat: Seat, code: number | null, signal: string | null): void {
    if (this.#stopping) {
      if (code !== 0) this.#code = 1;
      this.#endIfEmpty();
      return;
    }
    if (!this.#hasServed) {
      this.#code = code ?? 1;
      this.stop();
      return;
    }
    const delayMs = Math.min(firstDelayMs * 2 ** seat.failures, longestDelayMs);
    seat.failures += 1;
    this.#options.log.warn('worker.ended', { worker: seat.number, code, signal, delayMs });
    seat.timer = setTimeout(() => {
      this.#fill(seat);
    }, delayMs);
  }

  #endIfEmpty(): void {
    if (this.#seats.every(({ worker }) => worker === undefined)) this.#ended(this.#code);
  }
}
