import type { Entry } from './bundle.ts';
import type { Findings } from './findings.ts';
import { hasExactly, isCount, isList, isObject, isText } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { Kept, ReceiptPool } from './receiptPool.ts';
import { refsIn } from './refs.ts';
import { createWithdrawals } from './withdrawals.ts';

/** A receipt that a release names and no store's chain has. */
export interface Missing {
  readonly index: number;
  readonly at: string;
  readonly store: string;
}

export interface Releases {
  readonly entry: (entry: Entry) => void;
  readonly missing: () => readonly Missing[];
}

interface Stated {
  readonly store: string;
  readonly jti: string;
  readonly hash: string;
  readonly subjects: number;
  readonly rows: number;
  readonly cells: number;
}

/** Checks 7 and 8, release by release: what it says was served is what the stores say they served. */
export function createReleases(pool: ReceiptPool, findings: Findings): Releases {
  const missing: Missing[] = [];
  const withdrawals = createWithdrawals(findings);
  return {
    missing: () => missing,
    entry: (entry) => {
      const { header, body, index } = entry;
      if (header === undefined || body === undefined) return;
      withdrawals.entry(entry);
      if (header.type !== 'release' || body.decision === null) return;
      const stated = statedIn(body.decision.receipts);
      const unused = unusedIn(body.decision.unanswered);
      if (stated === undefined || unused === undefined || bothIn(stated, unused)) {
        findings.add('decision.malformed', { index });
        return;
      }
      const kept = stated.map((receipt) =>
        held(pool, receipt, body.decision ?? {}, index, findings),
      );
      for (const one of unused) leaveOut(pool, one, body.decision);
      checkSums(body.decision, stated, kept, index, findings);
      stated.forEach((receipt, at) => {
        if (kept[at] === undefined) missing.push({ index, at: header.at, store: receipt.store });
      });
      if (body.subject !== null)
        checkSubjects({ pool, body: body.subject, stated, index, findings });
    },
  };
}

function statedIn(value: Json | undefined): readonly Stated[] | undefined {
  if (!isList(value)) return undefined;
  const stated = value.map((item) => {
    if (!isObject(item)) return undefined;
    const { store, jti, hash, subjects, rows, cells } = item;
    const isWhole = isText(store) && isText(jti) && isText(hash) && /^[0-9a-f]{64}$/.test(hash);
    return isWhole && isCount(subjects) && isCount(rows) && isCount(cells)
      ? { store, jti, hash, subjects, rows, cells }
      : undefined;
  });
  return stated.includes(undefined) ? undefined : (stated as Stated[]);
}

type Unused = Pick<Stated, 'store' | 'jti'>;

function unusedIn(value: Json | undefined): readonly Unused[] | undefined {
  if (!isList(value)) return undefined;
  const unused = value.map((item) => {
    if (!isObject(item) || !hasExactly(item, ['jti', 'store'])) return undefined;
    const { store, jti } = item;
    return isText(store) && isText(jti) ? { store, jti } : undefined;
  });
  return unused.includes(undefined) ? undefined : (unused as Unused[]);
}

/** An answer was used or it was not. */
const bothIn = (stated: readonly Stated[], unused: readonly Unused[]): boolean =>
  unused.some(({ jti }) => stated.some((one) => one.jti === jti));

/** A release can leave out what was served for its own intent alone. */
function leaveOut(pool: ReceiptPool, { store, jti }: Unused, { intent }: JsonObject): void {
  const number = pool.findToken(jti);
  if (number === undefined) return;
  const kept = pool.get(number);
  if (kept.store === store && kept.entryId === intent) pool.setUnused(number);
}

function held(
  pool: ReceiptPool,
  stated: Stated,
  decision: JsonObject,
  index: number,
  findings: Findings,
): Kept | undefined {
  const number = pool.find(stated.hash);
  if (number === undefined) return undefined;
  const kept = pool.get(number);
  const isSame =
    kept.store === stated.store &&
    kept.jti === stated.jti &&
    kept.entryId === decision.intent &&
    kept.subjects === stated.subjects &&
    kept.rows === stated.rows &&
    kept.cells === stated.cells;
  if (!isSame) findings.add('receipt.differs', { index, where: stated.store });
  if (pool.isNamed(number)) findings.add('receipt.named-twice', { index, where: stated.store });
  pool.name(number);
  return kept;
}

function checkSums(
  decision: JsonObject,
  stated: readonly Stated[],
  kept: readonly (Kept | undefined)[],
  index: number,
  findings: Findings,
): void {
  const sum = (member: 'subjects' | 'rows' | 'cells'): number =>
    stated.reduce((total, receipt) => total + receipt[member], 0);
  const agree = (['subjects', 'rows', 'cells'] as const).every(
    (member) => decision[member] === sum(member),
  );
  const isWhole = !kept.includes(undefined);
  const guards = kept.flatMap((receipt) => receipt?.guardSeq ?? []);
  const guardSeq = guards.length === 0 ? null : Math.min(...guards);
  if (!agree || (isWhole && decision.guardSeq !== guardSeq)) {
    findings.add('release.sums', { index });
  }
}

interface SubjectCheck {
  readonly pool: ReceiptPool;
  readonly body: JsonObject;
  readonly stated: readonly Stated[];
  readonly index: number;
  readonly findings: Findings;
}

/** The subjects of the entry are those of its receipts, store by store. */
function checkSubjects({ pool, body, stated, index, findings }: SubjectCheck): void {
  const listed = refsIn(body);
  if (listed === undefined) {
    findings.add('release.subjects', { index });
    return;
  }
  for (const [store, refs] of listed) {
    const hasReceipt = stated.some((receipt) => receipt.store === store);
    if (!hasReceipt && refs.length > 0) findings.add('release.no-receipt', { index, where: store });
  }
  for (const store of new Set(stated.map((receipt) => receipt.store))) {
    const numbers = stated
      .filter((receipt) => receipt.store === store)
      .map(({ hash }) => pool.find(hash));
    if (numbers.includes(undefined)) continue;
    const served = new Set(numbers.flatMap((number) => pool.refs(number ?? 0)));
    const isSame = [...served].sort().join() === (listed.get(store) ?? []).join();
    if (!isSame) findings.add('release.subjects', { index, where: store });
  }
}
