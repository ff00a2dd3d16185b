import { getNamedType, isInterfaceType, isObjectType, type GraphQLNamedType } from 'graphql';
import { personalClasses, type FieldClass } from '../../lock.ts';
import type { CompileContext } from '../context.ts';
import { nodeTypeOf, placeOf, type GraphIndex } from '../graphIndex.ts';
import { employee, subjectTypes } from '../reach.ts';
import { violationAt, type Violation } from '../types.ts';

const needsPath: ReadonlySet<FieldClass> = new Set([...personalClasses, 'party', 'subject-key']);

/** I10: every field that concerns a person says how that person is reached, and the way exists. */
export function subjectPath({ index, fields }: CompileContext): readonly Violation[] {
  return index.outputs.flatMap(({ coordinate, parent, root }) => {
    const rule = fields[coordinate];
    if (rule === undefined || root !== undefined || !needsPath.has(rule.class)) return [];
    const fault =
      rule.subjectPath === undefined
        ? `${coordinate} is ${rule.class} and names no subjectPath`
        : deadEnd(index, parent.name, rule.subjectPath);
    return fault === undefined
      ? []
      : [
          violationAt(
            placeOf(index, coordinate),
            'I10',
            coordinate,
            `${fault}.`,
            `Write subjectPath: ${parent.name}.field -> … -> Customer, Person or Employee, at the rule or its type.`,
          ),
        ];
  });
}

/**
 * Follows `Type.field -> Type.field -> Person`. A step may pass from a part to the type that holds
 * it (`EmailAddress -> Person`), and from a field's type to a part of it (`Customer.identity -> Person`).
 */
function deadEnd(index: GraphIndex, type: string, path: string): string | undefined {
  const steps = path.split('->').map((text) => text.trim());
  // Nobody who works here has a type: the path ends with whose id the value is.
  const isEmployees = steps.length > 1 && steps.at(-1) === employee;
  let before = type;
  for (const step of isEmployees ? steps.slice(0, -1) : steps) {
    const [stepType = ''] = step.split('.');
    const after = reachedBy(index, step);
    if (after === undefined) return `subjectPath ${path}: there is no ${step}`;
    if (before !== stepType && !touches(index, before, stepType)) {
      return `subjectPath ${path}: ${before} does not lead to ${stepType}`;
    }
    before = after;
  }
  return isEmployees || subjectTypes.has(before)
    ? undefined
    : `subjectPath ${path} ends at ${before}, not at a person or customer`;
}

/** The type at the end of a step: of `Type.field` the field's type, of `Type` itself. */
function reachedBy(index: GraphIndex, step: string): string | undefined {
  const [typeName = '', field] = step.split('.');
  const type = index.schema.getType(typeName);
  return field === undefined ? type?.name : fieldTypes(type).get(field);
}

/** True where a type has a field of the other, or is a part of it, if need be through wrappers and parts. */
const touches = (index: GraphIndex, left: string, right: string): boolean =>
  [...fieldTypes(index.schema.getType(left)).values()].includes(right) ||
  nodeTypeOf(index, left) === right ||
  interfacesOf(index.schema.getType(left)).includes(right) ||
  isPartOf(index, left, right);

function isPartOf(index: GraphIndex, part: string, whole: string): boolean {
  const seen = new Set<string>();
  let level = [part, ...interfacesOf(index.schema.getType(part))];
  while (level.length > 0) {
    const holders = index.outputs
      .filter(
        ({ field, root }) => root === undefined && level.includes(getNamedType(field.type).name),
      )
      .map(({ parent }) => parent.name)
      .filter((name) => !seen.has(name));
    if (holders.some((name) => name === whole || nodeTypeOf(index, name) === whole)) return true;
    for (const name of holders) seen.add(name);
    // What has a key is something of its own, and no part.
    level = holders.filter((name) => !hasKey(index, name));
  }
  return false;
}

const hasKey = (index: GraphIndex, type: string): boolean =>
  index.federation.types.get(type)?.some(({ keys }) => keys.length > 0) ?? false;

const interfacesOf = (type: GraphQLNamedType | undefined): readonly string[] =>
  isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(({ name }) => name) : [];

function fieldTypes(type: GraphQLNamedType | undefined): ReadonlyMap<string, string> {
  if (!isObjectType(type) && !isInterfaceType(type)) return new Map();
  return new Map(
    Object.values(type.getFields()).map((field) => [field.name, getNamedType(field.type).name]),
  );
}
