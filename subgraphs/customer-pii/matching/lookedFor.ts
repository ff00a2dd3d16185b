import { setImmediate } from 'node:timers/promises';
import type { Digest } from '../../../lib/copies/digest.ts';
import { digestBytes } from '../../../lib/copies/digest.ts';
import type { OpenedAnswer, MatchAnswer } from '../../../lib/copies/messages.ts';
import { isTelling, runTogether } from '../../../lib/copies/words.ts';
import { createDigestTable, type DigestTable } from './digestTable.ts';
import type { SubjectValues } from './personalValues.ts';
import { variantsOf } from './variants.ts';

export interface LookedFor {
  readonly about: Omit<OpenedAnswer, 'session'>;
  readonly match: (digests: Uint8Array) => MatchAnswer['matches'];
}

export interface LookedForInput {
  readonly values: AsyncIterable<{ readonly owner: string; readonly found: SubjectValues }>;
  readonly digest: Digest;
  /** Whether the category of a field has fewer than 2³² values. */
  readonly hasFewValues: (coordinate: string) => boolean;
}

/** A value that more subjects share tells nobody from another. */
const sharedMax = 5;
/** After so many rows other requests have their turn. */
const rowsAtOnce = 10;

interface Tally {
  readonly table: DigestTable;
  /** `coordinate`, `variant`: what a digest in the table is of. */
  readonly names: (readonly [string, string])[];
  readonly nameOf: Map<string, number>;
  readonly leftOut: { category: number; shape: number; shared: number };
  readonly fields: Set<string>;
  readonly fieldsLeftOut: Set<string>;
  values: number;
}

/** Digests of every variant of every value, in this process's memory for as long as one scan takes. */
export async function lookFor(input: LookedForInput): Promise<LookedFor> {
  const tally: Tally = {
    table: createDigestTable(),
    names: [],
    nameOf: new Map(),
    leftOut: { category: 0, shape: 0, shared: 0 },
    fields: new Set(),
    fieldsLeftOut: new Set(),
    values: 0,
  };
  let subjects = 0;
  let latest: string | undefined;
  let rows = 0;
  for await (const { owner, found } of input.values) {
    if (owner !== latest) subjects += 1;
    latest = owner;
    addValues(tally, input, found, subjects);
    rows += 1;
    if (rows % rowsAtOnce === 0) await setImmediate();
  }
  return { about: aboutOf(tally, subjects), match: (digests) => matchesIn(tally, digests) };
}

const aboutOf = (tally: Tally, subjects: number): LookedFor['about'] => ({
  subjects,
  values: tally.values,
  variants: tally.table.size(),
  leftOut: tally.leftOut,
  fields: [...tally.fields].sort(),
  fieldsLeftOut: [...tally.fieldsLeftOut].sort(),
});

function addValues(
  tally: Tally,
  { digest, hasFewValues }: LookedForInput,
  { values, parts }: SubjectValues,
  subject: number,
): void {
  for (const { coordinate, texts } of parts) {
    tally.fieldsLeftOut.add(coordinate);
    tally.leftOut.category += texts.length;
  }
  for (const { coordinate, spellings } of values) {
    const [first] = spellings;
    if (first === undefined) continue;
    if (hasFewValues(coordinate)) {
      tally.fieldsLeftOut.add(coordinate);
      tally.leftOut.category += 1;
    } else if (isTelling(runTogether(first.text))) {
      tally.fields.add(coordinate);
      tally.values += 1;
      const known = variantsOf(spellings).map(({ variant, text }) =>
        tally.table.add(digest(text), indexOf(tally, coordinate, variant), subject),
      );
      // The first variant is the value itself; it passes the bound with this subject.
      if (known[0]?.subjects === sharedMax + 1) tally.leftOut.shared += 1;
    } else tally.leftOut.shape += 1;
  }
}

function indexOf({ names, nameOf }: Tally, coordinate: string, variant: string): number {
  const name = `${coordinate} ${variant}`;
  const known = nameOf.get(name);
  if (known !== undefined) return known;
  nameOf.set(name, names.length);
  return names.push([coordinate, variant]) - 1;
}

function matchesIn({ table, names }: Tally, digests: Uint8Array): MatchAnswer['matches'] {
  const matches: MatchAnswer['matches'] = [];
  for (let at = 0; (at + 1) * digestBytes <= digests.length; at += 1) {
    const known = table.find(digests, at * digestBytes);
    if (known === undefined || known.subjects > sharedMax) continue;
    const [coordinate, variant] = names[known.what] ?? [];
    if (coordinate !== undefined && variant !== undefined)
      matches.push({ at, coordinate, variant });
  }
  return matches;
}
