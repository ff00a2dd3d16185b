import type { Header } from './entry.ts';
import type { Findings } from './findings.ts';
import { createIdTable, idOfUlid } from './idTable.ts';
import { numberList } from './numbers.ts';

/** Bits that are known of each entry. */
export const entryBits = { intent: 1, released: 2, denied: 4, subject: 8, retired: 16 } as const;

export interface Sequence {
  readonly entry: (header: Header, index: number) => void;
  readonly end: () => void;
  /** Place of an entry in the log, by its id. */
  readonly indexOf: (entryId: string) => number | undefined;
  readonly bits: { readonly get: (index: number) => number; readonly mark: Mark };
  /** Time of the last entry of an incarnation. */
  readonly lastOf: (incarnation: string) => string;
  readonly newestAt: () => string;
  readonly oldestAt: () => string;
  readonly countByType: () => Readonly<Record<string, number>>;
}
type Mark = (index: number, bit: number) => void;

interface Incarnation {
  readonly node: string;
  readonly firstAt: string;
  readonly firstIndex: number;
  lastAt: string;
  nodeSeq: number;
}

/** Check 4: nothing is missing between two entries of one node, and no id is used twice. */
export function createSequence(findings: Findings): Sequence {
  const ids = createIdTable();
  const bits = numberList('u8');
  const incarnations = new Map<string, Incarnation>();
  const byType = new Map<string, number>();
  let newest = '';
  let oldest = '';
  return {
    entry: (header, index) => {
      const { at, entryId, type } = header;
      if (ids.add(idOfUlid(entryId), index) !== undefined) {
        findings.add('entry.id-twice', { index, where: entryId });
      }
      bits.set(index, bits.get(index));
      follow(incarnations, header, index, findings);
      byType.set(type, (byType.get(type) ?? 0) + 1);
      if (at > newest) newest = at;
      if (oldest === '' || at < oldest) oldest = at;
    },
    end: () => {
      seeOverlaps(incarnations, findings);
    },
    indexOf: (entryId) => ids.get(idOfUlid(entryId)),
    bits: {
      get: bits.get,
      mark: (index, bit) => {
        bits.set(index, bits.get(index) | bit);
      },
    },
    lastOf: (incarnation) => incarnations.get(incarnation)?.lastAt ?? '',
    newestAt: () => newest,
    oldestAt: () => oldest,
    countByType: () =>
      Object.fromEntries([...byType].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

function follow(
  incarnations: Map<string, Incarnation>,
  { at, node, incarnation, nodeSeq }: Header,
  index: number,
  findings: Findings,
): void {
  const known = incarnations.get(incarnation);
  const spot = { index, where: node };
  if (known === undefined) {
    const fresh = { node, firstAt: at, firstIndex: index, lastAt: at, nodeSeq };
    incarnations.set(incarnation, fresh);
    if (nodeSeq !== 1) findings.add('node.gap', spot);
    return;
  }
  if (nodeSeq !== known.nodeSeq + 1 || node !== known.node) findings.add('node.gap', spot);
  if (at < known.lastAt) findings.add('node.time', spot);
  known.nodeSeq = Math.max(known.nodeSeq, nodeSeq);
  if (at > known.lastAt) known.lastAt = at;
}

/** A node that starts anew has ended before: two at once under one name hide what one of them wrote. */
function seeOverlaps(incarnations: ReadonlyMap<string, Incarnation>, findings: Findings): void {
  const byNode = new Map<string, Incarnation[]>();
  for (const one of incarnations.values()) {
    const ofNode = byNode.get(one.node);
    if (ofNode === undefined) byNode.set(one.node, [one]);
    else ofNode.push(one);
  }
  for (const [node, list] of byNode) {
    list.sort((left, right) => (left.firstAt < right.firstAt ? -1 : 1));
    let latest = '';
    for (const { firstAt, firstIndex, lastAt } of list) {
      if (firstAt < latest) findings.add('node.overlap', { index: firstIndex, where: node });
      if (lastAt > latest) latest = lastAt;
    }
  }
}
