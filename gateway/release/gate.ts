import type { Entry, EntryDraft, EntrySubject } from '../../audit/entry.ts';
import type { Caller } from '../../lib/bearer.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import type { Log } from '../../lib/log.ts';
import type { AskedFields } from './asked.ts';
import { createCounting, type Countable, type Counted } from './counting.ts';
import type { Inbox } from './inbox.ts';
import { createReceiptBook, type TakeAnswer } from './receiptBook.ts';
import type { Taken } from './receipts.ts';
import {
  decisionTexts,
  minuteOf,
  type AdminAction,
  type DecisionTexts,
  type InForce,
} from './texts.ts';
import type { Witnessing } from './witnessing.ts';
import { createEntryWriter, type Appended, type EntryWriter, type WriterLimits } from './writer.ts';

/** A response that may hold a value of a person or party. */
export interface GatedResponse {
  /** Also the id of its intent. */
  readonly requestId: string;
  readonly texts: DecisionTexts;
  readonly asked: AskedFields;
  readonly caller: Caller;
  readonly subjectsMax: number;
}

export type WithheldCode = 'AUDIT_UNAVAILABLE' | 'WITNESS_UNAVAILABLE';

/** Whether the values may leave. */
export type Verdict =
  | { readonly released: true; readonly entryId: string }
  | { readonly released: false; readonly code: WithheldCode };

/** The record of one response, from its intent to its end. */
export interface Opened {
  /** What a store answered; an answer without the receipt that it owes is none. */
  readonly take: TakeAnswer;
  /** True where a store counted a person or sole trader among those whose values it served. */
  readonly holdsSubjects: () => boolean;
  /** All answers are in: writes the release, without waiting for it. */
  readonly release: () => void;
  /** Waits until intent and release are durable, for as long as the bound allows. */
  readonly verdict: () => Promise<Verdict>;
  /** Nothing of it leaves. */
  readonly deny: (code: ErrorCode) => void;
}

/** The one way by which a value of a person or party leaves (policy.md, section 5). */
export interface Gate {
  readonly inForce: InForce;
  /** Undefined where the log is so far behind that nothing may be asked of a store. */
  readonly open: (response: GatedResponse) => Opened | undefined;
  /** Counts a refusal. */
  readonly deny: (denial: Countable<ErrorCode>) => void;
  /** Counts a reading of what the administration alone may read. */
  readonly read: (reading: Countable<AdminAction>) => void;
  /** Writes any other entry. */
  readonly record: EntryWriter['append'];
  /** Resolves when every release that was written before is durable, or after so long. */
  readonly settled: (waitMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface GateOptions {
  readonly inForce: InForce;
  readonly inbox: Inbox;
  readonly makeEntry: (draft: EntryDraft) => Entry;
  readonly witnessing: Pick<Witnessing, 'holds' | 'close'>;
  readonly clock: Clock;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly log: Log;
  readonly limits?: WriterLimits;
  /** How long a response waits for its entries once the answers are in. */
  readonly waitMs?: number;
}

const waitMsPreset = 250;
const closeGraceMs = 1_000;
const tickMs = 1_000;
const heartbeatMs = 60_000;
/** What is only counted leaves room for responses, however many are refused at once. */
const countedShare = 0.5;

export function createGate(options: GateOptions): Gate {
  const { inForce, witnessing, clock, now, log, waitMs = waitMsPreset } = options;
  const writer = createEntryWriter(options);
  const record = writer.append;
  const counting = { clock, hasRoom: () => writer.hasRoom(countedShare) };
  const denials = createCounting<ErrorCode>({
    ...counting,
    write: (denial) => record(denialEntry(denial, inForce), 'soon'),
  });
  const readings = createCounting<AdminAction>({
    ...counting,
    write: (reading) => record(readingEntry(reading, inForce), 'soon'),
  });
  let newestRelease: Promise<void> | undefined;
  const released = (durable: Promise<void>): void => {
    newestRelease = durable;
  };
  let beatAt = Number.NEGATIVE_INFINITY;
  const tick = (): void => {
    denials.tick();
    readings.tick();
    if (now() - beatAt < heartbeatMs || !writer.hasRoom()) return;
    beatAt = now();
    record({ type: 'heartbeat', decision: '{}', subject: null }, 'soon');
  };
  tick();
  const ticking = setInterval(tick, tickMs).unref();
  return {
    inForce,
    record,
    deny: denials.note,
    read: readings.note,
    open: (response) =>
      writer.hasRoom()
        ? openResponse(response, { record, released, witnessing, clock, log, waitMs })
        : undefined,
    settled: async (waitMs) => {
      if (newestRelease !== undefined) await within(newestRelease, waitMs);
    },
    close: async () => {
      clearInterval(ticking);
      witnessing.close();
      denials.flush();
      readings.flush();
      await writer.close(closeGraceMs);
    },
  };
}

function readingEntry(
  { actor, about, code: action, ...facts }: Counted<AdminAction>,
  inForce: InForce,
): EntryDraft {
  return {
    type: 'admin.read',
    decision: decisionTexts(about, inForce).admin({ action, ...facts }),
    subject: actor === undefined ? null : subjectOf(actor, [], null),
  };
}

function denialEntry({ actor, about, ...facts }: Counted<ErrorCode>, inForce: InForce): EntryDraft {
  return {
    type: 'deny',
    decision: decisionTexts(about, inForce).deny(facts),
    subject: actor === undefined ? null : subjectOf(actor, [], null),
  };
}

interface Opening extends Pick<GateOptions, 'witnessing' | 'clock' | 'log'> {
  readonly record: Gate['record'];
  readonly released: (durable: Promise<void>) => void;
  readonly waitMs: number;
}

function openResponse(response: GatedResponse, opening: Opening): Opened {
  const { requestId: intent, texts, asked, caller } = response;
  const { record, witnessing, clock, log, waitMs } = opening;
  const book = createReceiptBook({ intent, asked, log });
  const { receipts, unanswered } = book;
  let released: Appended | undefined;
  let refusal: WithheldCode = 'AUDIT_UNAVAILABLE';
  record(
    {
      type: 'intent',
      entryId: intent,
      decision: texts.intent(response.subjectsMax),
      subject: subjectOf(caller, [], intent),
    },
    'soon',
  );
  const deny = (code: ErrorCode): void => {
    const minute = minuteOf(clock.now());
    const decision = texts.deny({ code, count: 1, minute, intent });
    record({ type: 'deny', decision, subject: subjectOf(caller, [], intent) }, 'soon');
  };
  const withhold = (code: WithheldCode): Verdict => {
    log.warn('release.withheld', { requestId: intent, code });
    deny(code);
    return { released: false, code };
  };
  return {
    deny,
    holdsSubjects: () => receipts.some(({ receipt }) => receipt.audit_refs.length > 0),
    take: book.take,
    release: () => {
      if (!witnessing.holds()) {
        refusal = 'WITNESS_UNAVAILABLE';
        return;
      }
      if (refsIn(receipts) > refsMax) return;
      const decision = texts.release({ intent, forms: asked.forms, receipts, unanswered });
      const subject = subjectOf(caller, refsOf(receipts), intent);
      released = record({ type: 'release', decision, subject });
      opening.released(released.durable);
    },
    verdict: async () => {
      if (released === undefined) return withhold(refusal);
      const isDurable = await within(released.durable, waitMs);
      if (!isDurable) return withhold('AUDIT_UNAVAILABLE');
      return { released: true, entryId: released.entryId };
    },
  };
}

/** References that one entry can hold: the log takes none that is larger. */
const refsMax = 5_000;

const refsIn = (receipts: readonly Taken[]): number =>
  receipts.reduce((sum, { receipt }) => sum + receipt.audit_refs.length, 0);

const subjectOf = (
  { actor, team }: Pick<Caller, 'actor' | 'team'>,
  subjects: EntrySubject['subjects'],
  trace: string | null,
): EntrySubject =>
  // Its members in the order in which they are written.
  ({ actor, evidence: null, reason: null, subjects, team: team ?? null, trace });

/** By store, sorted, each reference once. */
function refsOf(receipts: readonly Taken[]): EntrySubject['subjects'] {
  const byStore = new Map<string, Set<string>>();
  for (const { store, receipt } of receipts) {
    const refs = byStore.get(store) ?? new Set();
    for (const ref of receipt.audit_refs) refs.add(ref);
    if (refs.size > 0) byStore.set(store, refs);
  }
  return [...byStore]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([store, refs]) => ({ store, refs: [...refs].sort() }));
}

/** Whether it resolves in time. */
function within(promise: Promise<void>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, ms);
    void promise.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
