import { isLeafType } from 'graphql';
import type { CompileContext } from '../context.ts';
import {
  isStructure,
  namedTypeOf,
  placeOf,
  typeEntryOf,
  type GraphIndex,
  type OutputCoordinate,
} from '../graphIndex.ts';
import { violationAt, type Violation } from '../types.ts';
import { sharedValueTypes } from './resolverTruth.ts';

/** What a page or payload says of itself: a place in the list and how many there are. */
const ownLeaves: ReadonlySet<string> = new Set(['cursor', 'totalCount']);

/**
 * I13, for wrappers: `structure` is readable for every purpose, so it may hide no fact. Only value
 * types that the project lists are shared, nothing with a key is a wrapper, and what a wrapper
 * holds besides the way on has a rule of its own.
 */
export function wrappers(context: CompileContext): readonly Violation[] {
  const { index } = context;
  return [
    ...claimedTypes(index),
    ...index.outputs.flatMap((output) => hiddenFact(context, output)),
    ...index.outputs.flatMap((output) => undecidedRow(context, output)),
  ];
}

function claimedTypes(index: GraphIndex): readonly Violation[] {
  return index.sources.types
    .filter(({ clauses }) => clauses === 'structure')
    .flatMap(({ owner, type, place }) => {
      const keyed = index.federation.types.get(type)?.some(({ keys }) => keys.length > 0) ?? false;
      const stray = owner === 'shared' && !sharedValueTypes.has(type);
      if (!keyed && !stray) return [];
      const message = keyed
        ? `${type} has a key: it is an entity, and no structure.`
        : `${type} is none of the value types that stores may share.`;
      const mend = `Give ${type} a class and its fields rules in their store's file.`;
      return [violationAt(place, 'I13', type, message, mend)];
    });
}

/** A leaf that is called structure without being a page's own. */
function hiddenFact(
  { index, fields }: CompileContext,
  output: OutputCoordinate,
): readonly Violation[] {
  const { coordinate, parent, field } = output;
  const rule = fields[coordinate];
  if (rule?.class !== 'structure' || output.root === 'mutation') return [];
  const target = namedTypeOf(field.type);
  const isWayOn = !isLeafType(index.schema.getType(target)) && !isValue(target);
  const isOwn = isStructure(index, parent.name) && ownLeaves.has(field.name);
  if (isWayOn || isOwn || sharedValueTypes.has(parent.name)) return [];
  return [
    violationAt(
      placeOf(index, coordinate),
      'I13',
      coordinate,
      `${coordinate} is a fact, and is called structure, which every purpose may read.`,
      `Give ${coordinate} a line of its own with class, source and read.`,
    ),
  ];
}

/** Shared values that carry a fact of the field they stand in; a page's info and errors carry none. */
const isValue = (type: string): boolean =>
  sharedValueTypes.has(type) && type !== 'PageInfo' && type !== 'UserError';

/** Party fields are decided row by row: their type says in that store who sees natural persons' rows. */
function undecidedRow(
  { index, fields }: CompileContext,
  output: OutputCoordinate,
): readonly Violation[] {
  const { coordinate, parent, root } = output;
  const rule = fields[coordinate];
  if (rule?.class !== 'party' || root !== undefined || isStructure(index, parent.name)) return [];
  const clauses = typeEntryOf(index, rule.store, parent.name)?.clauses;
  if (typeof clauses === 'object' && (clauses.class ?? 'party') === 'party') return [];
  return [
    violationAt(
      placeOf(index, coordinate),
      'I13',
      coordinate,
      `${coordinate} is party, and ${parent.name} does not say in ${rule.store} who may see the rows of natural persons.`,
      `Write types: {${parent.name}: {class: party, natural: […]}} in policies/${rule.store}.yaml.`,
    ),
  ];
}
