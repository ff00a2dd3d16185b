import type { Submission, WitnessClient } from './witnesses.ts';

export interface CollectInput {
  readonly witnesses: readonly WitnessClient[];
  readonly quorum: number;
  /** How long a checkpoint waits for its cosignatures at most. */
  readonly waitMs: number;
  /** How long it waits for the others once it has a quorum. */
  readonly graceMs: number;
  /** A cosignature, or what a witness holds against the log, that came later. */
  readonly onLate: (size: number, outcome: string | Error) => void;
}

/** The cosignatures that came in time. */
export function collect(input: CollectInput, submission: Submission): Promise<string[]> {
  const { quorum, waitMs, graceMs, onLate } = input;
  const asked = input.witnesses.filter((witness) => !witness.isBusy());
  const lines: string[] = [];
  if (asked.length === 0) return Promise.resolve(lines);
  return new Promise((resolve, reject) => {
    let isOver = false;
    let open = asked.length;
    let timer = setTimeout(end, waitMs);
    function end(): void {
      clearTimeout(timer);
      isOver = true;
      resolve(lines);
    }
    const take = (outcome: string | Error | undefined): void => {
      open -= 1;
      if (isOver) {
        if (outcome !== undefined) onLate(submission.size, outcome);
        return;
      }
      if (outcome instanceof Error) {
        clearTimeout(timer);
        isOver = true;
        reject(outcome);
        return;
      }
      if (outcome !== undefined) lines.push(outcome);
      if (open === 0) end();
      else if (lines.length === quorum) {
        clearTimeout(timer);
        timer = setTimeout(end, graceMs);
      }
    };
    for (const witness of asked) {
      witness.cosign(submission).then(take, (error: unknown) => {
        take(error instanceof Error ? error : new Error('a witness failed', { cause: error }));
      });
    }
  });
}
