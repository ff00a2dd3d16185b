import { expect } from '@jest/globals';
import { catalogue, type ErrorCode } from '../../../../lib/errors/catalogue.ts';
import { eventually } from '../../../../tools/start/processes.ts';
import type { LogEntry, Reply, StoreDoor } from './storeDoor.ts';

/** What became of one request that a store should refuse. */
export interface Attempt {
  readonly reply: Reply;
  /** Of every row that the store holds. */
  readonly fingerprints: readonly [before: string, after: string];
  /** What the log says of it in its turn: of requests that are refused, and of those that ran. */
  readonly entry: LogEntry | undefined;
}

export type RefusedEvent = 'subrequest.refused' | 'service.refused';

/**
 * Sends one after the other and looks at the store between them. The log keeps its order and comes a
 * moment late, so it is waited for once: had a question run, its line would stand before the refusals
 * that follow, and theirs would be one too far.
 */
export async function attempt(
  door: StoreDoor,
  sends: readonly (() => Promise<Reply>)[],
  refused: RefusedEvent = 'subrequest.refused',
): Promise<readonly Attempt[]> {
  const entries = (): readonly LogEntry[] =>
    door.log().filter(({ event }) => event === 'subrequest' || event === refused);
  const known = entries().length;
  let before = await door.fingerprint();
  const seen: Omit<Attempt, 'entry'>[] = [];
  for (const send of sends) {
    const reply = await send();
    const after = await door.fingerprint();
    seen.push({ reply, fingerprints: [before, after] });
    before = after;
  }
  await eventually(() => entries().length >= known + sends.length, 5_000);
  const told = entries().slice(known);
  return seen.map((each, position) => ({ ...each, entry: told[position] }));
}

export const refusal = (code: ErrorCode): object => ({
  errors: [{ message: catalogue[code].en, extensions: { code } }],
});

/** Holds that it was refused so, that nothing was read or written, and that the log says so. */
export function expectRefused(
  attempted: Attempt | undefined,
  code: ErrorCode,
  refused: RefusedEvent = 'subrequest.refused',
): void {
  if (attempted === undefined) throw new TypeError('it was never attempted');
  const { reply, fingerprints, entry } = attempted;
  // The whole body, so no word of the question and no value of the store can stand in it.
  expect([reply.status, reply.body]).toEqual([401, refusal(code)]);
  const [before, after] = fingerprints;
  expect(after).toBe(before);
  expect(entry).toMatchObject({ event: refused, code });
}
