import { sameBytes } from './bytes.ts';
import { readBundle, startsAlike, tileHashesOf, type Bundle } from './bundle.ts';
import type { Crypto, LogFiles } from './crypto.ts';
import type { Findings } from './findings.ts';
import { readVersions, type Inventory, type Versions } from './inventory.ts';
import { createFrontier, rootOver, tileWidth } from './merkle.ts';
import type { Memo } from './memo.ts';

/** A root that the log, or the auditor, states for some size. */
export interface StatedRoot {
  readonly size: number;
  readonly root: Uint8Array;
  readonly where: string;
  readonly code: 'tree.root' | 'history.checkpoint-root' | 'history.forked';
}

export interface WalkInput {
  readonly crypto: Crypto;
  readonly memo: Memo;
  readonly files: LogFiles;
  readonly inventory: Inventory;
  readonly findings: Findings;
  readonly size: number;
  readonly roots: readonly StatedRoot[];
  readonly onBundle: (bundle: Bundle) => void;
  readonly onProgress: (entries: number) => void;
}

/** Reads the tree from its first leaf to its last, holding every file of it against the others. */
export async function walkTree(input: WalkInput): Promise<readonly string[]> {
  const { crypto, size, findings } = input;
  const fromEntries = createFrontier(crypto);
  const fromTiles = createFrontier(crypto);
  const roots = createRootCheck(input);
  const above = createUpperTiles(input);
  const beyond: string[] = [];
  roots.at(0, fromEntries.root);
  for (let index = 0; index * tileWidth < size; index += 1) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    const bundle = await bundleAt(input, index, width);
    beyond.push(...bundle.beyond);
    bundle.hashes.forEach((hash, at) => {
      fromEntries.add(hash);
      roots.at(index * tileWidth + at + 1, fromEntries.root);
    });
    for (const hash of bundle.tileHashes) fromTiles.add(hash);
    for (const { code, spot } of bundle.faults) findings.add(code, spot);
    await above.add(0, bundle.hashes);
    input.onBundle(bundle);
    input.onProgress(index * tileWidth + width);
  }
  await above.end();
  const stated = input.roots.find(({ code }) => code === 'tree.root');
  if (stated !== undefined && !sameBytes(fromTiles.root(), stated.root)) {
    findings.add('tree.root', { where: 'tile/0' });
  }
  return [...beyond, ...above.beyond(), ...input.inventory.unasked()];
}

async function bundleAt(input: WalkInput, index: number, width: number): Promise<Bundle> {
  const { crypto, memo, files, inventory, findings } = input;
  const versionsOf = (kind: 'entries' | 'body' | 'tile'): Promise<Versions> =>
    readVersions(files, inventory, { kind, level: 0, index, width }, findings);
  const entries = await versionsOf('entries');
  const bodies = await versionsOf('body');
  const tile = await versionsOf('tile');
  const versions = [entries, bodies, tile].map(({ main, others }) => [main, ...others]);
  return memo(
    `bundle ${String(index)} ${versions.map((list) => list.map((version) => version?.path).join(' ')).join('|')}`,
    versions.flat().map((version) => version?.bytes),
    () => readBundle({ crypto, index, width, entries, bodies, tile }),
  );
}

/** Compares the root of each size that somebody stated, while the tree grows past it. */
function createRootCheck({ roots, findings }: WalkInput) {
  const bySize = new Map<number, StatedRoot[]>();
  for (const stated of roots) bySize.set(stated.size, [...(bySize.get(stated.size) ?? []), stated]);
  return {
    at: (size: number, rootNow: () => Uint8Array): void => {
      const stated = bySize.get(size);
      if (stated === undefined) return;
      const root = rootNow();
      for (const { code, where, root: other } of stated) {
        if (!sameBytes(root, other)) findings.add(code, { index: Math.max(0, size - 1), where });
      }
    },
  };
}

/** The tiles of every level, as the leaves make them. */
function createUpperTiles({ crypto, files, inventory, findings }: WalkInput) {
  const levels: { index: number; hashes: Uint8Array[] }[] = [];
  const beyond: string[] = [];
  const levelAt = (level: number) => (levels[level] ??= { index: 0, hashes: [] });
  const compare = async (level: number): Promise<void> => {
    const { index, hashes } = levelAt(level);
    const wanted = { kind: 'tile', level, index, width: hashes.length } as const;
    const { main, others } = await readVersions(files, inventory, wanted, findings);
    const span = tileWidth ** level;
    const first = index * tileWidth * span;
    if (main === undefined) {
      findings.add('tree.tile-missing', { index: first, where: `tile/${String(level)}` });
    }
    for (const version of [main, ...others]) {
      if (version === undefined) continue;
      if (version.width > hashes.length) beyond.push(version.path);
      const covered = Math.min(version.width, hashes.length);
      const stated = tileHashesOf(version, covered);
      const bad = hashes
        .slice(0, covered)
        .findIndex(
          (hash, at) => stated === undefined || !startsAlike(hash, stated[at] ?? hash, 32),
        );
      if (bad < 0) continue;
      findings.add('tree.tile-differs', { index: first + bad * span, where: version.path });
    }
  };
  const add = async (level: number, hashes: readonly Uint8Array[]): Promise<void> => {
    const state = levelAt(level);
    for (const hash of hashes) {
      state.hashes.push(hash);
      if (state.hashes.length < tileWidth) continue;
      await compare(level);
      const root = rootOver(crypto, state.hashes);
      state.hashes = [];
      state.index += 1;
      await add(level + 1, [root]);
    }
  };
  return {
    add,
    end: async (): Promise<void> => {
      for (const [level, { hashes }] of levels.entries()) {
        if (hashes.length > 0) await compare(level);
      }
    },
    beyond: () => beyond,
  };
}
