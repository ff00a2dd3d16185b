import { personalClasses, type Coordinate, type FieldClass, type FieldRule } from '../../lock.ts';
import type { CompileContext } from '../context.ts';
import { resolves, type FieldDeclaration, type Federation } from '../federation.ts';
import { fieldSetCoordinates } from '../fieldSet.ts';
import { namedTypeOf, type GraphIndex } from '../graphIndex.ts';
import { violationAt, type Violation } from '../types.ts';

/** The only types whose fields several stores may answer: value types without a fact of their own. */
export const sharedValueTypes: ReadonlySet<string> = new Set([
  'Money',
  'PageInfo',
  'UserError',
  'FiscalQuarter',
  'UnitOfMeasure',
]);

/** I3: each field that is no key has one resolver, and nothing but value types is shared. */
export function resolverTruth(federation: Federation): readonly Violation[] {
  return [...federation.fields].flatMap(([coordinate, declarations]) => {
    const type = declarations[0]?.type ?? '';
    if (sharedValueTypes.has(type)) return [];
    const resolvers = declarations.filter(resolves);
    return [
      ...secondResolver(coordinate, resolvers),
      ...resolvers.filter(({ shareable }) => shareable).map((field) => shared(coordinate, field)),
    ];
  });
}

function secondResolver(
  coordinate: string,
  resolvers: readonly FieldDeclaration[],
): readonly Violation[] {
  const [first, ...others] = resolvers;
  if (first === undefined) return [];
  return others.map(({ store, place }) =>
    violationAt(
      place,
      'I3',
      coordinate,
      `${coordinate} is resolved by ${first.store} (${first.place.file}:${String(first.place.line)}) and by ${store} (${place.file}:${String(place.line)}); a value has one source.`,
      `Remove the field from one of the two, or give it a name of its own in ${place.file}.`,
    ),
  );
}

const shared = (coordinate: string, { store, place }: FieldDeclaration): Violation =>
  violationAt(
    place,
    'I3',
    coordinate,
    `${coordinate} is @shareable in ${store}; only value types may be: ${[...sharedValueTypes].join(', ')}.`,
    'Remove @shareable.',
  );

const guardedClasses: ReadonlySet<FieldClass> = new Set([...personalClasses, 'party']);

/** I3: `@provides` and `@override` would let another store answer a value that concerns a person. */
export function guardedResolvers({ index, fields }: CompileContext): readonly Violation[] {
  const declarations = [...index.federation.fields.values()].flat();
  return declarations.flatMap((field) => {
    const coordinate = `${field.type}.${field.field}`;
    const refuse = (directive: string, guarded: string): Violation =>
      violationAt(
        field.place,
        'I3',
        coordinate,
        `@${directive} stands at ${coordinate} in ${field.store} and touches ${guarded}, which is ${fields[guarded]?.class ?? 'unknown'}.`,
        `Remove @${directive}; let the owning store answer.`,
      );
    const overridden = field.override !== undefined && isGuarded(fields[coordinate]);
    return [
      ...(overridden ? [refuse('override', coordinate)] : []),
      ...providedCoordinates(index, field)
        .filter((provided) => isGuarded(fields[provided]))
        .map((provided) => refuse('provides', provided)),
    ];
  });
}

const isGuarded = (rule: FieldRule | undefined): boolean =>
  rule === undefined || guardedClasses.has(rule.class);

function providedCoordinates(index: GraphIndex, field: FieldDeclaration): readonly Coordinate[] {
  if (field.provides === undefined) return [];
  const output = index.outputs.find(
    ({ coordinate }) => coordinate === `${field.type}.${field.field}`,
  );
  return output === undefined
    ? []
    : fieldSetCoordinates(index.schema, namedTypeOf(output.field.type), field.provides);
}
