import { groupBy } from '../collections.ts';
import type { CompileContext } from '../context.ts';
import type { FieldDeclaration, TypeDeclaration } from '../federation.ts';
import { fieldSetUses } from '../fieldSet.ts';
import { violationAt, type Violation } from '../types.ts';

/** I16: features of federation whose answers are known to hang on the order of planning. */
export function profile(context: CompileContext): readonly Violation[] {
  const types = [...context.index.federation.types.values()];
  return [
    ...conflictingArguments(context),
    ...types.flat().filter(isUnresolvableObject).map(unresolvableObject),
    ...types.flatMap(nestedKeys),
  ];
}

/** Two `@requires` that ask one field with different arguments are merged into one fetch. */
function conflictingArguments({ index }: CompileContext): readonly Violation[] {
  const uses = [...index.federation.fields.values()]
    .flat()
    .flatMap((field) =>
      field.requires === undefined
        ? []
        : fieldSetUses(index.schema, field.type, field.requires).map((use) => ({ ...use, field })),
    );
  return [...groupBy(uses, ({ coordinate }) => coordinate)].flatMap(([coordinate, found]) => {
    const [first, ...others] = found;
    return others
      .filter((use) => use.arguments !== first?.arguments)
      .map(({ field }) => conflict(coordinate, field, first?.field));
  });
}

const conflict = (
  coordinate: string,
  field: FieldDeclaration,
  other: FieldDeclaration | undefined,
): Violation =>
  violationAt(
    field.place,
    'I16',
    `${field.type}.${field.field}`,
    `${field.type}.${field.field} requires ${coordinate} with other arguments than ${other?.type ?? ''}.${other?.field ?? ''} does; which of the two is fetched hangs on the plan.`,
    'Require it with the same arguments, or give the other value a field of its own.',
  );

const isUnresolvableObject = ({ interfaceObject, keys }: TypeDeclaration): boolean =>
  interfaceObject && !keys.some(({ resolvable }) => resolvable);

const unresolvableObject = ({ place, type, store }: TypeDeclaration): Violation =>
  violationAt(
    place,
    'I16',
    type,
    `${type} is an interface object in ${store} that cannot be resolved; its fields may be answered with nothing.`,
    'Make its key resolvable, or declare the types that implement it.',
  );

/** A key with a selection inside is matched field by field where several stores share it. */
function nestedKeys(declarations: readonly TypeDeclaration[]): readonly Violation[] {
  const keyed = declarations.filter(({ keys }) => keys.length > 0);
  if (keyed.length < 2) return [];
  return keyed
    .filter(({ keys }) => keys.some(({ fields }) => fields.includes('{')))
    .map(({ place, type, store }) =>
      violationAt(
        place,
        'I16',
        type,
        `${type} has a nested key in ${store} and is shared with another store.`,
        'Use a single key field, for example id.',
      ),
    );
}
