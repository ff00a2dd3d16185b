import { canonicalJson } from '../../../../lib/canonicalJson.ts';
import type { CedarTwin } from '../../../../policies/cedar/twin.ts';
import { decideArgument, decideField, type Decision } from '../../../../policies/decide.ts';
import type { Coordinate, FieldRule, PolicyLock } from '../../../../policies/lock.ts';
import type { CedarEvaluator } from '../../../support/cedar.ts';

export interface Agreement {
  readonly cells: number;
  /** Cells on which the two do not agree, each in words. */
  readonly differences: readonly string[];
}

/**
 * Asks both evaluators about every cell: one coordinate for each pair of a class of the lock and a
 * class of Cedar's (coordinates of one pair are decided alike by both), each purpose and one that
 * nobody knows, sets of roles, each region and one that no rule names. `people`: the purposes as
 * they are published, whose roles are asked for.
 */
export function disagreements(
  lock: PolicyLock,
  twin: CedarTwin,
  cedar: CedarEvaluator,
  people: PolicyLock['purposes'],
  enough = Number.POSITIVE_INFINITY,
): Agreement {
  const differences: string[] = [];
  let cells = 0;
  const regions = [...new Set(Object.values(lock.stores).flatMap(({ residency }) => residency))];
  const purposes = [...Object.keys(lock.purposes), 'curiosity'];
  const roleSets = roleSetsOf(people);
  for (const coordinate of representatives(lock, twin)) {
    const isOpen = lock.fields[coordinate]?.read['*'] !== undefined;
    for (const purpose of purposes) {
      for (const roles of roleSets(purpose, isOpen)) {
        for (const region of [...regions, 'US']) {
          cells += 1;
          const request = { coordinate, purpose, roles, region };
          const ours = wordOf(decide(lock, request));
          const theirs = cedar.decide(request).join(' and ') || 'deny';
          if (ours === theirs) continue;
          if (differences.length < 10) {
            differences.push(
              `${coordinate} for ${purpose} as ${roles.join('+')} in ${region}: ${ours}, Cedar: ${theirs}`,
            );
          }
          if (differences.length >= enough) return { cells, differences };
        }
      }
    }
  }
  return { cells, differences };
}

interface Request {
  readonly coordinate: Coordinate;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly region: string;
}

const decide = (lock: PolicyLock, request: Request): Decision | 'use' | 'deny' => {
  if (!Object.hasOwn(lock.arguments, request.coordinate)) return decideField(lock, request);
  return decideArgument(lock, request).effect === 'allow' ? 'use' : 'deny';
};

const wordOf = (decision: Decision | 'use' | 'deny'): string => {
  if (typeof decision === 'string') return decision;
  return decision.effect === 'allow' ? decision.form : 'deny';
};

/** Locks of a hundred faults share all rules but one. */
const readOf = new WeakMap<FieldRule, string>();

function readingOf(rule: FieldRule): string {
  const { class: fieldClass, read, window, residency } = rule;
  const text = readOf.get(rule) ?? canonicalJson({ fieldClass, read, window, residency });
  readOf.set(rule, text);
  return text;
}

function representatives(lock: PolicyLock, twin: CedarTwin): readonly Coordinate[] {
  const found = new Map<string, Coordinate>();
  const note = (coordinate: Coordinate, decided: string): void => {
    const pair = `${twin.classOf.get(coordinate) ?? ''} ${decided}`;
    if (!found.has(pair)) found.set(pair, coordinate);
  };
  for (const [coordinate, rule] of Object.entries(lock.fields)) {
    note(coordinate, readingOf(rule));
  }
  for (const [coordinate, { purposes, meaning }] of Object.entries(lock.arguments)) {
    note(coordinate, canonicalJson({ purposes, regions: regionsOf(lock, meaning) }));
  }
  for (const coordinate of twin.classOf.keys()) {
    if (!Object.hasOwn(lock.fields, coordinate) && !Object.hasOwn(lock.arguments, coordinate)) {
      note(coordinate, 'null');
    }
  }
  return [...found.values()];
}

const regionsOf = (lock: PolicyLock, meaning: object): unknown => {
  const targets = Object.values(meaning).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? Object.values(value) : [value],
  );
  return targets.map((target) => {
    const rule = typeof target === 'string' ? lock.fields[target] : undefined;
    return rule === undefined ? null : [rule.class, rule.residency];
  });
};

/**
 * Where any purpose may read, each role alone tells who acts for a purpose. Elsewhere that is known,
 * and one who does, one who does not and one with both stand for all.
 */
const roleSetsOf =
  (people: PolicyLock['purposes']) =>
  (purpose: string, isOpen: boolean): readonly (readonly string[])[] => {
    const all = [...new Set(Object.values(people).flatMap(({ roles }) => roles))];
    const own = people[purpose]?.roles ?? [];
    const stranger = all.find((role) => !own.includes(role)) ?? 'visitor';
    const each = isOpen ? all : [own[0] ?? stranger];
    return [...each.map((role) => [role]), [stranger, ...own.slice(0, 1)], [stranger, 'visitor']];
  };
