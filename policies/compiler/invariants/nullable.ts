import { getNamedType, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import { personalClasses } from '../../lock.ts';
import { groupBy } from '../collections.ts';
import type { CompileContext } from '../context.ts';
import { isStructure, placeOf, type GraphIndex, type OutputCoordinate } from '../graphIndex.ts';
import { violationAt, type Violation } from '../types.ts';

/** I8: what can be withheld can be null: the personal field itself, or every edge that leads to its type. */
export function nullable({ index, fields }: CompileContext): readonly Violation[] {
  const edges = groupBy(index.outputs, ({ field }) => getNamedType(field.type).name);
  return index.outputs.flatMap(({ coordinate, parent, field }) => {
    const rule = fields[coordinate];
    if (rule === undefined || !personalClasses.has(rule.class) || !isNonNullType(field.type)) {
      return [];
    }
    const blocking = nonNullEdges(index, edges, parent.name, new Set());
    return blocking.map((edge) =>
      violationAt(
        placeOf(index, coordinate),
        'I8',
        coordinate,
        `${coordinate} is ${rule.class} and non-null, and ${edge} leads to it and is non-null: it could not be withheld.`,
        `Make ${coordinate} nullable in the SDL, or every edge to ${parent.name}.`,
      ),
    );
  });
}

/** The non-null edges to a type; a wrapper is withheld with the edge that leads to it. */
function nonNullEdges(
  index: GraphIndex,
  edges: ReadonlyMap<string, readonly OutputCoordinate[]>,
  type: string,
  entered: ReadonlySet<string>,
): readonly string[] {
  if (entered.has(type)) return [];
  const inside = new Set([...entered, type]);
  return [type, ...interfacesOf(index, type)].flatMap((name) =>
    (edges.get(name) ?? [])
      .filter(({ field }) => isNonNullType(field.type))
      .flatMap(({ coordinate, parent }) =>
        isStructure(index, parent.name)
          ? nonNullEdges(index, edges, parent.name, inside)
          : [coordinate],
      ),
  );
}

function interfacesOf(index: GraphIndex, type: string): readonly string[] {
  const found = index.schema.getType(type);
  return isObjectType(found) || isInterfaceType(found)
    ? found.getInterfaces().map(({ name }) => name)
    : [];
}
