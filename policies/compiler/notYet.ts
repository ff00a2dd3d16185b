import type { Coordinate, FieldRule } from '../lock.ts';
import type { PolicySources } from './policySources.ts';

/** Clauses that are understood and wait for their part: what rests on them is denied, or not asked for. */
export function notYetOf(
  sources: PolicySources,
  fields: Readonly<Record<Coordinate, FieldRule>>,
): readonly string[] {
  const found = new Set<string>();
  for (const [name, { purpose }] of sources.purposes) {
    if (purpose.consent !== undefined) found.add(`consent: ${name} (denied)`);
    if (purpose.evidence !== undefined) found.add(`evidence: ${name} (not asked for)`);
  }
  for (const [coordinate, rule] of Object.entries(fields)) {
    for (const clause of waitingClauses(rule)) found.add(`${clause[0]}: ${coordinate}${clause[1]}`);
  }
  for (const { coordinate, rule } of sources.fields) {
    if (rule.aggregate !== undefined) found.add(`aggregate: ${coordinate}`);
  }
  return [...found].sort();
}

function waitingClauses({ source, window }: FieldRule): readonly [string, string][] {
  const foreign = source.kind === 'remote' || source.kind === 'partition';
  return [
    ...(foreign ? [[source.kind, ''] as [string, string]] : []),
    ...window.map((purpose): [string, string] => ['window', ` for ${purpose} (denied)`]),
  ];
}
