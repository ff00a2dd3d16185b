import type { Findings } from './findings.ts';
import type { JudgedCheckpoint } from './history.ts';
import type { Trust } from './trust.ts';

export interface WitnessingInput {
  readonly trust: Trust;
  readonly newest: JudgedCheckpoint | undefined;
  readonly history: readonly JudgedCheckpoint[];
  readonly findings: Findings;
  /** Time of the log around one of its places. */
  readonly timeAt: (index: number) => string;
}

/** Without a quorum for longer than this nothing personal may leave, so a log grows no further. */
const tailMs = 5 * 60_000;

/**
 * A quorum has cosigned the log: its newest checkpoint, or one of a moment before, since witnesses
 * answer a moment after a checkpoint is published.
 */
export function seeWitnesses(input: WitnessingInput): void {
  const { trust, newest, history, findings, timeAt } = input;
  if (newest === undefined || newest.witnesses.length >= trust.quorum) return;
  const { size } = newest.note;
  const witnessed = history.findLast(
    ({ note, witnesses }) => note.size <= size && witnesses.length >= trust.quorum,
  );
  const covered = witnessed?.note.size ?? 0;
  const tail = Date.parse(timeAt(size - 1)) - Date.parse(timeAt(Math.max(0, covered - 1)));
  const spot = { index: covered, where: 'checkpoint' };
  if (witnessed !== undefined && tail <= tailMs) {
    findings.notice('checkpoint.unwitnessed-tail', spot, size - covered);
  } else findings.add('checkpoint.quorum', spot);
}
