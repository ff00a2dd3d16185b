import type { Bundle, Entry } from './bundle.ts';
import { isId, type Header } from './entry.ts';
import type { Findings } from './findings.ts';
import { isCount, isText, isTexts, type JsonObject } from './json.ts';
import { entryBits, type Sequence } from './sequence.ts';

/** A subject body that was lawfully removed, and by which law. */
export interface Removal {
  readonly index: number;
  readonly entryId: string;
  readonly law: string;
}

export interface Removals {
  readonly bundle: (bundle: Bundle) => void;
  readonly entry: (entry: Entry, bundle: Bundle) => void;
  readonly end: () => void;
  /** The first of them; the rest are counted among the notices. */
  readonly list: () => readonly Removal[];
}

interface Order {
  readonly law: string;
  readonly index: number;
}

interface Gone {
  readonly index: number;
  readonly entryId: string;
  readonly what: 'subject' | 'body' | 'file';
}

const listedMax = 1_000;

/** Check 10, the bodies: whatever is no longer there went as an entry of the log says. */
export function createRemovals(sequence: Sequence, findings: Findings): Removals {
  const orders = new Map<string, Order>();
  const retired: { readonly from: number; readonly to: number }[] = [];
  const gone: Gone[] = [];
  const kept: number[] = [];
  const list: Removal[] = [];
  return {
    list: () => list,
    bundle: ({ keptSubjects }) => {
      kept.push(...keptSubjects);
    },
    entry: ({ header, body, index }, { lacksBodies }) => {
      if (header === undefined) return;
      if (body === undefined) {
        if (lacksBodies) gone.push({ index, entryId: header.entryId, what: 'file' });
        return;
      }
      if (body.decision === null) gone.push({ index, entryId: header.entryId, what: 'body' });
      else if (body.subject === null && header.subjectCommit !== null) {
        gone.push({ index, entryId: header.entryId, what: 'subject' });
      }
      if (body.decision === null) sequence.bits.mark(index, entryBits.retired);
      if (body.subject !== null) sequence.bits.mark(index, entryBits.subject);
      if (body.decision !== null) takeOrder(header, body.decision, index);
    },
    end: () => {
      for (const one of gone) seeGone(one);
      for (const [entryId, { index }] of orders) {
        const place = sequence.indexOf(entryId);
        const isThere = place !== undefined && (sequence.bits.get(place) & entryBits.subject) !== 0;
        if (isThere)
          findings.add('body.removed-but-kept', { index: place, where: `by ${String(index)}` });
      }
      for (const index of kept) findings.add('body.removed-but-kept', { index });
    },
  };

  function takeOrder({ type }: Header, decision: JsonObject, index: number): void {
    const { from, to } = decision;
    if (type === 'admin.retention' && isCount(from) && isCount(to)) retired.push({ from, to });
    if (type !== 'admin.removal' || !isLawful(decision)) return;
    const { entries, law } = decision;
    for (const entryId of isTexts(entries) ? entries : []) {
      if (isId(entryId)) orders.set(entryId, { law: isText(law) ? law : '', index });
    }
  }

  function seeGone({ index, entryId, what }: Gone): void {
    const isRetired = retired.some(({ from, to }) => index >= from && index <= to);
    const order = orders.get(entryId);
    if (isRetired) findings.notice('body.retired', { index });
    else if (what === 'file') findings.add('body.missing', { index });
    else if (what === 'body' || order === undefined || order.index <= index) {
      findings.add('body.removed-unlawfully', { index });
    } else {
      findings.notice('body.removed', { index, where: order.law });
      if (list.length < listedMax) list.push({ index, entryId, law: order.law });
    }
  }
}

/** Two people, and a law. */
const isLawful = ({ law, approvals }: JsonObject): boolean =>
  isText(law) && law !== '' && isTexts(approvals) && new Set(approvals).size >= 2;
