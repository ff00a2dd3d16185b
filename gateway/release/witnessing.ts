import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import type { LogKeys } from '../../audit/logKeys.ts';
import { MalformedError } from '../../audit/malformed.ts';
import { parseCheckpointNote } from '../../audit/note/checkpoint.ts';
import { verifyNote, type VerifiedSignature } from '../../audit/note/signedNote.ts';
import type { Clock } from '../../lib/clock.ts';
import { errorFields, type Log } from '../../lib/log.ts';
import { witnessStores, type WitnessStore } from '../../lib/processNames.ts';

/** Whether witnesses still see the log that values are released into. */
export interface Witnessing {
  /** True while a quorum of them has lately cosigned. */
  readonly holds: () => boolean;
  /** Resolves when a quorum first holds. What was signed before a pause of the installation is too old. */
  readonly begun: Promise<void>;
  readonly close: () => void;
}

export interface WitnessingOptions {
  readonly keys: LogKeys;
  /** How many witnesses make a quorum. */
  readonly quorum: number;
  /** The newest checkpoint's note. */
  readonly fetchNote: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
  /** For how long a quorum counts. */
  readonly freshMs?: number;
  readonly pollMs?: number;
}

const freshMsPreset = 5 * 60_000;
const pollMsPreset = 2_000;
/** While none has held yet. */
const firstPollMs = 250;

/**
 * Asks for the newest checkpoint again and again. What counts is when witnesses signed, by their own
 * word and never later than we heard of it, so that nobody keeps the gate open by answering with an
 * old note. A gateway that has seen no quorum yet releases nothing: were it to trust its log for a
 * while after each start, whoever can restart it could keep it from ever being witnessed.
 */
export function createWitnessing(options: WitnessingOptions): Witnessing {
  const { keys, quorum, fetchNote, clock, log } = options;
  const { freshMs = freshMsPreset, pollMs = pollMsPreset } = options;
  const stop = new AbortController();
  let quorumAt = Number.NEGATIVE_INFINITY;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const look = async (): Promise<void> => {
    const seen = quorumTime(await fetchNote(), keys, quorum);
    quorumAt = Math.max(quorumAt, Math.min(seen, clock.now().getTime()));
    if (holds()) begin();
  };
  const holds = (): boolean => clock.now().getTime() - quorumAt <= freshMs;
  const watch = async (): Promise<void> => {
    let held = false;
    let everHeld = false;
    while (!stop.signal.aborted) {
      await look().catch((error: unknown) => {
        log.warn('witnesses.unseen', errorFields(error));
      });
      if (holds() !== held) {
        held = holds();
        log.warn('witnesses', { quorum: held });
      }
      everHeld ||= held;
      const restMs = everHeld ? pollMs : firstPollMs;
      await setTimeout(restMs, undefined, { signal: stop.signal, ref: false }).catch(() => {
        // Called off: the loop ends.
      });
    }
  };
  void watch();
  return {
    ...{ holds, begun },
    close: () => {
      stop.abort();
    },
  };
}

/** Whether enough witnesses run to make one: they are stores, and a graph of some may lack them. */
export const mayHold = (
  stores: Readonly<Partial<Record<WitnessStore, string>>>,
  quorum: number,
): boolean => witnessStores.filter((store) => stores[store] !== undefined).length >= quorum;

/** When a quorum had signed this checkpoint, in milliseconds; minus infinity where none has. */
export function quorumTime(note: string, keys: LogKeys, quorum: number): number {
  const { checkpoint, note: parsed } = parseCheckpointNote(note);
  if (checkpoint.origin !== keys.origin) throw new MalformedError('a checkpoint of another log');
  const witnesses = keys.witnesses.flatMap((witness) => witness.keys);
  const signatures = verifyNote(parsed, [...keys.log, ...witnesses]);
  if (!signatures.some(({ key }) => keys.log.includes(key))) {
    throw new MalformedError('a checkpoint that its log did not sign');
  }
  const times = keys.witnesses
    .map((witness) => signedAt(signatures.filter(({ key }) => witness.keys.includes(key))))
    .sort((one, other) => other - one);
  return (times[quorum - 1] ?? Number.NEGATIVE_INFINITY) * 1_000;
}

const signedAt = (signatures: readonly VerifiedSignature[]): number =>
  Math.max(Number.NEGATIVE_INFINITY, ...signatures.map(({ time }) => time ?? 0));

const timeoutMs = 1_500;
const noteBytesMax = 65_536;

/** Asks governance for the newest checkpoint, which is public. */
export const noteFrom =
  (governanceUrl: string | undefined): WitnessingOptions['fetchNote'] =>
  async () => {
    if (governanceUrl === undefined) throw new Error('no address of governance is known');
    const { statusCode, body } = await request(`${governanceUrl}/log/checkpoint`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > noteBytesMax) throw new MalformedError('a checkpoint over its bound');
      chunks.push(chunk);
    }
    if (statusCode !== 200) throw new MalformedError('no checkpoint is served');
    return Buffer.concat(chunks).toString('utf8');
  };
