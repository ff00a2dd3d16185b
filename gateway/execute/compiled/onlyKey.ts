import type { EntitiesPart, RequiredSelection } from '../../plan/plan.ts';
import { fieldsNamed, sourcesOf, type Place } from './places.ts';

/**
 * The members of an object that hold its one key, where a representation is made of nothing else:
 * then the key alone tells entities apart, and no text need be made to compare them.
 */
export function onlyKey(place: Place, part: EntitiesPart): readonly string[] | undefined {
  const [base, ...more] = place.bases;
  const key = requiredKey(place, part);
  if (base === undefined || more.length > 0 || key === undefined) return undefined;
  const fields = sourcesOf(place).flatMap(({ source }) => fieldsNamed(source.selections, key));
  const own = fieldsNamed(base.selections, key);
  // Where another source has it too, the first that is there counts, and that takes a look at each.
  if (own.length === 0 || own.length !== fields.length) return undefined;
  return [...new Set(own.map(({ wireKey }) => wireKey))];
}

/** The one field, besides the type's name, that entities of the one type are looked up by. */
function requiredKey(
  { typeNames }: Place,
  { requires, inputRewrites }: EntitiesPart,
): string | undefined {
  const [fragment, ...others] = requires;
  if (inputRewrites.length > 0 || typeNames.length > 1 || others.length > 0) return undefined;
  if (fragment?.kind !== 'fragment' || fragment.type !== typeNames[0]) return undefined;
  const [only, ...more] = fragment.selections.filter((each) => !isTypeName(each));
  return more.length === 0 && only !== undefined ? leafKey(only) : undefined;
}

const leafKey = (required: RequiredSelection): string | undefined =>
  required.kind === 'field' && required.selections === undefined ? required.key : undefined;

const isTypeName = (required: RequiredSelection): boolean =>
  required.kind === 'field' && required.key === '__typename';
