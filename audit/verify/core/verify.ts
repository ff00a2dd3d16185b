import { hexOf } from './bytes.ts';
import type { Bundle } from './bundle.ts';
import type { Crypto, LogFiles } from './crypto.ts';
import { createDecisions } from './decisions.ts';
import { checks, createFindings, type Check, type Findings } from './findings.ts';
import { judge, judgeHistory, type JudgedCheckpoint, type JudgeInput } from './history.ts';
import { keysOfChain } from './installationLocks.ts';
import { takeInventory, type Inventory } from './inventory.ts';
import { loadLocks } from './loadLocks.ts';
import { withoutMemo, type Memo } from './memo.ts';
import { createReceiptPool } from './receiptPool.ts';
import { reconcile } from './reconcile.ts';
import { createReleases } from './releases.ts';
import { createRemovals } from './removals.ts';
import { createRefusals } from './refusals.ts';
import type { Report } from './report.ts';
import { createResponses } from './responses.ts';
import { sampleProofs } from './samples.ts';
import { readSegments } from './segments.ts';
import { createSequence } from './sequence.ts';
import { checkTexts } from './subjects.ts';
import { walkTree, type StatedRoot } from './treeWalk.ts';
import type { Trust } from './trust.ts';
import { seeWitnesses } from './witnessing.ts';

export interface VerifyInput {
  readonly crypto: Crypto;
  readonly files: LogFiles;
  /** What the auditor pins; undefined: the keys that the folder claims for itself. */
  readonly trust: Trust | undefined;
  /** The auditor's own last checkpoint. */
  readonly last?: Uint8Array;
  /** Draws the sampled proofs. */
  readonly seed: number;
  readonly samples?: number;
  readonly memo?: Memo;
  readonly onProgress?: (entries: number, of: number) => void;
}

const samplesPreset = 32;

/** Verifies a log by its files alone (docs/audit-format.md); whatever they hold, it answers. */
export async function verify(input: VerifyInput): Promise<Report> {
  const { crypto, files, memo = withoutMemo } = input;
  const findings = createFindings();
  const inventory = await takeInventory(files, findings);
  const common = { crypto, files, memo, inventory, findings };
  const locks = await loadLocks({ ...common, trust: input.trust });
  const { trust } = locks;
  const work = createWork(input, inventory, locks, findings);
  if (trust === undefined) {
    return reportOf({ input, trust, findings, work, seen: nothingSeen, segments: 0, indexes: [] });
  }
  const judging = { ...common, trust, earlierKeys: keysOfChain(crypto, locks.chain, trust.origin) };
  const seen = await seeCheckpoints(input, judging, inventory);
  const { newest, history } = seen;
  const segments = await readSegments({ ...common, trust, onSegment: work.pool.take });
  const size = newest?.note.size ?? 0;
  const beyond = await walkTree({
    ...{ ...common, size, roots: rootsOf(seen), onBundle: work.onBundle },
    onProgress: (entries) => input.onProgress?.(entries, size),
  });
  await seeBeyond(input, beyond, seen, findings);
  work.end();
  const sample = { seed: input.seed, count: input.samples ?? samplesPreset };
  const root = newest?.note.root ?? new Uint8Array();
  const indexes = await sampleProofs({ ...common, ...sample, size, root });
  seeWitnesses({ trust, newest, history, findings, timeAt: work.timeAt });
  return reportOf({ input, trust, findings, work, seen, segments, indexes });
}

/** The checkpoints of the log and its auditor. */
interface Seen {
  readonly newest: JudgedCheckpoint | undefined;
  readonly history: readonly JudgedCheckpoint[];
  readonly last: JudgedCheckpoint | undefined;
}
const nothingSeen: Seen = { newest: undefined, history: [], last: undefined };

async function seeCheckpoints(
  input: VerifyInput,
  judging: JudgeInput,
  inventory: Inventory,
): Promise<Seen> {
  const { findings } = judging;
  const bytes = await input.files.read('checkpoint');
  if (bytes === undefined) findings.add('checkpoint.missing', { where: 'checkpoint' });
  const newest = bytes === undefined ? undefined : await judge(judging, 'checkpoint', bytes);
  const history = await judgeHistory(judging, input.files, inventory);
  const last = await lastSeen(input, judging, newest?.note.size ?? 0, findings);
  return { newest, history, last };
}

type Work = ReturnType<typeof createWork>;

/** The checks that look at each entry in turn. */
function createWork(
  { crypto }: VerifyInput,
  inventory: Inventory,
  locks: Awaited<ReturnType<typeof loadLocks>>,
  findings: Findings,
) {
  const pool = createReceiptPool(crypto, findings);
  const sequence = createSequence(findings);
  const removals = createRemovals(sequence, findings);
  const decisions = createDecisions(locks, findings);
  const releases = createReleases(pool, findings);
  const responses = createResponses(sequence, findings);
  const refusals = createRefusals(inventory, sequence, findings);
  const times: string[] = [];
  return {
    ...{ pool, sequence, removals, decisions, locks: locks.policies.size + locks.chain.length },
    period: (): Report['period'] =>
      sequence.newestAt() === '' ? null : { from: sequence.oldestAt(), to: sequence.newestAt() },
    /** Time of the last entry of the bundle around a place. */
    timeAt: (index: number): string => times[Math.floor(index / 256)] ?? '',
    onBundle: (bundle: Bundle): void => {
      removals.bundle(bundle);
      for (const entry of bundle.entries) {
        if (entry.header !== undefined) sequence.entry(entry.header, entry.index);
        removals.entry(entry, bundle);
        decisions.entry(entry);
        releases.entry(entry);
        responses.entry(entry);
        refusals.entry(entry);
        checkTexts(entry, findings);
      }
      times.push(sequence.newestAt());
    },
    end: (): void => {
      sequence.end();
      removals.end();
      responses.end();
      refusals.end();
      reconcile(pool, sequence, releases.missing(), findings);
    },
  };
}

/** The auditor's own last checkpoint: the log has to have grown from it. */
async function lastSeen(
  { last }: VerifyInput,
  judging: JudgeInput,
  size: number,
  findings: Findings,
): Promise<JudgedCheckpoint | undefined> {
  if (last === undefined) return undefined;
  // An auditor's own witness signs it too, with a key that no trust file has to list.
  const apart = createFindings();
  const judged = await judge({ ...judging, findings: apart }, 'the last checkpoint', last);
  const isLogs = !apart.findings().some(({ code }) => code === 'checkpoint.log-signature');
  if (judged === undefined || !isLogs) {
    findings.add('history.last-malformed', { where: 'the last checkpoint' });
    return undefined;
  }
  if (judged.note.size > size) findings.add('history.shrank', { index: size });
  return judged;
}

function rootsOf({ newest, history, last }: Seen): readonly StatedRoot[] {
  const stated = (code: StatedRoot['code'], checkpoint: JudgedCheckpoint): StatedRoot => ({
    ...{ code, where: checkpoint.path, size: checkpoint.note.size, root: checkpoint.note.root },
  });
  return [
    ...(newest === undefined ? [] : [stated('tree.root', newest)]),
    ...history.map((checkpoint) => stated('history.checkpoint-root', checkpoint)),
    ...(last === undefined ? [] : [stated('history.forked', last)]),
  ];
}

/** Files that the checkpoint does not cover: the log grew while it was read, or the checkpoint is an old one. */
async function seeBeyond(
  { files }: VerifyInput,
  beyond: readonly string[],
  { history, newest }: Seen,
  findings: Findings,
): Promise<void> {
  const size = newest?.note.size ?? 0;
  const newer = history.find(({ note }) => note.size > size);
  if (beyond.length === 0 && newer === undefined) return;
  const now = await files.read('checkpoint');
  const grown = now === undefined ? 0 : Number(new TextDecoder().decode(now).split('\n')[1]);
  if (newest !== undefined && grown > size) return;
  for (const path of beyond) findings.add('tree.beyond-size', { index: size, where: path });
  if (newer !== undefined) findings.add('checkpoint.newest', { index: size, where: newer.path });
}

interface ReportInput {
  readonly input: VerifyInput;
  readonly trust: Trust | undefined;
  readonly findings: Findings;
  readonly work: Work;
  readonly seen: Seen;
  readonly segments: number;
  readonly indexes: readonly number[];
}

function reportOf(given: ReportInput): Report {
  const { input, trust, seen, work, indexes } = given;
  const findings = given.findings.findings();
  const pinned = trust?.isPinned === true;
  const examined = examinedBy(given);
  return {
    ...{ format: 1, pinned, ...stateOf(seen) },
    verdict: verdictOf(pinned, findings.length === 0 && seen.newest !== undefined),
    period: work.period(),
    witnesses: {
      ...{ cosigned: seen.newest?.witnesses ?? [], quorum: trust?.quorum ?? 0 },
      independence: independenceOf(trust, seen.newest?.witnesses ?? []),
    },
    checks: checks.map((check) => ({
      ...{ check, examined: examined[check] },
      passed: !findings.some((finding) => finding.check === check),
      skipped: check === 3 && seen.last === undefined,
    })),
    ...{ findings, notices: given.findings.notices(), removals: work.removals.list() },
    entries: work.sequence.countByType(),
    samples: { seed: input.seed, indexes },
  };
}

const verdictOf = (pinned: boolean, isClean: boolean): Report['verdict'] => {
  if (!isClean) return 'not-verified';
  return pinned ? 'verified' : 'unpinned';
};

const stateOf = ({ newest }: Seen): Pick<Report, 'origin' | 'size' | 'root'> =>
  newest === undefined
    ? { origin: null, size: 0, root: null }
    : { origin: newest.note.origin, size: newest.note.size, root: hexOf(newest.note.root) };

/** Witnesses of one operator are one word, however many keys it has. */
function independenceOf(trust: Trust | undefined, cosigned: readonly string[]) {
  const witnesses = trust?.witnesses ?? [];
  const operators = witnesses.filter(({ name }) => cosigned.includes(name));
  return { operators: new Set(operators.map((one) => one.operator)).size, of: witnesses.length };
}

function examinedBy({
  seen,
  work,
  segments,
  indexes,
}: ReportInput): Readonly<Record<Check, number>> {
  const size = seen.newest?.note.size ?? 0;
  return {
    ...{ 1: seen.history.length + 1, 2: size, 3: rootsOf(seen).length, 4: size },
    ...{ 5: work.locks, 6: work.decisions.decided(), 7: segments, 8: work.pool.count() },
    ...{ 9: work.sequence.countByType().intent ?? 0, 10: indexes.length },
  };
}
