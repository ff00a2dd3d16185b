import type { RequiredSelection, Rewrite } from './plan.ts';

/**
 * Representations for a subgraph that knows an interface as one object type. The native planner asks
 * it for the interface's fields, but where two types of the interface select them it names one of
 * these types alone as what is to be looked up. So a type that the sub-request itself does not speak
 * of stands for its interface: objects of the other types are looked up too, and what nobody selects
 * of them is not shown.
 */
export function widened(
  requires: readonly RequiredSelection[],
  inputRewrites: readonly Rewrite[],
  text: string,
): readonly RequiredSelection[] {
  const [name, ...others] = new Set(inputRewrites.flatMap(interfaceOf));
  if (name === undefined || others.length > 0) return requires;
  const spoken = new Set([...text.matchAll(/\.\.\. ?on (\w+)/g)].map(([, type]) => type));
  return requires.map((selection) =>
    selection.kind === 'fragment' && !spoken.has(selection.type)
      ? { ...selection, type: name }
      : selection,
  );
}

/** The interface whose name a representation is given in the place of its type's. */
function interfaceOf(rewrite: Rewrite): readonly string[] {
  const [types, key] = rewrite.path;
  if (rewrite.kind !== 'set' || types?.kind !== 'types' || key?.kind !== 'key') return [];
  return key.key === '__typename' && types.types.length === 1 ? types.types : [];
}
