import { ownCode } from './judge.ts';
import type { FaultFigures, ResilienceProof } from './proveResilience.ts';
import type { Round } from './round.ts';
import { faults, type Fault } from './stores/messages.ts';

/** What must hold. */
export interface Promised {
  /** No answer may take longer. */
  readonly deadlineMs: number;
  /** The faulty p99 divided by the quiet one; undefined where time is not judged. */
  readonly ratioMax: number | undefined;
}

/**
 * Without a leak, runs of 10,000 to 30,000 requests end within 1 MB of where they began: code that was
 * optimised meanwhile, buffers of the streams. Twice that is let pass, and less for each request than
 * the smallest object with its place in a list.
 */
const heapNoiseBytes = 2_000_000;
const heapBytesARequest = 64;

export const heapBytesMax = ({ heapBytes, requests }: ResilienceProof): number =>
  heapBytes.before + heapNoiseBytes + heapBytesARequest * requests;

/** Everything that does not hold, as sentences; empty where all does. */
export function complaintsOf(proof: ResilienceProof, promised: Promised): readonly string[] {
  const { sockets, heapBytes } = proof;
  return [
    ...faults.flatMap((fault) => ofFault(fault, proof.faults[fault], promised)),
    ...when(sockets.after > sockets.before, 'Sockets stayed open.'),
    ...when(heapBytes.after > heapBytesMax(proof), 'Memory was not given back.'),
  ];
}

const when = (holds: boolean, sentence: string): readonly string[] => (holds ? [sentence] : []);

function ofFault(
  fault: Fault,
  { runs, ratio }: FaultFigures,
  { deadlineMs, ratioMax }: Promised,
): readonly string[] {
  const some = (test: (round: Round) => boolean): boolean => runs.some(test);
  return [
    ...runs.flatMap(({ wrong }) => wrong),
    ...when(
      some(({ codes }) => !codes.includes(ownCode(fault))),
      `No ${ownCode(fault)} was told.`,
    ),
    ...when(
      some(({ opened }) => opened === 0),
      'The breaker did not open.',
    ),
    ...when(
      some(({ recoveredMs }) => recoveredMs === null),
      'The breaker did not close again.',
    ),
    ...when(
      some(({ opened, closed }) => opened !== closed),
      'The breaker turned unevenly.',
    ),
    ...when(
      some(({ otherTurns }) => otherTurns > 0),
      "Another store's breaker opened.",
    ),
    ...when(
      some(({ slowestMs }) => slowestMs > deadlineMs),
      'An answer came after the deadline.',
    ),
    ...when(ratioMax !== undefined && !(ratio <= ratioMax), 'Requests elsewhere became slower.'),
  ].map((sentence) => `${fault}: ${sentence}`);
}
