import { getNamedType, isLeafType, isObjectType, type GraphQLSchema } from 'graphql';
import {
  personalClasses,
  type Coordinate,
  type FieldClass,
  type PolicyLock,
} from '../../../policies/lock.ts';
import type { StoreDefinition } from '../definition.ts';
import type { BoundType, BoundTypes } from '../graph/boundTypes.ts';
import { objectTypesOf, type ObjectField } from '../graph/schemaShape.ts';

/** Where the subject of an object's values is found. */
export type Owner =
  /** With the row or the key: `property` of the object holds the key. */
  | { readonly kind: 'own'; readonly type: BoundType; readonly property: string }
  /** A part of a computed value has no subject of its own: the nearest object above it has. */
  | { readonly kind: 'above' };

/** What a field means to the receipt of an answer. */
export interface AuditedField {
  readonly owner: Owner;
  /** Personal and free text whoever the row belongs to; party where a natural person is behind it. */
  readonly counts: 'always' | 'natural' | 'never';
  /** It holds a value, not only objects whose own fields count. */
  readonly isCell: boolean;
  /** It leads to objects without a subject of their own: the names of their fields that need one. */
  readonly passes: ReadonlySet<string>;
  /** Its resolver notes whose values the object holds. */
  readonly tells: boolean;
  /** The purposes that see natural persons' rows here; undefined: unknown, or every purpose. */
  readonly natural: readonly string[] | undefined;
}

export type AuditedFields = ReadonlyMap<Coordinate, AuditedField>;

export interface AuditedFieldsInput {
  readonly definition: StoreDefinition;
  readonly schema: GraphQLSchema;
  readonly lock: PolicyLock;
  readonly types: BoundTypes;
}

const countsOf = (fieldClass: FieldClass | undefined): AuditedField['counts'] => {
  if (fieldClass === undefined) return 'never';
  if (personalClasses.has(fieldClass)) return 'always';
  return fieldClass === 'party' ? 'natural' : 'never';
};

/** True of a coordinate whose values a receipt tells of: personal, party and free text. */
export const isAudited = (lock: Pick<PolicyLock, 'fields'>, coordinate: Coordinate): boolean =>
  countsOf(lock.fields[coordinate]?.class) !== 'never';

const nothing: ReadonlySet<string> = new Set();

/** The fields of a store that count, or that lead to parts which do. */
export function auditedFieldsOf(input: AuditedFieldsInput): AuditedFields {
  const parts = partsWithoutSubject(input);
  const fields = objectTypesOf(input.schema).flatMap((type) => {
    const owner = ownerOf(input, type.name);
    const natural = input.lock.types[input.definition.name]?.[type.name]?.natural;
    return Object.values(type.getFields()).flatMap((field) => {
      const coordinate = `${type.name}.${field.name}`;
      const counts = countsOf(input.lock.fields[coordinate]?.class);
      const passes = parts.get(getNamedType(field.type).name) ?? nothing;
      if (counts === 'never' && passes.size === 0) return [];
      const tells = input.definition.tells?.has(coordinate) === true;
      return [
        [coordinate, { owner, counts, isCell: isCell(input, field), passes, natural, tells }],
      ] as const;
    });
  });
  return new Map(fields);
}

function ownerOf({ definition, types }: AuditedFieldsInput, name: string): Owner {
  const bound = types.get(name);
  if (bound !== undefined) {
    return { kind: 'own', type: bound, property: bound.row?.key.property ?? bound.keyField };
  }
  const part = definition.parts?.[name];
  const type = part === undefined ? undefined : types.get(part.of);
  if (part === undefined || type === undefined) return { kind: 'above' };
  return { kind: 'own', type, property: part.key };
}

/** A scalar, or an object of several stores' making such as an amount of money. */
const isCell = ({ schema, lock }: AuditedFieldsInput, field: ObjectField): boolean => {
  const { name } = getNamedType(field.type);
  return isLeafType(schema.getType(name)) || lock.types.shared?.[name] !== undefined;
};

/** Types without a subject of their own, with the fields that count or lead to parts which do. */
function partsWithoutSubject(input: AuditedFieldsInput): ReadonlyMap<string, ReadonlySet<string>> {
  const { schema, lock } = input;
  const parts = new Map<string, ReadonlySet<string>>();
  const candidates = objectTypesOf(schema).filter(
    ({ name }) => ownerOf(input, name).kind === 'above' && lock.types.shared?.[name] === undefined,
  );
  const fieldsThatNeed = (name: string): readonly string[] => {
    const type = schema.getType(name);
    if (!isObjectType(type)) return [];
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        parts.has(getNamedType(field.type).name) ||
        (isCell(input, field) && isAudited(lock, `${name}.${field.name}`)),
    );
    return fields.map((field) => field.name);
  };
  // A part may lead to a part that is found later, so this goes on until nothing is new.
  const sizes = (): number => [...parts.values()].reduce((sum, { size }) => sum + size, 0);
  for (let before = -1; before !== sizes();) {
    before = sizes();
    for (const { name } of candidates) {
      const fields = fieldsThatNeed(name);
      if (fields.length > 0) parts.set(name, new Set(fields));
    }
  }
  return parts;
}
