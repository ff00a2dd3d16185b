import type { Entry, EntryDraft } from '../../audit/entry.ts';
import { errorFields, type Log } from '../../lib/log.ts';
import type { Inbox } from './inbox.ts';

/** An entry that was given to the writer. */
export interface Appended {
  readonly entryId: string;
  /** Resolves when it is durable, and all that were appended before it. Never rejects. */
  readonly durable: Promise<void>;
}

/** Writes the entries of one incarnation, in the order of the calls. */
export interface EntryWriter {
  /** Whatever happens to the database, the entry is written as long as this process lives. */
  readonly append: (draft: EntryDraft, urgency?: Urgency) => Appended;
  /** False while so many entries wait that nothing should be begun that needs one; of a share of the room. */
  readonly hasRoom: (share?: number) => boolean;
  /** Writes what waits, for at most `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>;
}

/** `now`: somebody waits for it. `soon`: it may wait for others that go with it. */
export type Urgency = 'now' | 'soon';

export interface EntryWriterOptions {
  readonly inbox: Inbox;
  readonly makeEntry: (draft: EntryDraft) => Entry;
  readonly log: Log;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly limits?: WriterLimits;
}

export interface WriterLimits {
  /** Batches begin at least this far apart: what comes meanwhile goes together. */
  readonly windowMs: number;
  /** How long an entry for which nobody waits is kept for others to go with it. */
  readonly soonMs: number;
  /** Entries of one statement. */
  readonly batchMax: number;
  /** Entries that may wait before `hasRoom` says no. */
  readonly queueMax: number;
  /** Pauses between attempts while the database is away. */
  readonly retryMs: { readonly first: number; readonly max: number };
}

export const writerLimits: WriterLimits = {
  windowMs: 5,
  soonMs: 10,
  batchMax: 1_000,
  queueMax: 10_000,
  retryMs: { first: 25, max: 1_000 },
};

/** Entries that are written by one statement, and who waits for them. */
class Batch {
  readonly entries: Entry[] = [];
  readonly durable: Promise<void>;
  done: () => void = () => undefined;

  constructor() {
    this.durable = new Promise((resolve) => {
      this.done = resolve;
    });
  }
}

/**
 * Group commit: one statement at a time, begun at once where nothing was written lately. A batch that
 * failed is sent again as it is, so that an incarnation's numbers arrive without a gap.
 */
export function createEntryWriter(options: EntryWriterOptions): EntryWriter {
  const { inbox, makeEntry, log, limits = writerLimits } = options;
  const queue = new Queue(limits.batchMax);
  const end = new AbortController();
  let running: Promise<void> | undefined;
  const start = (): void => {
    // It fails at the end alone, which `close` tells of.
    running ??= writeAll({ ...options, limits, queue, end: end.signal })
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
        if (queue.isAwaited && !end.signal.aborted) start();
      });
  };
  let soon: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(soon);
    soon = undefined;
    queue.isAwaited = true;
    start();
  };
  return {
    append: (draft, urgency = 'now') => {
      const entry = makeEntry(draft);
      const durable = queue.add(entry);
      if (urgency === 'now') write();
      else soon ??= setTimeout(write, limits.soonMs);
      return { entryId: entry.entryId, durable };
    },
    hasRoom: (share = 1) => queue.count < limits.queueMax * share,
    close: async (graceMs) => {
      if (!queue.isEmpty) write();
      const written = new AbortController();
      await Promise.race([queue.lastDurable(), pause(graceMs, written.signal)]);
      written.abort();
      end.abort();
      if (queue.count > 0) log.error('audit.append.lost', { entries: queue.count });
      await inbox.close().catch(() => undefined);
    },
  };
}

/** Batches in their order; the first is on its way while one is being sent. */
class Queue {
  readonly #batchMax: number;
  readonly #batches: Batch[] = [];
  #sending: Batch | undefined;
  count = 0;
  /** True while something is to be written now. */
  isAwaited = false;

  constructor(batchMax: number) {
    this.#batchMax = batchMax;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  lastDurable(): Promise<void> | undefined {
    return this.#batches.at(-1)?.durable;
  }

  add(entry: Entry): Promise<void> {
    const last = this.#batches.at(-1);
    const isOpen = last !== this.#sending && (last?.entries.length ?? 0) < this.#batchMax;
    const batch = last !== undefined && isOpen ? last : new Batch();
    if (batch !== last) this.#batches.push(batch);
    batch.entries.push(entry);
    this.count += 1;
    return batch.durable;
  }

  /** Nothing is added to it any more. */
  take(): Batch | undefined {
    this.#sending = this.#batches[0];
    this.isAwaited = this.#batches.length > 1;
    return this.#sending;
  }

  finish(batch: Batch): void {
    this.#batches.shift();
    this.#sending = undefined;
    this.count -= batch.entries.length;
    batch.done();
  }
}

interface Writing extends EntryWriterOptions {
  readonly limits: WriterLimits;
  readonly queue: Queue;
  readonly end: AbortSignal;
}

/** Writes until nobody waits. */
async function writeAll(writing: Writing): Promise<void> {
  const { queue, limits, now, end } = writing;
  let restMs = 0;
  for (;;) {
    // What else the same turn of the event loop appends goes with the first.
    await (restMs > 0 ? pause(restMs, end) : immediately());
    const batch = queue.take();
    if (batch === undefined) return;
    const begunAt = now();
    await send(writing, batch);
    queue.finish(batch);
    if (!queue.isAwaited) return;
    restMs = begunAt + limits.windowMs - now();
  }
}

async function send({ inbox, log, limits, queue, end }: Writing, batch: Batch): Promise<void> {
  let pauseMs = limits.retryMs.first;
  for (;;) {
    try {
      await inbox.insert(batch.entries);
      return;
    } catch (error) {
      if (end.aborted) throw error;
      log.warn('audit.append.failed', { waiting: queue.count, pauseMs, ...errorFields(error) });
      await pause(pauseMs, end);
      pauseMs = Math.min(pauseMs * 2, limits.retryMs.max);
    }
  }
}

const immediately = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
  });
