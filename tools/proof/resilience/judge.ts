import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Asked } from './load.ts';
import type { Fault } from './stores/messages.ts';

const Path = z.array(z.union([z.string(), z.number()]));
const Body = z.object({
  data: z.record(z.string(), z.unknown()),
  errors: z.array(z.object({ path: Path, extensions: z.object({ code: z.string() }) })).default([]),
  extensions: z.object({
    sources: z.array(z.object({ path: z.string(), store: z.string() })).default([]),
  }),
});
type Body = z.output<typeof Body>;

/** What a screen answers while all is well, and which of its values one store owns. */
export interface Reference {
  readonly data: Readonly<Record<string, unknown>>;
  /** Paths of its leaves, `*` for list positions, and whether the store owns them. */
  readonly leaves: ReadonlyMap<string, boolean>;
}

/** `text` is an answer with its sources. */
export function referenceFrom(text: string, store: string): Reference {
  const { data, errors, extensions } = Body.parse(JSON.parse(text));
  if (errors.length > 0) throw new Error(`the answer is not whole: ${text.slice(0, whyMax)}`);
  return {
    data,
    leaves: new Map(extensions.sources.map(({ path, store: owner }) => [path, owner === store])),
  };
}

/** Which codes tell of a fault: its own, and that the store is left alone or broke the connection. */
const codesOf: Readonly<Record<Fault, readonly string[]>> = {
  stopped: ['STORE_UNAVAILABLE'],
  slow: ['STORE_TIMEOUT', 'STORE_UNAVAILABLE'],
  garbage: ['STORE_ANSWER_INVALID', 'STORE_UNAVAILABLE'],
};

/** The first of them is the fault's own: some answer has to say so. */
export const ownCode = (fault: Fault): string => codesOf[fault][0] ?? '';

export type Verdict =
  | { readonly kind: 'whole' }
  | { readonly kind: 'partial'; readonly codes: readonly string[] }
  | { readonly kind: 'wrong'; readonly why: string };

const whyMax = 500;

const wrong = (why: string): Verdict => ({ kind: 'wrong', why: why.slice(0, whyMax) });

/**
 * Whole: the reference's data. Partial: what the faulty store owns is null with an error of the
 * fault's, and everything else is as in the reference.
 */
export function judge(asked: Asked, reference: Reference, fault: Fault | undefined): Verdict {
  const body = read(asked);
  if (body === undefined) return wrong(`answered ${String(asked.status)}: ${asked.text}`);
  const { data, errors } = body;
  if (errors.length === 0) {
    return isDeepStrictEqual(data, reference.data) ? { kind: 'whole' } : wrong('other data');
  }
  if (fault === undefined) return wrong(`an error though all is well: ${asked.text}`);
  const codes = errors.map(({ extensions }) => extensions.code);
  const strange = codes.find((code) => !codesOf[fault].includes(code));
  if (strange !== undefined) return wrong(`code ${strange}`);
  const comparing = {
    reference,
    errors: errors.map(({ path }) => path),
    explained: new Set<Path>(),
  };
  const difference = differenceOf(comparing, data, reference.data, []);
  if (difference !== undefined) return wrong(difference);
  const surplus = comparing.errors.find((path) => !comparing.explained.has(path));
  return surplus === undefined
    ? { kind: 'partial', codes: [...new Set(codes)] }
    : wrong(`an error where nothing is missing: ${surplus.join('.')}`);
}

function read({ status, text }: Asked): Body | undefined {
  if (status !== 200) return undefined;
  const body = Body.safeParse(JSON.parse(text));
  return body.success ? body.data : undefined;
}

type Path = z.output<typeof Path>;

interface Comparing {
  readonly reference: Reference;
  readonly errors: readonly Path[];
  /** Errors that a null was found for. */
  readonly explained: Set<Path>;
}

/** Says the first difference that the faulty store does not explain. */
function differenceOf(
  comparing: Comparing,
  value: unknown,
  wanted: unknown,
  path: Path,
): string | undefined {
  if (value === null && wanted !== null) return missing(comparing, path);
  if (!isHolder(wanted) || !isHolder(value)) {
    return value === wanted ? undefined : `another value at ${path.join('.')}`;
  }
  if (Object.keys(wanted).join() !== Object.keys(value).join()) {
    return `other members at ${path.join('.')}`;
  }
  for (const [name, expected] of Object.entries(wanted)) {
    const part = Array.isArray(wanted) ? Number(name) : name;
    const difference = differenceOf(comparing, value[name], expected, [...path, part]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** An object or a list. */
const isHolder = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A null is explained by an error there or below, where nothing below belongs to another store. */
function missing({ reference, errors, explained }: Comparing, path: Path): string | undefined {
  const pattern = path.map((part) => (typeof part === 'number' ? '*' : part)).join('.');
  const below = [...reference.leaves].filter(
    ([leaf]) => leaf === pattern || leaf.startsWith(`${pattern}.`),
  );
  if (below.length === 0 || below.some(([, isOwned]) => !isOwned)) {
    return `another store's value is missing at ${path.join('.')}`;
  }
  const told = errors.filter((error) => path.every((part, index) => error[index] === part));
  for (const error of told) explained.add(error);
  return told.length > 0 ? undefined : `nothing says why ${path.join('.')} is missing`;
}
