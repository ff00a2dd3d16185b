import type { EventRecord } from './books.ts';
import type { Order } from './desk.ts';

/** A line as supply chain holds it. */
export interface HeldLine {
  readonly lineId: string;
  readonly productId: string;
  readonly quantity: string;
  readonly requestedDate: string;
}

/** What the stores hold of one order. */
export interface Arrived {
  readonly fulfilments: number;
  readonly lines: readonly HeldLine[];
  /** The amounts that finance holds for it, in minor units. */
  readonly amounts: readonly string[];
  /** What CRM sent of it. */
  readonly events: readonly EventRecord[];
}

export type Verdict = 'once' | 'lost' | 'doubled' | 'different';

/** Both messages of a release. */
const sent = ['order-released', 'order-committed'];

/** Once: each message sent once and taken in once, one fulfilment with the order's own lines, its amount. */
export function verdictOf(order: Order, arrived: Arrived): Verdict {
  const { fulfilments, lines, amounts, events } = arrived;
  const counts = [
    fulfilments,
    amounts.length,
    ...sent.map((name) => events.filter(({ event }) => event === name).length),
    ...events.map(({ arrivals }) => arrivals),
  ];
  if (counts.includes(0)) return 'lost';
  if (counts.some((count) => count > 1) || lines.length > order.lines.length) return 'doubled';
  const isAlike =
    amounts[0] === order.amountMinor &&
    lines.length === order.lines.length &&
    order.lines.every((line) => lines.some((held) => isSameLine(line, held)));
  return isAlike ? 'once' : 'different';
}

const isSameLine = (asked: HeldLine, held: HeldLine): boolean =>
  asked.lineId === held.lineId &&
  asked.productId === held.productId &&
  asked.quantity === held.quantity &&
  asked.requestedDate === held.requestedDate;
