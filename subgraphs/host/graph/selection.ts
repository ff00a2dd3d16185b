import { Kind, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** What an answer may ask about the selections below its field. */
export interface Selection {
  /** The names of the fields selected there, through fragments, whatever `@skip` says. */
  readonly names: ReadonlySet<string>;
}

export function selectionOf(
  sets: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Selection {
  const names = new Set<string>();
  const entered = new Set<string>();
  const enter = (set: SelectionSetNode | undefined): void => {
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        names.add(node.name.value);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        enter(node.selectionSet);
      } else if (!entered.has(node.name.value)) {
        entered.add(node.name.value);
        enter(fragments.get(node.name.value)?.selectionSet);
      }
    }
  };
  for (const set of sets) enter(set);
  return { names };
}
