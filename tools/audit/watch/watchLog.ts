import { verifierKeyText } from '../../../audit/note/verifierKey.ts';
import { observe, type Observation } from '../../../audit/watch/observe.ts';
import type { Trust } from '../../../audit/watch/trust.ts';
import type { ReadFile } from '../../../audit/tree/tiles.ts';
import { epochSeconds, type Clock } from '../../../lib/clock.ts';
import type { WatchFiles } from './stateFile.ts';

export interface WatchLogInput {
  readonly trust: Trust;
  readonly files: WatchFiles;
  readonly clock: Clock;
}

/** What one look at the log came to. */
export interface Look {
  readonly observation: Observation;
  /** For people, in one line. */
  readonly line: string;
  /** Where the two notes of a contradiction were put. */
  readonly evidence: string | undefined;
  /** The auditor's own verifier key, at the look that made it. */
  readonly newKey: string | undefined;
}

/** Looks once; what is accepted is kept first and cosigned then. */
export async function lookOnce(
  { trust, files, clock }: WatchLogInput,
  read: ReadFile,
): Promise<Look> {
  const last = files.last();
  const observation = await observe({ trust, last, read });
  const line = lineOf(observation, epochSeconds(clock));
  if (observation.kind === 'fork') {
    return { observation, line, evidence: files.keepEvidence(observation), newKey: undefined };
  }
  if (observation.kind !== 'accepted') {
    return { observation, line, evidence: undefined, newKey: undefined };
  }
  const { seen, text, signature } = observation;
  files.keep(seen, clock.now());
  const { cosigner, made } = files.cosigner();
  files.keepCosigned(text, [signature, cosigner.cosign(text, epochSeconds(clock))]);
  const newKey = made ? verifierKeyText(cosigner.key) : undefined;
  return { observation, line, evidence: undefined, newKey };
}

/** A log that is at work writes at least each minute. */
const restMaxSeconds = 300;

export function lineOf(observation: Observation, now: number): string {
  switch (observation.kind) {
    case 'accepted': {
      const { size, grownBy, cosignedBy, operators, cosignedAt } = observation;
      const entries = counted(size, 'entry', 'entries');
      const rest = now - cosignedAt;
      const stale = rest > restMaxSeconds ? `; STALE: last cosigned ${minutes(rest)} ago` : '';
      const by = `${cosignedBy.join(', ')} (${counted(operators, 'operator', 'operators')})`;
      return `${growth(grownBy, entries)}; cosigned by ${by}${stale}.`;
    }
    case 'unwitnessed': {
      const { cosignedBy, quorum, size } = observation;
      const by = cosignedBy.length === 0 ? 'nobody' : cosignedBy.join(', ');
      const wanted = counted(quorum, 'witness', 'witnesses');
      return `Not accepted: ${counted(size, 'entry', 'entries')}, cosigned by ${by}; ${wanted} needed.`;
    }
    case 'untrusted':
      return `Not accepted: ${observation.why}.`;
    case 'fork':
      return `FORK: ${observation.why}.`;
  }
}

const growth = (grownBy: number | undefined, entries: string): string => {
  if (grownBy === undefined) return `First sight: ${entries}`;
  return grownBy === 0
    ? `Unchanged: ${entries}`
    : `Consistent: ${entries}, ${formatted(grownBy)} more than before`;
};

const formatted = (count: number): string => new Intl.NumberFormat('en').format(count);
const counted = (count: number, one: string, more: string): string =>
  `${formatted(count)} ${count === 1 ? one : more}`;
const minutes = (seconds: number): string => counted(Math.round(seconds / 60), 'minute', 'minutes');
