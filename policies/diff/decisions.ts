import { decideArgument, decideField, targetsOf, type Decision } from '../decide.ts';
import type { Coordinate, FieldRule, Form, PolicyLock } from '../lock.ts';
import { keysOf, own, type Direction, type PolicyChange } from './change.ts';

type Word = Form | 'use' | 'deny';

export interface DecisionTableDiff {
  readonly changes: readonly PolicyChange[];
  /** Decisions that were compared: coordinates × purposes × roles × regions. */
  readonly cells: number;
}

/**
 * Compares every decision of two policies: none is left out because nobody thought of it. Coordinates
 * whose rules say the same to a decision are decided once for all of them.
 */
export function decisionChanges(before: PolicyLock, after: PolicyLock): DecisionTableDiff {
  const axes = axesOf(before, after);
  const known = new Map<string, readonly Changed[]>();
  const samePurposes = sameDecisions(before.purposes, after.purposes);
  const changes: PolicyChange[] = [];
  let coordinates = 0;
  for (const kind of ['fields', 'arguments'] as const) {
    for (const coordinate of keysOf(before[kind], after[kind])) {
      coordinates += 1;
      const [was, is] = [before, after].map((lock) => decisiveText(lock, kind, coordinate));
      // A decision is a function of what is equal here.
      if (samePurposes && was === is) continue;
      const key = `${kind} ${String(was)} ${String(is)}`;
      const found = known.get(key) ?? changedCells({ before, after, kind, axes }, coordinate);
      known.set(key, found);
      for (const { purpose, cells } of found)
        changes.push(changeOf(coordinate, purpose, cells, axes));
    }
  }
  const { purposes, roles, regions } = axes;
  return { changes, cells: coordinates * purposes.length * roles.length * regions.length };
}

interface Comparing {
  readonly before: PolicyLock;
  readonly after: PolicyLock;
  readonly kind: 'fields' | 'arguments';
  readonly axes: Axes;
}

interface Changed {
  readonly purpose: string;
  readonly cells: Cells;
}

function changedCells(
  { before, after, kind, axes }: Comparing,
  coordinate: Coordinate,
): readonly Changed[] {
  return axes.purposes.flatMap((purpose) => {
    const found = new Map<string, Cells>();
    for (const role of axes.roles) {
      for (const region of axes.regions) {
        const request = { coordinate, purpose, roles: [role], region };
        const was = wordOf(kind, before, request);
        const is = wordOf(kind, after, request);
        if (was !== is) note(found, { was, is, role, region });
      }
    }
    return [...found.values()].map((cells) => ({ purpose, cells }));
  });
}

/** All of a purpose that a decision looks at (decide.ts). */
function sameDecisions(was: PolicyLock['purposes'], is: PolicyLock['purposes']): boolean {
  const decisive = (purposes: PolicyLock['purposes']): string =>
    JSON.stringify(
      keysOf(purposes, {}).map((name) => [
        name,
        own(purposes, name)?.roles,
        own(purposes, name)?.consent,
      ]),
    );
  return was === is || decisive(was) === decisive(is);
}

const decisiveText = (lock: PolicyLock, kind: Comparing['kind'], coordinate: Coordinate): string =>
  JSON.stringify(decisivePart(lock, kind, coordinate));

/** All of a rule that a decision looks at (decide.ts). */
function decisivePart(lock: PolicyLock, kind: Comparing['kind'], coordinate: Coordinate): unknown {
  const field = own(lock.fields, coordinate);
  if (kind === 'fields') return field === undefined ? null : decisiveOfField(field);
  const input = own(lock.arguments, coordinate);
  if (input === undefined) return null;
  const { meaning, purposes } = input;
  const targets = targetsOf(meaning).map((target) => {
    const rule = own(lock.fields, target);
    return rule === undefined ? null : [rule.class, rule.residency];
  });
  return [purposes, targets];
}

const decisiveOfField = ({ class: fieldClass, read, residency, window }: FieldRule): unknown => [
  fieldClass,
  Object.entries(read),
  residency,
  window,
];

interface Axes {
  readonly purposes: readonly string[];
  readonly roles: readonly string[];
  readonly regions: readonly string[];
}

/** A region that no rule names stands for all such. */
const elsewhere = 'elsewhere';

function axesOf(before: PolicyLock, after: PolicyLock): Axes {
  const locks = [before, after];
  const all = (pick: (lock: PolicyLock) => readonly string[]): readonly string[] =>
    [...new Set(locks.flatMap(pick))].sort();
  return {
    purposes: keysOf(before.purposes, after.purposes),
    roles: all(({ purposes }) => Object.values(purposes).flatMap(({ roles }) => roles)),
    regions: [
      ...all(({ fields }) => Object.values(fields).flatMap(({ residency }) => residency)),
      elsewhere,
    ],
  };
}

interface Request {
  readonly coordinate: Coordinate;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly region: string;
}

function wordOf(kind: 'fields' | 'arguments', lock: PolicyLock, request: Request): Word {
  const decision: Decision =
    kind === 'fields' ? decideField(lock, request) : decideArgument(lock, request);
  if (decision.effect === 'deny') return 'deny';
  return kind === 'fields' ? decision.form : 'use';
}

interface Cell {
  readonly was: Word;
  readonly is: Word;
  readonly role: string;
  readonly region: string;
}

interface Cells {
  readonly was: Word;
  readonly is: Word;
  readonly roles: Set<string>;
  readonly regions: Set<string>;
}

/** Cells with the same change are told together. */
function note(found: Map<string, Cells>, { was, is, role, region }: Cell): void {
  const key = `${was} ${is} ${region === elsewhere ? elsewhere : ''}`;
  const cells = found.get(key) ?? { was, is, roles: new Set(), regions: new Set() };
  cells.roles.add(role);
  cells.regions.add(region);
  found.set(key, cells);
}

const formWords: Readonly<Record<Form, string>> = {
  clear: '',
  last4: ' as its last four characters',
  'domain-only': ' as its domain',
  initial: ' as its initial',
  token: ' as a token',
  count: ' as a count',
};

function changeOf(
  coordinate: Coordinate,
  purpose: string,
  { was, is, roles, regions }: Cells,
  axes: Axes,
): PolicyChange {
  const who = [...roles].join(', ');
  const isEverywhere = regions.size === axes.regions.length;
  const where = isEverywhere ? '' : ` in ${[...regions].join(', ')}`;
  const direction = directionOf(was, is);
  return {
    direction,
    subject: coordinate,
    sentence: `${who} ${what(was, is, coordinate)} for ${purpose}${where}.`,
  };
}

function what(was: Word, is: Word, coordinate: Coordinate): string {
  if (is === 'use') return `may use ${coordinate}`;
  if (was === 'use') return `may no longer use ${coordinate}`;
  if (is === 'deny') return `may no longer see ${coordinate}`;
  const form = is === 'clear' ? (was === 'deny' ? '' : ' whole') : formWords[is];
  return `may see ${coordinate}${form}`;
}

/** One weaker form instead of another tells something new, so it counts as widening. */
function directionOf(was: Word, is: Word): Direction {
  if (is === 'deny') return 'narrowed';
  if (was === 'deny') return 'widened';
  return was === 'clear' ? 'narrowed' : 'widened';
}
