import { isUnresolvableObject, requiresArguments, sharedNestedKeys } from '../../plannerProfile.ts';
import type { CompileContext } from '../context.ts';
import type { FieldDeclaration, TypeDeclaration } from '../federation.ts';
import { violationAt, type Violation } from '../types.ts';

/** I16: features of federation whose answers are known to hang on the planner. */
export function profile({ index }: CompileContext): readonly Violation[] {
  const types = [...index.federation.types.values()];
  const fields = [...index.federation.fields.values()].flat();
  return [
    ...fields.filter(requiresArguments).map(requiredArguments),
    ...types.flat().filter(isUnresolvableObject).map(unresolvableObject),
    ...types.flatMap(sharedNestedKeys).map(nestedKey),
  ];
}

const requiredArguments = ({ place, type, field, requires }: FieldDeclaration): Violation =>
  violationAt(
    place,
    'I16',
    `${type}.${field}`,
    `${type}.${field} requires a field with arguments: ${requires ?? ''}; who asks for that field with other arguments may change this value.`,
    'Give the required value a field of its own, without arguments.',
  );

const unresolvableObject = ({ place, type, store }: TypeDeclaration): Violation =>
  violationAt(
    place,
    'I16',
    type,
    `${type} is an interface object in ${store} that cannot be resolved; its fields may be answered with nothing.`,
    'Make its key resolvable, or declare the types that implement it.',
  );

/** A key with a selection inside is matched field by field where several stores share it. */
const nestedKey = ({ place, type, store }: TypeDeclaration): Violation =>
  violationAt(
    place,
    'I16',
    type,
    `${type} has a nested key in ${store} and is shared with another store.`,
    'Use a single key field, for example id.',
  );
