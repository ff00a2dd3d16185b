import { join } from 'node:path';
import { z } from 'zod';
import { storeNames, type StoreName } from '../../lib/storeName.ts';
import type { DataFolder } from './dataFolder.ts';
import { developmentPart } from './developmentPart.ts';
import { readJsonFile, replaceFile } from './files.ts';

export const seedSizes = ['S', 'M', 'L'] as const;
export type SeedSize = (typeof seedSizes)[number];

/** What `tools/seed/seed.ts` exports as `seed`. It declares each store synthetic, then fills it. */
export interface SeedInput {
  readonly size: SeedSize;
  readonly seed: number;
  /** Owner's URL of each store to fill; rows of the others are left out, references stay the same. */
  readonly stores: Readonly<Partial<Record<StoreName, string>>>;
  /** Where customer-pii's keys are kept; needed where it is among the stores. */
  readonly keys: { readonly url: string; readonly folder: string } | undefined;
  /** Gets one id a screen's variable, for `--example`. */
  readonly examplesFile: string;
  readonly report: (state: string) => void;
}
export type Seed = (input: SeedInput) => Promise<void>;

/** What was put into the embedded databases; `begun` without `stores` means: interrupted. */
const SeedState = z.object({
  size: z.enum(seedSizes),
  seed: z.number().int(),
  begun: z.array(z.enum(storeNames)),
  stores: z.array(z.enum(storeNames)),
});
export type SeedState = z.output<typeof SeedState>;

const stateFile = (folder: DataFolder): string => join(folder.root, 'seed.json');

export const readSeedState = (folder: DataFolder): SeedState | undefined =>
  readJsonFile(stateFile(folder), SeedState);

const writeSeedState = (folder: DataFolder, state: SeedState): void => {
  replaceFile(stateFile(folder), JSON.stringify(state));
};

/** Stores whose filling began and never ended: their rows are part of nothing. */
export const interrupted = (state: SeedState | undefined): readonly StoreName[] =>
  state === undefined ? [] : state.begun.filter((store) => !state.stores.includes(store));

/** Fills the stores that are still empty; the note on disk brackets the work. */
export async function seedEmpty(
  folder: DataFolder,
  wanted: { readonly size: SeedSize; readonly seed: number },
  {
    owners,
    keysUrl,
  }: {
    readonly owners: Readonly<Partial<Record<StoreName, string>>>;
    readonly keysUrl: string | undefined;
  },
  report: (state: string) => void,
): Promise<void> {
  const known = readSeedState(folder) ?? { ...wanted, begun: [], stores: [] };
  const stores = storeNames.filter((store) => owners[store] !== undefined);
  const seed = await loadSeed();
  const begun = { ...known, begun: [...new Set([...known.begun, ...stores])] };
  writeSeedState(folder, begun);
  await seed({
    size: known.size,
    seed: known.seed,
    stores: owners,
    keys: keysUrl === undefined ? undefined : { url: keysUrl, folder: folder.wrappingKeys },
    examplesFile: folder.examples,
    report,
  });
  writeSeedState(folder, { ...begun, stores: [...new Set([...known.stores, ...stores])] });
}

const loadSeed = async (): Promise<Seed> =>
  (await developmentPart('tools/seed/seed.js', 'seed', 'generator of synthetic data')) as Seed;
