/** The ten checks, as docs/audit-verify.md and the report number them. */
export const checks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export type Check = (typeof checks)[number];

/** What can be wrong, and by which check it is found. */
export const findingCodes = {
  'file.unknown': 2,
  'file.unreadable': 2,
  'file.too-large': 2,
  'checkpoint.missing': 1,
  'checkpoint.malformed': 1,
  'checkpoint.origin': 1,
  'checkpoint.log-signature': 1,
  'checkpoint.signature': 1,
  'checkpoint.unknown-key': 1,
  'checkpoint.quorum': 1,
  'checkpoint.newest': 1,
  'tree.entries-missing': 2,
  'tree.entries-malformed': 2,
  'tree.entries-differ': 2,
  'tree.tile-missing': 2,
  'tree.tile-differs': 2,
  'tree.beyond-size': 2,
  'tree.root': 2,
  'history.checkpoint-root': 3,
  'history.last-malformed': 3,
  'history.shrank': 3,
  'history.forked': 3,
  'entry.malformed': 4,
  'entry.seq': 4,
  'entry.id-twice': 4,
  'node.gap': 4,
  'node.time': 4,
  'node.overlap': 4,
  'lock.malformed': 5,
  'lock.chain': 5,
  'lock.signature': 5,
  'lock.genesis': 5,
  'policy.hash': 5,
  'policy.missing': 5,
  'policy.unsigned': 5,
  'policy.acts-malformed': 5,
  'policy.act-signature': 5,
  'policy.act-other': 5,
  'policy.self-approved': 5,
  'policy.approvals-missing': 5,
  'policy.widening-unsaid': 5,
  'decision.lock': 5,
  'decision.epoch-falls': 5,
  'decision.malformed': 6,
  'decision.screen': 6,
  'decision.document': 6,
  'decision.purpose': 6,
  'decision.roles': 6,
  'decision.field': 6,
  'decision.form': 6,
  'decision.command': 6,
  'decision.limit': 6,
  'subject.personal-value': 6,
  'segment.malformed': 7,
  'segment.chain': 7,
  'segment.key': 7,
  'segment.signature': 7,
  'receipt.differs': 7,
  'release.sums': 7,
  'release.subjects': 7,
  'release.after-withdrawal': 7,
  'receipt.not-logged': 8,
  'receipt.not-named': 8,
  'receipt.twice': 8,
  'receipt.missing': 8,
  'receipt.named-twice': 8,
  'release.no-receipt': 8,
  'delivery.refused': 8,
  'intent.no-end': 9,
  'intent.end-twice': 9,
  'release.no-intent': 9,
  'deny.no-intent': 9,
  'body.missing': 10,
  'body.malformed': 10,
  'body.altered': 10,
  'body.removed-unlawfully': 10,
  'body.removed-but-kept': 10,
  'proof.inclusion': 10,
} as const satisfies Readonly<Record<string, Check>>;
export type FindingCode = keyof typeof findingCodes;

/** What an auditor is told though nothing is wrong. */
export const noticeCodes = {
  'checkpoint.unwitnessed-tail': 1,
  'policy.no-officers': 5,
  'intent.open': 9,
  'intent.gateway-died': 9,
  'receipt.replaced': 8,
  'receipt.unanswered': 8,
  'receipt.restart-gap': 8,
  'receipt.not-yet-written': 8,
  'body.removed': 10,
  'body.retired': 10,
} as const satisfies Readonly<Record<string, Check>>;
export type NoticeCode = keyof typeof noticeCodes;

export interface Spot {
  /** Place in the log, from 0; null where it is in no entry. */
  readonly index: number | null;
  /** File of the log, or what names the place otherwise. */
  readonly where: string | null;
}

export interface Found<Code extends string> {
  readonly code: Code;
  readonly check: Check;
  readonly count: number;
  /** The lowest index; else what was found first. */
  readonly first: Spot;
  /** The first few. */
  readonly examples: readonly Spot[];
}
export type Finding = Found<FindingCode>;
export type Notice = Found<NoticeCode>;

/** Takes what the checks find. */
export interface Findings {
  readonly add: (code: FindingCode, spot?: Partial<Spot>) => void;
  readonly notice: (code: NoticeCode, spot?: Partial<Spot>, count?: number) => void;
  readonly findings: () => readonly Finding[];
  readonly notices: () => readonly Notice[];
}

const examplesMax = 10;

export function createFindings(): Findings {
  const findings = new Map<FindingCode, Collected>();
  const notices = new Map<NoticeCode, Collected>();
  return {
    add: (code, spot = {}) => {
      collect(findings, code, spot, 1);
    },
    notice: (code, spot = {}, count = 1) => {
      collect(notices, code, spot, count);
    },
    findings: () => listed(findings, findingCodes),
    notices: () => listed(notices, noticeCodes),
  };
}

interface Collected {
  count: number;
  first: Spot;
  readonly examples: Spot[];
}

function collect<Code>(
  into: Map<Code, Collected>,
  code: Code,
  { index = null, where = null }: Partial<Spot>,
  count: number,
): void {
  const spot: Spot = { index, where };
  const known = into.get(code);
  if (known === undefined) {
    into.set(code, { count, first: spot, examples: [spot] });
    return;
  }
  known.count += count;
  if (isEarlier(spot, known.first)) known.first = spot;
  if (known.examples.length < examplesMax) known.examples.push(spot);
}

const isEarlier = (spot: Spot, than: Spot): boolean =>
  spot.index !== null && (than.index === null || spot.index < than.index);

const listed = <Code extends string>(
  found: ReadonlyMap<Code, Collected>,
  checkOf: Readonly<Record<Code, Check>>,
): Found<Code>[] =>
  [...found]
    .map(([code, { count, first, examples }]) => ({
      ...{ code, check: checkOf[code], count, first, examples },
    }))
    .sort((left, right) => left.check - right.check || (left.code < right.code ? -1 : 1));
