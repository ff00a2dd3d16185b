import type { PolicyLock, TypeRule } from '../lock.ts';
import type { PolicySources } from './policySources.ts';

/** The lock's part about rows: who may see those of natural persons, a store and a type. */
export function typeRules(sources: PolicySources): PolicyLock['types'] {
  const rules: Record<string, Record<string, TypeRule>> = {};
  for (const { owner, type, clauses } of sources.types) {
    const store = (rules[owner] ??= {});
    store[type] = clauses === 'structure' ? { class: 'structure' } : rowRule(clauses);
  }
  return rules;
}

function rowRule({
  class: stated = 'party',
  natural = [],
}: {
  readonly class?: TypeRule['class'] | undefined;
  readonly natural?: readonly string[] | undefined;
}): TypeRule {
  return stated === 'party' ? { class: stated, natural } : { class: stated };
}
