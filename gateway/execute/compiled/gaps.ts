import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import { Fault, isRecord, type AnswerRecord, type Report, type SubgraphWords } from './faults.ts';
import type { Site } from './sites.ts';

/** An error of the answer, at the path where it arose; without one where no path is known. */
export interface AnswerError {
  readonly path: readonly (string | number)[] | undefined;
  readonly code: ErrorCode;
  /** General mode: what the subgraph said. */
  readonly words: SubgraphWords | undefined;
}

/** An error that a subgraph reported without a place of its own. */
export interface UnplacedError {
  /** The parts of the plan whose answer it came with. */
  readonly parts: readonly number[];
  readonly code: ErrorCode;
  readonly words: SubgraphWords | undefined;
  used: boolean;
}

/** What generated code sees of a request while it writes the answer. */
export interface Writing {
  readonly root: AnswerRecord;
  /** The position in each list that is being written, outermost first. */
  readonly x: number[];
  /** Texts of fields that no subgraph answers (`__schema`, `__type`), by response key. */
  readonly meta: Readonly<Record<string, string>>;
  readonly unplaced: readonly UnplacedError[];
  readonly errors: AnswerError[];
  notes: Map<string, ErrorCode> | undefined;
  /** A value is withheld where no null may stand: noted at the place where the null comes to lie. */
  pending: { readonly code: ErrorCode; readonly root: string } | undefined;
  /** Why values that are here may not leave. */
  readonly heldCode: ErrorCode | undefined;
  /** Counts what was said of missing values: a text during which nothing was said is good anywhere. */
  said: number;
  /** By part: true where one entity of it belongs to several objects. */
  readonly repeated: boolean[];
  /** By part: true where no string of it needs an escape. */
  readonly plain: boolean[];
}

type WriteValue = (context: Writing, value: unknown) => string | undefined;

/**
 * The text of a member of an entity that stands at several places: written once, copied from then
 * on. It is kept with the entity, under a symbol of the function that wrote it.
 */
export function kept(
  context: Writing,
  entity: AnswerRecord,
  key: symbol,
  write: WriteValue,
  value: unknown,
): string | undefined {
  const known = entity[key];
  if (typeof known === 'string') return known;
  const before = context.said;
  const text = write(context, value);
  if (text === undefined || context.said !== before) return text;
  // To read it as a number makes V8 lay the pieces side by side: a copy is then one piece.
  Number(text);
  entity[key] = text;
  return text;
}

const errorsMax = 1_000;

/**
 * A value that can't be written: says why, once. Returns the text of a null for a nullable place;
 * the caller gives up its own object where the place is not.
 */
export function gap(
  context: Writing,
  site: Site,
  value: unknown,
  ...sources: readonly unknown[]
): 'null' {
  context.said += 1;
  if (value instanceof Fault) report(context, site, value);
  else if (value !== null && value !== undefined) fail(context, site, 'STORE_ANSWER_INVALID');
  else missing(context, site, value, sources);
  return 'null';
}

function missing(
  context: Writing,
  site: Site,
  value: null | undefined,
  sources: readonly unknown[],
): void {
  const fault = sources.find((source) => source instanceof Fault);
  if (fault !== undefined) {
    reportAbove(context, site, fault);
    return;
  }
  // The subgraph was asked for the field and left it out.
  if (value === undefined && sources.some(isRecord)) {
    fail(context, site, 'STORE_ANSWER_INVALID');
    return;
  }
  const unplaced = context.unplaced.find(({ parts }) =>
    parts.some((part) => site.parts.includes(part)),
  );
  if (unplaced !== undefined) {
    unplaced.used = true;
    fail(context, site, unplaced.code, unplaced.words);
    return;
  }
  absent(context, site);
}

/**
 * An object whose type nobody states, because the lookup that was to tell it failed: what was reported
 * of a field that the client asked for is said at that field, anything else at the object.
 */
export function untyped(
  context: Writing,
  site: Site,
  keys: ReadonlySet<string>,
  ...slots: readonly unknown[]
): void {
  context.said += 1;
  const fault = slots.find((slot) => slot instanceof Fault);
  if (fault === undefined) {
    fail(context, site, 'STORE_ANSWER_INVALID');
    return;
  }
  const path = pathOf(context, site);
  for (const { code, rest, words } of Fault.reportsOf(fault)) {
    const isSelected = rest !== undefined && keys.has(String(rest[0]));
    addError(context, { path: isSelected ? [...path, ...rest] : path, code, words });
  }
}

/** A null that stands for itself. */
function absent(context: Writing, site: Site): void {
  if (site.nonNull) {
    if (site.missing === undefined) fail(context, site, 'STORE_ANSWER_INVALID');
    else context.pending = { code: site.missing, root: site.path[0] ?? '' };
    return;
  }
  if (site.filteredEdge) note(context, site.pattern, 'PARTY_NOT_PERMITTED');
  else if (site.conditional) note(context, site.pattern, 'NOT_AVAILABLE');
}

/** A denied value where no null may stand. */
export function deny(context: Writing, site: Site): undefined {
  context.said += 1;
  context.pending = { code: 'NOT_PERMITTED', root: site.path[0] ?? '' };
  return undefined;
}

/** A value that is here and may not leave after all: a null, or nothing where no null may stand. */
export function hold(context: Writing, site: Site): 'null' | undefined {
  const code = context.heldCode;
  if (code === undefined) throw new TypeError('a value is held for a reason');
  context.said += 1;
  if (site.nonNull) {
    context.pending = { code, root: site.path[0] ?? '' };
    return undefined;
  }
  note(context, site.pattern, code);
  return 'null';
}

/** A null from below comes to lie here. */
export function absorb(context: Writing, site: Site): 'null' {
  settle(context, site.pattern);
  return 'null';
}

/** The whole answer is null. */
export function absorbAll(context: Writing): void {
  if (context.pending !== undefined) settle(context, context.pending.root);
}

function settle(context: Writing, pattern: string): void {
  if (context.pending === undefined) return;
  note(context, pattern, context.pending.code);
  context.pending = undefined;
}

/** The list is there, without the rows that this purpose does not see. */
export function noteFiltered(context: Writing, site: Site): void {
  note(context, site.pattern, 'PARTY_NOT_PERMITTED');
}

function note(context: Writing, pattern: string, code: ErrorCode): void {
  const notes = (context.notes ??= new Map());
  context.said += 1;
  if (!notes.has(pattern)) notes.set(pattern, code);
}

type Path = readonly (string | number)[];

/** The site's path for the row that is being written. */
function pathOf({ x }: Writing, { path }: Site): Path {
  let depth = 0;
  return path.map((part) => {
    if (part !== '*') return part;
    depth += 1;
    return x[depth - 1] ?? 0;
  });
}

const fail = (context: Writing, site: Site, code: ErrorCode, words?: SubgraphWords): void => {
  addError(context, { path: pathOf(context, site), code, words });
};

/** A fault that stands in the value's own place. */
function report(context: Writing, site: Site, fault: Fault): void {
  const path = pathOf(context, site);
  for (const { code, rest, words } of Fault.reportsOf(fault)) {
    addError(context, { path: [...path, ...(rest ?? [])], code, words });
  }
}

/**
 * A fault that stands in the place of an object. What was reported of a field that the client asked
 * for is said at that field; of any other, at each field that is missing for it.
 */
function reportAbove(context: Writing, site: Site, fault: Fault): void {
  const path = pathOf(context, site);
  const place = path.slice(0, -1);
  for (const given of Fault.reportsOf(fault)) {
    addError(context, placed(given, site, path, place));
  }
}

function placed({ code, rest, words }: Report, site: Site, path: Path, place: Path): AnswerError {
  const isSelected = rest !== undefined && site.keys.has(String(rest[0]));
  return { path: isSelected ? [...place, ...rest] : path, code, words };
}

function addError({ errors }: Writing, error: AnswerError): void {
  if (errors.length >= errorsMax) return;
  const isKnown = errors.some(
    ({ path, code }) => code === error.code && samePath(path ?? [], error.path ?? []),
  );
  if (!isKnown) errors.push(error);
}

const samePath = (one: Path, other: Path): boolean =>
  one.length === other.length && one.every((part, index) => other[index] === part);
