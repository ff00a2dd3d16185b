import type { Report } from '../../../audit/verify/core/report.ts';
import { createRandom } from '../../../audit/verify/core/samples.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { AttackResult } from './attack.ts';
import { attacks } from './attacks.ts';
import { syntheticLog, type SyntheticLog } from './syntheticLog.ts';
import { verifying, type Change, type Verifying } from './verifying.ts';

export interface Plan {
  readonly policy: PolicyLock;
  /** Entries of the log whose bytes are changed. */
  readonly entries: number;
  /** Changes of one byte. */
  readonly changes: number;
  /** Of them, how many are verified a second time with nothing remembered. */
  readonly compared: number;
  readonly seed: number;
  readonly report: (state: string) => void;
}

export interface TamperProof {
  readonly seed: number;
  readonly entries: number;
  readonly files: number;
  readonly bytes: number;
  readonly changes: {
    readonly tried: number;
    readonly found: number;
    /** How many hit each kind of file. */
    readonly byKind: Readonly<Record<string, number>>;
    /** Changes that nothing found: path, place, and the two bytes. */
    readonly missed: readonly string[];
  };
  readonly comparedWithoutMemory: { readonly tried: number; readonly equal: number };
  readonly attacks: readonly AttackResult[];
}

export async function proveTamper(plan: Plan): Promise<TamperProof> {
  const { entries, seed, policy } = plan;
  const log = syntheticLog({ entries, seed, policy });
  const check = verifying(log);
  const clean = await check();
  if (clean.verdict !== 'verified') {
    throw new TypeError(`the untouched log is not verified: ${JSON.stringify(clean.findings)}`);
  }
  const { changes, compared } = await changeBytes(plan, log, check);
  plan.report('attacks');
  return {
    ...{ seed, entries, files: log.files.size, bytes: bytesIn(log), changes },
    comparedWithoutMemory: compared,
    attacks: await attacks({ log, policy, seed, check }),
  };
}

const bytesIn = ({ files }: SyntheticLog): number =>
  [...files.values()].reduce((sum, { length }) => sum + length, 0);

/** What files a change may hit, so that none is drowned by larger ones. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ['tiles', /^tile\/\d/],
  ['entries', /^tile\/entries/],
  ['bodies', /^body/],
  ['checkpoints', /^checkpoint/],
  ['receipts', /^receipts/],
  ['locks', /^locks/],
];

async function changeBytes(
  { changes, compared, seed, report }: Plan,
  { files }: SyntheticLog,
  check: Verifying,
): Promise<{
  changes: TamperProof['changes'];
  compared: TamperProof['comparedWithoutMemory'];
}> {
  const random = createRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const paths = kinds.map(([kind, shape]) => ({
    kind,
    paths: [...files.keys()].filter((path) => shape.test(path)),
  }));
  const byKind: Record<string, number> = {};
  const missed: string[] = [];
  let equal = 0;
  for (let tried = 0; tried < changes; tried += 1) {
    const { kind, paths: ofKind } = paths[tried % paths.length] ?? { kind: '', paths: [] };
    const path = ofKind[below(ofKind.length)] ?? '';
    const { after, says } = changedByte(files.get(path) ?? new Uint8Array(), below);
    const change: Change = new Map([[path, after]]);
    const found = await check(change);
    byKind[kind] = (byKind[kind] ?? 0) + 1;
    if (found.findings.length === 0) missed.push(`${path} ${says}`);
    if (tried < compared && (await isAlike(found, check, change))) equal += 1;
    if (tried % 50 === 0) report(`${String(tried)} of ${String(changes)} changes`);
  }
  return {
    changes: { tried: changes, found: changes - missed.length, byKind, missed },
    compared: { tried: Math.min(changes, compared), equal },
  };
}

function changedByte(before: Uint8Array, below: (count: number) => number) {
  const place = below(before.length);
  const after = Uint8Array.from(before);
  after[place] = ((before[place] ?? 0) + 1 + below(255)) % 256;
  const says = `at ${String(place)}: ${String(before[place])} → ${String(after[place])}`;
  return { after, says };
}

/** Whether the same is found with nothing remembered. */
const isAlike = async (found: Report, check: Verifying, change: Change): Promise<boolean> =>
  JSON.stringify(await check(change, { remembers: false })) === JSON.stringify(found);
