import { CommandFailure } from '../../cli/command.ts';
import type { Ledger } from './ledger.ts';
import type { Load, Received } from './load.ts';
import { points, type Point } from './points.ts';
import type { StruckGateway } from './struckGateway.ts';

export interface Site {
  readonly ledger: Ledger;
  readonly start: (point: Point, after: number) => Promise<StruckGateway>;
  readonly load: (url: string) => Promise<Load>;
  /** A whole number from 1 to `max`. */
  readonly draw: (max: number) => number;
  readonly now: () => Date;
  readonly report: (state: string) => void;
}

export interface PointProof {
  readonly kills: number;
  /** Responses of which at least one byte came. */
  readonly responses: number;
  readonly bytes: number;
  /** Responses that were cut off after their first byte. */
  readonly cutOff: number;
  /** Whole responses whose values were withheld, since the log was late. */
  readonly withheld: number;
  /** Kills after which a client had a byte of values whose release is not durable: none may be. */
  readonly unreleased: number;
  /** Intents that have no end: each is a response of which nothing left. */
  readonly withoutEnd: number;
  /** Of these, intents of which a client had a byte all the same: none may be. */
  readonly withoutEndSeen: number;
}

export type ReleaseProof = Readonly<Record<Point, PointProof>>;

/** The gateway dies after so many passages of the point at most: in the middle of its work. */
const afterMax = 40;

/** Kills the gateway at each point so many times under load, and compares what clients have with what is durable. */
export async function proveRelease(site: Site, times: number): Promise<ReleaseProof> {
  const proofs: [Point, PointProof][] = [];
  for (const point of points) proofs.push([point, await provePoint(site, point, times)]);
  return Object.fromEntries(proofs) as Record<Point, PointProof>;
}

async function provePoint(site: Site, point: Point, times: number): Promise<PointProof> {
  const began = site.now();
  const rounds: (readonly Received[])[] = [];
  const begin = (): Promise<StruckGateway> => {
    const started = site.start(point, site.draw(afterMax));
    // Whoever waits for it hears of its failure.
    started.catch(() => undefined);
    return started;
  };
  // The next one starts while the one before it is struck.
  let following = begin();
  for (let round = 1; round <= times; round += 1) {
    site.report(`${point}: ${String(round)} of ${String(times)}`);
    const gateway = await following;
    if (round < times) following = begin();
    const { received } = await site.load(gateway.url);
    rounds.push(await received);
    const how = await gateway.ended;
    if (how !== 'SIGKILL') throw new CommandFailure(`The gateway was not killed: ${how}`);
  }
  return judge(site, began, rounds);
}

async function judge(
  { ledger }: Site,
  began: Date,
  rounds: readonly (readonly Received[])[],
): Promise<PointProof> {
  const all = rounds.flat();
  const { released } = await ledger.endsOf(all.map(({ intent }) => intent));
  const isUnreleased = (one: Received): boolean =>
    !released.has(one.intent) && !(one.isWhole && isWithheld(one));
  const withoutEnd = await ledger.withoutEnd(began);
  const seen = new Set(all.map(({ intent }) => intent));
  return {
    kills: rounds.length,
    responses: all.length,
    bytes: all.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    cutOff: all.filter(({ isWhole }) => !isWhole).length,
    withheld: all.filter(isWithheld).length,
    unreleased: rounds.filter((round) => round.some(isUnreleased)).length,
    withoutEnd: withoutEnd.length,
    withoutEndSeen: withoutEnd.filter((intent) => seen.has(intent)).length,
  };
}

const isWithheld = ({ text }: Received): boolean =>
  /"code":"(?:AUDIT|WITNESS)_UNAVAILABLE"/.test(text);

/** What speaks against the promise. */
export function complaintsOf(proof: ReleaseProof, times: number): readonly string[] {
  const isAnswered = points.some((point) => proof[point].responses > 0);
  const found = points.flatMap((point) => {
    const { kills, cutOff, unreleased, withoutEnd, withoutEndSeen } = proof[point];
    const isHalf = point === 'with half the bytes sent';
    return [
      ...(kills === times ? [] : [`${point}: ${String(kills)} kills of ${String(times)}`]),
      ...(unreleased === 0
        ? []
        : [`${point}: ${String(unreleased)} times a byte without a release`]),
      ...(withoutEndSeen === 0
        ? []
        : [`${point}: ${String(withoutEndSeen)} intents without an end of which a byte left`]),
      ...(isHalf && cutOff < times
        ? [`${point}: only ${String(cutOff)} answers were cut off`]
        : []),
      ...(isHalf || point === 'before the intent is durable' || withoutEnd > 0
        ? []
        : [`${point}: no intent without an end is told of`]),
    ];
  });
  return isAnswered ? found : ['no client was answered, so nothing is proved', ...found];
}
