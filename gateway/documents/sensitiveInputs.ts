import {
  getNamedType,
  isInputObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { addAllFields } from '../../policies/inputCoordinates.ts';
import type { Coordinate, FieldClass, PolicyLock } from '../../policies/lock.ts';

/** Inputs that a URL, its logs and its caches must not hold. */
export interface SensitiveInputs {
  /** Variables that feed an argument about a person or a party. */
  readonly variables: ReadonlySet<string>;
  /** True where such an argument has a literal in the document. */
  readonly literal: boolean;
}

const sensitive: ReadonlySet<FieldClass> = new Set<FieldClass>([
  'party',
  'subject-key',
  'personal',
  'personal-sensitive',
  'free-text',
]);

/** Finds what of a document's inputs is personal; an argument without a rule counts as such. */
export function sensitiveInputs(
  lock: PolicyLock,
  schema: GraphQLSchema,
  document: DocumentNode,
): SensitiveInputs {
  const variables = new Set<string>();
  let literal = false;
  const info = new TypeInfo(schema);
  const isSensitive = (coordinate: Coordinate): boolean => {
    const rule = lock.arguments[coordinate];
    return rule === undefined || sensitive.has(rule.class);
  };
  const note = (coordinate: Coordinate, value: ValueNode): void => {
    const type = info.getInputType();
    const named = type ? getNamedType(type) : undefined;
    if (isInputObjectType(named)) {
      const below = new Set<Coordinate>();
      addAllFields(named, below);
      if (value.kind !== Kind.VARIABLE || ![...below, coordinate].some(isSensitive)) return;
      variables.add(value.name.value);
    } else if (isSensitive(coordinate)) {
      const names = variablesOf(value);
      for (const name of names) variables.add(name);
      if (names.length === 0 && value.kind !== Kind.NULL) literal = true;
    }
  };
  visit(
    document,
    visitWithTypeInfo(info, {
      VariableDefinition: () => false,
      Argument: ({ name, value }) => {
        const parent = info.getParentType()?.name ?? '';
        const field = info.getFieldDef()?.name ?? '';
        if (info.getDirective() == null) note(`${parent}.${field}(${name.value}:)`, value);
      },
      ObjectField: ({ name, value }) => {
        const parent = info.getParentInputType();
        note(`${parent ? getNamedType(parent).name : ''}.${name.value}`, value);
      },
    }),
  );
  return { variables, literal };
}

const variablesOf = (value: ValueNode): readonly string[] => {
  if (value.kind === Kind.VARIABLE) return [value.name.value];
  return value.kind === Kind.LIST ? value.values.flatMap(variablesOf) : [];
};
