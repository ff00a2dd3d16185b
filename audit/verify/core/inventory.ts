import type { LogFile, LogFiles } from './crypto.ts';
import type { Findings } from './findings.ts';
import { tileWidth } from './merkle.ts';
import { numberedPath, placeOf, type Place } from './paths.ts';

type NumberedKind = 'entries' | 'body' | 'tile';
type Of<Kind extends Place['kind']> = Extract<Place, { readonly kind: Kind }> & {
  readonly path: string;
};

/** The files of a log, each in its place. */
export interface Inventory {
  /** By size, smallest first. */
  readonly checkpoints: readonly Of<'old-checkpoint'>[];
  readonly segments: readonly Of<'segment'>[];
  readonly policies: readonly Of<'policy'>[];
  /** By epoch, the first one first. */
  readonly installations: readonly Of<'installation'>[];
  readonly acts: readonly Of<'acts'>[];
  /** The widths in which a numbered file lies there. */
  readonly widths: (kind: NumberedKind, level: number, index: number) => readonly number[];
  /** Numbered files for which `widths` was not asked. */
  readonly unasked: () => readonly string[];
}

/** More than any file of a log that keeps to its format. */
export const fileBytesMax = 64 * 1024 * 1024;

export async function takeInventory(files: LogFiles, findings: Findings): Promise<Inventory> {
  const sorted: Sorted = {
    ...{ checkpoints: [], segments: [], policies: [], installations: [], acts: [] },
    numbered: new Map(),
  };
  for (const file of await files.list()) take(sorted, file, findings);
  const { checkpoints, segments, policies, installations, acts, numbered } = sorted;
  const asked = new Set<string>();
  return {
    ...{ policies, acts },
    checkpoints: checkpoints.sort((left, right) => left.size - right.size),
    segments: segments.sort(bySegment),
    installations: installations.sort((left, right) => left.epoch - right.epoch),
    widths: (kind, level, index) => {
      const key = keyOf(kind, level, index);
      asked.add(key);
      return numbered.get(key)?.map(({ width }) => width) ?? [];
    },
    unasked: () =>
      [...numbered].flatMap(([key, versions]) =>
        asked.has(key) ? [] : versions.map(({ path }) => path),
      ),
  };
}

const keyOf = (kind: NumberedKind, level: number, index: number): string =>
  `${kind} ${String(level)} ${String(index)}`;

const bySegment = (left: Of<'segment'>, right: Of<'segment'>): number =>
  left.path < right.path ? -1 : 1;

interface Sorted {
  readonly checkpoints: Of<'old-checkpoint'>[];
  readonly segments: Of<'segment'>[];
  readonly policies: Of<'policy'>[];
  readonly installations: Of<'installation'>[];
  readonly acts: Of<'acts'>[];
  readonly numbered: Map<string, { readonly width: number; readonly path: string }[]>;
}

function take(sorted: Sorted, { path, bytes }: LogFile, findings: Findings): void {
  const place = placeOf(path);
  if (place === undefined) {
    findings.add('file.unknown', { where: path });
    return;
  }
  if (bytes > fileBytesMax) {
    findings.add('file.too-large', { where: path });
    return;
  }
  put(sorted, place, path);
}

function put(sorted: Sorted, place: Place, path: string): void {
  switch (place.kind) {
    case 'checkpoint':
      return;
    case 'old-checkpoint':
      sorted.checkpoints.push({ ...place, path });
      return;
    case 'segment':
      sorted.segments.push({ ...place, path });
      return;
    case 'policy':
      sorted.policies.push({ ...place, path });
      return;
    case 'installation':
      sorted.installations.push({ ...place, path });
      return;
    case 'acts':
      sorted.acts.push({ ...place, path });
      return;
    default:
      putNumbered(sorted, place, path);
  }
}

function putNumbered(
  { numbered }: Sorted,
  place: Extract<Place, { readonly kind: NumberedKind }>,
  path: string,
): void {
  const key = keyOf(place.kind, place.kind === 'tile' ? place.level : 0, place.index);
  const versions = numbered.get(key) ?? [];
  versions.push({ width: place.width, path });
  numbered.set(key, versions);
}

/** One numbered file in every width in which it lies there. */
export interface Versions {
  /** The version that covers `width` and no more, else the full one; undefined where there is neither. */
  readonly main: Version | undefined;
  readonly others: readonly Version[];
}

export interface Version {
  readonly path: string;
  readonly width: number;
  readonly bytes: Uint8Array;
}

export interface Wanted {
  readonly kind: NumberedKind;
  readonly level: number;
  readonly index: number;
  /** How many items of it the checkpoint covers. */
  readonly width: number;
}

export const pathOf = ({ kind, level, index }: Wanted, width: number): string => {
  const numbered = numberedPath(index, width);
  if (kind === 'body') return `body/${numbered}.jsonl`;
  return kind === 'entries' ? `tile/entries/${numbered}` : `tile/${String(level)}/${numbered}`;
};

export async function readVersions(
  files: LogFiles,
  inventory: Inventory,
  wanted: Wanted,
  findings: Findings,
): Promise<Versions> {
  const versions: Version[] = [];
  for (const width of inventory.widths(wanted.kind, wanted.level, wanted.index)) {
    const path = pathOf(wanted, width);
    const bytes = await files.read(path);
    if (bytes === undefined) findings.add('file.unreadable', { where: path });
    else versions.push({ path, width, bytes });
  }
  const main =
    versions.find(({ width }) => width === wanted.width) ??
    versions.find(({ width }) => width === tileWidth);
  return { main, others: versions.filter((version) => version !== main) };
}
