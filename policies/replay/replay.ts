import type { UsedCoordinates } from '../coordinates.ts';
import type { PolicyLock } from '../lock.ts';
import type { ObservedUse } from '../processing/observedUse.ts';
import { changesOf, type Change, type Gain, type Loss } from './decideAgain.ts';

export interface ReplayInput {
  readonly uses: readonly ObservedUse[];
  readonly proposed: PolicyLock;
  /** Policies that were in force, by hash: without them whatever was not shown counts as denied. */
  readonly earlier: ReadonlyMap<string, PolicyLock>;
  /** What a registered document asks for, by its hash; undefined where its text is not at hand. */
  readonly asked: (document: string) => UsedCoordinates | undefined;
}

export interface ReplayCount {
  readonly name: string;
  readonly releases: number;
  readonly wouldDeny: number;
}

/** What a proposed policy would have made of the answers that the log holds. */
export interface Replay {
  readonly releases: number;
  /** Answers that would have lacked a value, or shown less of it. */
  readonly wouldDeny: number;
  /** Values that were withheld then and would have been shown: fields times answers. */
  readonly newlyAllowedValues: number;
  readonly sentence: string;
  readonly screens: readonly ReplayCount[];
  readonly roles: readonly ReplayCount[];
  readonly losses: readonly (Loss & { readonly releases: number })[];
  readonly gains: readonly (Gain & { readonly screen: string; readonly releases: number })[];
  /** Hashes of documents whose text is not at hand: what they would newly show is not known. */
  readonly unknownDocuments: readonly string[];
}

/** Decides recorded releases again under a proposed policy. Pure; the order of the uses is of no weight. */
export function replay(input: ReplayInput): Replay {
  const changed = input.uses.map((use) => ({ use, change: changesOf(input, use) }));
  const releases = sum(input.uses);
  const wouldDeny = sum(changed.filter(({ change }) => change.losses.length > 0).map(useOf));
  const newlyAllowedValues = changed.reduce(
    (total, { use, change }) => total + use.releases * change.gains.length,
    0,
  );
  return {
    releases,
    wouldDeny,
    newlyAllowedValues,
    sentence: `would have denied ${grouped(wouldDeny)} of ${grouped(releases)}; ${grouped(newlyAllowedValues)} newly allowed values`,
    screens: countsBy(changed, ({ screen }) => [screen]),
    roles: countsBy(changed, ({ roles }) => roles),
    losses: addedUp(
      changed.flatMap(({ use, change }) =>
        change.losses.map((loss) => ({ ...loss, releases: use.releases })),
      ),
    ),
    gains: addedUp(
      changed.flatMap(({ use, change }) =>
        change.gains.map((gain) => ({ ...gain, screen: use.screen, releases: use.releases })),
      ),
    ),
    unknownDocuments: [
      ...new Set(
        input.uses
          .map(({ document }) => document)
          .filter((document) => input.asked(document) === undefined),
      ),
    ].sort(),
  };
}

interface Changed {
  readonly use: ObservedUse;
  readonly change: Change;
}

const useOf = ({ use }: Changed): ObservedUse => use;
const sum = (uses: readonly { readonly releases: number }[]): number =>
  uses.reduce((total, { releases }) => total + releases, 0);

/** `48,110` */
const grouped = (count: number): string => count.toLocaleString('en-GB');

function countsBy(
  changed: readonly Changed[],
  namesOf: (use: ObservedUse) => readonly string[],
): readonly ReplayCount[] {
  const counts = new Map<string, { releases: number; wouldDeny: number }>();
  for (const { use, change } of changed) {
    for (const name of namesOf(use)) {
      const count = counts.get(name) ?? { releases: 0, wouldDeny: 0 };
      count.releases += use.releases;
      if (change.losses.length > 0) count.wouldDeny += use.releases;
      counts.set(name, count);
    }
  }
  return [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((left, right) => right.wouldDeny - left.wouldDeny || (left.name < right.name ? -1 : 1));
}

/** Equal lines in one, most answers first. */
function addedUp<Line extends { readonly releases: number }>(
  lines: readonly Line[],
): readonly Line[] {
  const known = new Map<string, Line>();
  for (const line of lines) {
    const key = JSON.stringify({ ...line, releases: 0 });
    const before = known.get(key)?.releases ?? 0;
    known.set(key, { ...line, releases: before + line.releases });
  }
  return [...known]
    .sort(([leftKey, left], [rightKey, right]) =>
      right.releases === left.releases
        ? leftKey < rightKey
          ? -1
          : 1
        : right.releases - left.releases,
    )
    .map(([, line]) => line);
}
