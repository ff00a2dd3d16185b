import { createEntryMaker, type Entry, type EntryType } from '../../../audit/entry.ts';
import type { EntrySubject } from '../../../audit/entry.ts';
import { receiptHash, type Receipt } from '../../../audit/receipt.ts';
import { trustOf } from '../../../audit/watch/trust.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { hashOfInstallationLock } from '../../../lib/installationLock.ts';
import { storeNames } from '../../../lib/storeName.ts';
import { createUlids } from '../../../lib/ulids.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { folderOf } from './syntheticFolder.ts';
import { actsText, locksOf, type SyntheticChange } from './syntheticLocks.ts';
import { makeKeys, type SyntheticKeys } from './syntheticKeys.ts';
import { callableBy, earlierPolicy, region, shownBy } from './syntheticPolicies.ts';
import { createChain, type Chain } from './syntheticReceipts.ts';

/** An entry before it is sealed: a fault may be planted in it that nothing but its content shows. */
export interface Draft {
  type: EntryType;
  decision: Record<string, unknown>;
  subject: EntrySubject | null;
}

export interface SyntheticOptions {
  readonly entries: number;
  readonly seed: number;
  readonly policy: PolicyLock;
  readonly keys?: SyntheticKeys;
  /** The policy of the log's first half. */
  readonly earlier?: PolicyLock;
  /** How the second policy came into force; by the book unless said. */
  readonly change?: Partial<SyntheticChange>;
  readonly checkpointEvery?: number;
  /** Changes what is written at a place of the log. */
  readonly forge?: (draft: Draft, seq: number) => void;
  /** Entries that are made and never sequenced, by their number. */
  readonly lose?: (made: number) => boolean;
  /** Changes the header of what was made, before it is sequenced. */
  readonly head?: (entry: Entry, made: number) => Partial<Entry>;
  /** Beside this receipt the store serves another, of an intent that the log does not have. */
  readonly serveUnlogged?: number;
  /** What the store serves and chains beside a receipt that a release names. */
  readonly serveToo?: (receipt: Receipt, number: number) => Receipt | undefined;
  /** Under which count of consents a receipt's values were read. */
  readonly guardOf?: (number: number) => number | null;
  /** Receipts that the store leaves out of its chain, or chains twice. */
  readonly chainedTimes?: (number: number) => number;
}

export interface SyntheticLog {
  readonly files: Map<string, Uint8Array>;
  /** trust.json */
  readonly trust: string;
  readonly keys: SyntheticKeys;
  readonly entries: readonly Entry[];
}

const startsAt = Date.parse('2026-11-24T12:00:00.000Z');
const nodes = ['gateway-1', 'gateway-2'] as const;
const beatMs = 60_000;
const stepMs = 40;

/** A log that an installation could have written that never ran, complete with its receipts and locks. */
export function syntheticLog(options: SyntheticOptions): SyntheticLog {
  const { policy, keys = makeKeys() } = options;
  const earlier = options.earlier ?? earlierPolicy(policy);
  const locks = locksOf(keys, [earlier.hash, policy.hash]);
  const genesis = hashOfInstallationLock(locks[0]);
  const files = new Map<string, Uint8Array>();
  const entries = new Writing({ ...options, keys, policies: [earlier, policy], files }).write();
  const every = options.checkpointEvery ?? 1_000;
  for (const [path, bytes] of folderOf({ keys, genesis, entries, every })) files.set(path, bytes);
  for (const lock of locks) {
    const path = `locks/installation/${String(lock.epoch)}.json`;
    files.set(path, Buffer.from(canonicalJson(lock)));
  }
  for (const one of [earlier, policy]) {
    files.set(`locks/policy/${one.hash}.json`, Buffer.from(canonicalJson(one)));
  }
  const acts = actsText(keys, locks, options.change);
  if (acts !== undefined) files.set('locks/acts/2.json', Buffer.from(acts));
  return { files, keys, entries, trust: JSON.stringify(trustOf(locks, 'one operator'), null, 2) };
}

interface WritingOptions extends SyntheticOptions {
  readonly keys: SyntheticKeys;
  readonly policies: readonly [PolicyLock, PolicyLock];
  readonly files: Map<string, Uint8Array>;
}

/** The installation at work: a response each 40 ms, now and then a command, a denial, a sign of life. */
class Writing {
  readonly #options: WritingOptions;
  readonly #entries: Entry[] = [];
  readonly #chains: ReadonlyMap<string, Chain>;
  readonly #makers = new Map<string, ReturnType<typeof createEntryMaker>>();
  readonly #newId: () => string;
  readonly #shown;
  readonly #commands;
  #now = startsAt;
  #receipts = 0;
  #made = 0;
  #random: number;

  constructor(options: WritingOptions) {
    const { seed, keys, files, policy } = options;
    this.#options = options;
    this.#random = seed >>> 0;
    this.#shown = shownBy(policy);
    this.#commands = callableBy(policy);
    this.#chains = new Map(
      storeNames.map((store) => [store, createChain(store, this.#hex(16), keys, files)]),
    );
    this.#newId = createUlids({ now: () => new Date(this.#now) }, (pool) => {
      pool.set(this.#bytes(pool.length));
    });
  }

  write(): readonly Entry[] {
    let beaten = Number.NEGATIVE_INFINITY;
    let flushed = this.#now;
    for (let number = 0; this.#entries.length < this.#options.entries; number += 1) {
      const node = nodes[number % 2] ?? nodes[0];
      if (this.#now - beaten >= beatMs) {
        beaten = this.#now;
        for (const name of nodes) {
          this.#append(name, { type: 'heartbeat', decision: {}, subject: null });
        }
      }
      if (number % 12 === 5) this.#deny(node);
      else if (number % 24 === 7) this.#command(number);
      else this.#respond(node, number);
      this.#now += stepMs;
      if (this.#now - flushed >= 1_000) {
        this.#flush();
        flushed = this.#now;
      }
    }
    this.#flush();
    return this.#entries;
  }

  #flush(): void {
    for (const chain of this.#chains.values()) chain.flush(new Date(this.#now).toISOString());
  }

  #respond(node: string, number: number): void {
    const shown = this.#shown[number % this.#shown.length];
    if (shown === undefined) throw new TypeError('the policy shows nothing of persons or parties');
    const { screen, rule, role, basis, forms, stores } = shown;
    const common = {
      ...{ screen, document: rule.documents[0], purpose: rule.purpose, basis, roles: [role] },
      ...{ region, lockVersion: 0, ...this.#inForce() },
    };
    const actor = { actor: `actor-${String(number % 97)}`, team: 'team-1', evidence: null };
    const intent = this.#newId();
    const about = { ...actor, reason: null, trace: intent };
    const asked = { ...common, subjectsMax: rule.subjectsMax };
    const subject = { ...about, subjects: [] };
    this.#append(node, { type: 'intent', decision: asked, subject }, intent);
    const max = rule.subjectsMax;
    const receipts = stores.map((store) => ({ store, receipt: this.#serve(store, intent, max) }));
    const sum = (count: (receipt: Receipt) => number): number =>
      receipts.reduce((total, { receipt }) => total + count(receipt), 0);
    const decision = {
      ...{ ...common, intent, forms, conditions: [], unanswered: [] },
      guardSeq: smallest(receipts.map(({ receipt }) => receipt.guardSeq)),
      receipts: receipts.map(({ store, receipt }) => ({
        ...{ store, jti: receipt.jti, hash: receiptHash(receipt) },
        ...{ subjects: receipt.audit_refs.length, rows: receipt.rows, cells: receipt.cells },
      })),
      subjects: sum(({ audit_refs: refs }) => refs.length),
      rows: sum(({ rows }) => rows),
      cells: sum(({ cells }) => cells),
    };
    const served = receipts.map(({ store, receipt }) => ({ store, refs: receipt.audit_refs }));
    this.#append(node, { type: 'release', decision, subject: { ...about, subjects: served } });
  }

  #serve(store: string, intent: string, subjectsMax: number): Receipt {
    const number = this.#receipts;
    this.#receipts += 1;
    const { chainedTimes, guardOf } = this.#options;
    const subjects = Math.min(1 + (number % 3), subjectsMax);
    const refs = Array.from({ length: subjects }, () => this.#hex(16)).sort();
    const receipt: Receipt = {
      ...{ attempt: 1, audit_refs: refs, cells: 7, entryId: intent },
      guardSeq: guardOf?.(number) ?? null,
      ...{ jti: this.#hex(16), rows: 3, statementHash: this.#hex(32) },
    };
    const times = chainedTimes?.(number) ?? 1;
    for (let time = 0; time < times; time += 1) this.#chains.get(store)?.add(receipt);
    this.#serveToo(store, receipt, number);
    return receipt;
  }

  #serveToo(store: string, receipt: Receipt, number: number): void {
    const { serveToo, serveUnlogged } = this.#options;
    const more = serveToo?.(receipt, number);
    if (more !== undefined) this.#chains.get(store)?.add(more);
    if (number === serveUnlogged) {
      this.#chains.get(store)?.add({ ...receipt, entryId: this.#newId(), jti: this.#hex(16) });
    }
  }

  #deny(node: string): void {
    const decision = {
      ...{ screen: null, document: null, purpose: null, basis: null, roles: [], region },
      ...{ lockVersion: 0, ...this.#inForce(), code: 'DOCUMENT_UNKNOWN', count: 1 },
      minute: `${new Date(this.#now).toISOString().slice(0, 16)}Z`,
    };
    const who = { actor: 'actor-1', team: null, evidence: null, reason: null, trace: null };
    this.#append(node, { type: 'deny', decision, subject: { ...who, subjects: [] } });
  }

  #command(number: number): void {
    const called = this.#commands[number % this.#commands.length];
    if (called === undefined) throw new TypeError('the policy allows no command');
    const { command, store, screen, rule, role, basis } = called;
    const decision = {
      ...{ screen, document: rule.documents[0], purpose: rule.purpose, basis, roles: [role] },
      ...{ region, lockVersion: 0, ...this.#inForce(), command, store, outcome: 'done' },
    };
    const who = { actor: 'actor-2', team: null, evidence: null, reason: null, trace: null };
    this.#append(store, { type: 'command', decision, subject: { ...who, subjects: [] } });
  }

  #inForce(): { readonly epoch: number; readonly lock: string } {
    const [earlier, present] = this.#options.policies;
    const isEarly = this.#entries.length < this.#options.entries / 2;
    return { epoch: isEarly ? 1 : 2, lock: isEarly ? earlier.hash : present.hash };
  }

  #append(node: string, draft: Draft, entryId?: string): void {
    const seq = this.#entries.length;
    if (seq === this.#options.entries) return;
    this.#options.forge?.(draft, seq);
    const entry = this.#makerOf(node)({
      ...{ type: draft.type, decision: canonicalJson(draft.decision), subject: draft.subject },
      ...(entryId === undefined ? {} : { entryId }),
    });
    const headed = { ...entry, ...this.#options.head?.(entry, this.#made) };
    if (this.#options.lose?.(this.#made) !== true) this.#entries.push(headed);
    this.#made += 1;
  }

  #makerOf(node: string): ReturnType<typeof createEntryMaker> {
    const known = this.#makers.get(node);
    if (known !== undefined) return known;
    const maker = createEntryMaker({
      ...{ node, incarnation: this.#hex(16), clock: { now: () => new Date(this.#now) } },
      ...{ newEntryId: this.#newId, newSalt: () => this.#bytes(32) },
    });
    this.#makers.set(node, maker);
    return maker;
  }

  #hex(bytes: number): string {
    return Buffer.from(this.#bytes(bytes)).toString('hex');
  }

  /** Numbers that look random and are the same for the same seed (xorshift). */
  #bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => {
      this.#random ^= this.#random << 13;
      this.#random ^= this.#random >>> 17;
      this.#random ^= this.#random << 5;
      return this.#random & 0xff;
    });
  }
}

function smallest(counts: readonly (number | null)[]): number | null {
  const stated = counts.filter((count) => count !== null);
  return stated.length === 0 ? null : Math.min(...stated);
}
