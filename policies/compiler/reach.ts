import { getNullableType, isListType, isObjectType } from 'graphql';
import { groupBy } from './collections.ts';
import { isStructure, namedTypeOf, type GraphIndex, type OutputCoordinate } from './graphIndex.ts';

/** Types whose rows are a party or a person themselves. */
export const subjectTypes: ReadonlySet<string> = new Set(['Customer', 'Person', 'DataSubject']);

/**
 * The end of a path to somebody who works here: a person whom no type of the graph stands for, and whom
 * the log knows by the id that the company's own directory gave.
 */
export const employee = 'Employee';

const isToOne = ({ field }: OutputCoordinate): boolean => !isListType(getNullableType(field.type));

/**
 * The types with a path to Customer: they lead to one by to-one fields, or they are parts (types
 * without a key) of such types alone. Wrappers and root types are looked past.
 */
export function partyTypes(index: GraphIndex): ReadonlySet<string> {
  const found = new Set<string>(['Customer']);
  const fields = index.outputs.filter(
    ({ parent, root }) => root === undefined && !isStructure(index, parent.name),
  );
  const referrers = groupBy(fields, ({ field }) => namedTypeOf(field.type));
  const isPart = (type: string): boolean => {
    const from = referrers.get(type) ?? [];
    const keyed = index.federation.types.get(type)?.some(({ keys }) => keys.length > 0) ?? true;
    return !keyed && from.length > 0 && from.every(({ parent }) => found.has(parent.name));
  };
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const output of fields) {
      if (isToOne(output) && found.has(namedTypeOf(output.field.type))) {
        found.add(output.parent.name);
      }
    }
    for (const type of referrers.keys()) {
      const isFact = isObjectType(index.schema.getType(type)) && !isStructure(index, type);
      if (isFact && isPart(type)) found.add(type);
    }
  }
  return found;
}
