import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import { randomFor, type Random } from '../../seed/random.ts';

/** A made-up log with an incident in it; the same plan gives the same entries. */
export interface LogPlan {
  readonly entries: number;
  readonly seed: number;
  /** The first entry's place in the log. */
  readonly firstSeq: number;
  /** The last entry's time. */
  readonly until: Date;
}

export interface MadeEntry {
  readonly seq: number;
  readonly at: string;
  readonly type: 'release' | 'deny';
  readonly actor: string;
  readonly screen: string;
  readonly purpose: string;
  readonly forms: Readonly<Record<string, readonly string[]>>;
  readonly subjects: readonly { readonly store: string; readonly refs: readonly string[] }[];
}

export const intruder = 'employee-under-inquiry';
const days = 30;
const dayMs = 86_400_000;
/** The incident lasts from the twentieth day on for six hours. */
const incidentFromMs = 20 * dayMs;
const incidentMs = 6 * 3_600_000;

/** What screens show, in the ways that masks of roles allow. */
const ways = [
  {
    ...{ screen: 'customer-360', purpose: 'account-management' },
    forms: {
      clear: ['EmailAddress.value', 'PersonName.full', 'PhoneNumber.value', 'PostalAddress.lines'],
    },
  },
  {
    ...{ screen: 'collections', purpose: 'collections' },
    forms: {
      clear: ['Invoice.amountDue', 'PersonName.full'],
      'domain-only': ['EmailAddress.value'],
    },
  },
  {
    ...{ screen: 'order-status', purpose: 'customer-care' },
    forms: { clear: ['EmailAddress.value', 'Shipment.shippedAt'], last4: ['PhoneNumber.value'] },
  },
  {
    ...{ screen: 'order-status', purpose: 'customer-care' },
    forms: { clear: ['Shipment.shippedAt'] },
  },
] as const;

const beginOf = ({ until }: LogPlan): number => until.getTime() - days * dayMs;

/** The window in which the incident lies; its end is not in it. */
export const incidentWindow = (plan: LogPlan): { readonly from: string; readonly to: string } => {
  const from = beginOf(plan) + incidentFromMs;
  return { from: new Date(from).toISOString(), to: new Date(from + incidentMs).toISOString() };
};

/** Entries in the order of time; each is made of its number alone. */
export function* madeEntries(plan: LogPlan): Generator<MadeEntry> {
  const window = incidentWindow(plan);
  const stepMs = (days * dayMs) / plan.entries;
  const people = Math.max(100, Math.floor(plan.entries / 10));
  for (let number = 0; number < plan.entries; number += 1) {
    const random = randomFor(plan.seed, 'entry', number);
    const at = new Date(beginOf(plan) + Math.floor(number * stepMs)).toISOString();
    const inWindow = at >= window.from && at < window.to;
    // Half of what happened in the window, and now and then outside it, where it is none of the incident.
    const isIntruder = inWindow ? random.chance(0.5) : random.chance(0.001);
    yield {
      seq: plan.firstSeq + number,
      at,
      type: random.chance(0.02) ? 'deny' : 'release',
      actor: isIntruder ? intruder : `employee-${String(random.between(1, 400))}`,
      ...random.pick(ways),
      subjects: subjectsOf(random, people),
    };
  }
}

function subjectsOf(random: Random, people: number): MadeEntry['subjects'] {
  const refs = (store: string, max: number): MadeEntry['subjects'][number] => {
    const known = Array.from({ length: random.between(1, max) }, () =>
      sha256Hex(`${store} ${String(random.between(1, people))}`).slice(0, 32),
    );
    return { store, refs: [...new Set(known)].sort() };
  };
  return [refs('crm', 3), refs('customer-pii', 2)];
}

const hex = (random: Random, length: number): string =>
  Array.from({ length: length / 8 }, () =>
    Math.floor(random.next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

/** The entry as the sequencer leaves it in the database; its commitments are made up. */
export function rowOf(entry: MadeEntry, plan: LogPlan): readonly (string | number)[] {
  const random = randomFor(plan.seed, 'row', entry.seq);
  const { seq, at, type, actor, screen, purpose, subjects } = entry;
  const incarnation = sha256Hex('incarnation').slice(0, 32);
  const nodeSeq = seq - plan.firstSeq + 1;
  const entryId = `PROOF${String(seq).padStart(21, '0')}`;
  const header = canonicalJson({
    ...{ at, decisionCommit: hex(random, 64), entryId, incarnation, node: 'gateway-proof' },
    ...{ nodeSeq, seq, subjectCommit: hex(random, 64), type },
  });
  const decision = canonicalJson({
    ...{
      screen,
      document: sha256Hex(screen),
      purpose,
      basis: 'gdpr:A6-1-b',
      roles: ['care-agent'],
    },
    ...{ region: 'EU', epoch: 1, lock: sha256Hex('lock'), lockVersion: 0 },
    ...(type === 'deny' ? { code: 'NOT_PERMITTED', count: 1 } : releaseOf(entry, random)),
  });
  const subject = canonicalJson({
    ...{ actor, team: 'care', subjects: type === 'deny' ? [] : subjects },
    ...{ evidence: null, reason: null, trace: null },
  });
  return [
    ...[seq, entryId, type, at, 'gateway-proof', incarnation, nodeSeq, header],
    ...[decision, hex(random, 64), subject, hex(random, 64), actor, screen, purpose],
  ].map((value) => value);
}

const releaseOf = ({ forms, subjects, seq }: MadeEntry, random: Random): object => ({
  ...{ intent: `INTENT${String(seq)}`, forms, conditions: [], guardSeq: null },
  receipts: subjects.map(({ store, refs }) => ({
    ...{ store, jti: hex(random, 32), hash: hex(random, 64) },
    ...{ subjects: refs.length, rows: refs.length * 2, cells: refs.length * 6 },
  })),
  ...{ subjects: subjects.length, rows: subjects.length * 2, cells: subjects.length * 6 },
});
