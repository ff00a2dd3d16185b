import {
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { ResponsePath } from './executor.ts';
import type { Asked, AskedField, SubOperation } from './subOperation.ts';

export type AnswerObject = Record<string, unknown>;

export interface CheckedAnswer {
  /** Only what was asked for, and only where it has the asked shape; null elsewhere. */
  readonly data: AnswerObject;
  /** Where the answer had another shape. */
  readonly faults: readonly ResponsePath[];
}

interface Checking {
  readonly schema: GraphQLSchema;
  readonly faults: ResponsePath[];
}

/**
 * Takes from a store's answer what its sub-request asked for. A store can't add a field, put an
 * object where a list belongs, or name a type that does not fit: such places become null.
 */
export function checkAnswer(
  schema: GraphQLSchema,
  operation: SubOperation,
  data: unknown,
  representations: readonly AnswerObject[],
): CheckedAnswer | undefined {
  const checking: Checking = { schema, faults: [] };
  if (!isObject(data)) return undefined;
  if (!operation.isEntities) {
    const checked = checkObject(checking, operation.selections, operation.root, data, []);
    return checked === null ? undefined : { data: checked, faults: checking.faults };
  }
  const entities = ownValue(data, '_entities');
  if (!Array.isArray(entities) || entities.length !== representations.length) return undefined;
  const checked = entities.map((entity: unknown, index) => {
    const name = representations[index]?.__typename;
    return checkEntity(checking, operation.selections, name, entity, ['_entities', index]);
  });
  return { data: { _entities: checked }, faults: checking.faults };
}

function checkEntity(
  checking: Checking,
  selections: readonly Asked[],
  typeName: unknown,
  entity: unknown,
  path: ResponsePath,
): AnswerObject | null {
  if (entity === null) return null;
  const type = typeof typeName === 'string' ? objectNamed(checking, typeName) : undefined;
  return isObject(entity)
    ? checkObject(checking, selections, type, entity, path)
    : fault(checking, path);
}

function checkObject(
  checking: Checking,
  selections: readonly Asked[],
  declared: GraphQLCompositeType | undefined,
  source: AnswerObject,
  path: ResponsePath,
): AnswerObject | null {
  const type = runtimeType(checking, declared, source);
  if (type === undefined) return fault(checking, path);
  const target = Object.create(null) as AnswerObject;
  addSelections(checking, selections, type, source, target, path);
  return target;
}

/** The object type that the answer states, if it may stand where it stands. */
function runtimeType(
  checking: Checking,
  declared: GraphQLCompositeType | undefined,
  source: AnswerObject,
): GraphQLObjectType | undefined {
  const stated = ownValue(source, '__typename');
  if (stated === undefined) {
    return isObjectType(declared) ? declared : undefined;
  }
  const type = typeof stated === 'string' ? objectNamed(checking, stated) : undefined;
  return type !== undefined && applies(checking, declared, type) ? type : undefined;
}

function objectNamed(checking: Checking, name: string): GraphQLObjectType | undefined {
  const type = checking.schema.getType(name);
  return isObjectType(type) ? type : undefined;
}

const applies = (
  { schema }: Checking,
  condition: GraphQLCompositeType | undefined,
  type: GraphQLObjectType,
): boolean =>
  condition === undefined ||
  condition === type ||
  (isAbstractType(condition) && schema.isSubType(condition, type));

function addSelections(
  checking: Checking,
  selections: readonly Asked[],
  type: GraphQLObjectType,
  source: AnswerObject,
  target: AnswerObject,
  path: ResponsePath,
): void {
  for (const selection of selections) {
    if (selection.kind === 'field') {
      addField(checking, selection, source, target, path);
    } else if (applies(checking, selection.on, type)) {
      addSelections(checking, selection.selections, type, source, target, path);
    }
  }
}

function addField(
  checking: Checking,
  field: AskedField,
  source: AnswerObject,
  target: AnswerObject,
  path: ResponsePath,
): void {
  const value = ownValue(source, field.key);
  const here = [...path, field.key];
  if (value === undefined) {
    if (!field.optional) target[field.key] ??= fault(checking, here);
    return;
  }
  target[field.key] = merged(
    target[field.key],
    checkValue(checking, field, field.type, value, here),
  );
}

function checkValue(
  checking: Checking,
  field: AskedField,
  type: GraphQLOutputType,
  value: unknown,
  path: ResponsePath,
): unknown {
  if (isNonNullType(type)) return checkValue(checking, field, type.ofType, value, path);
  if (value === null) return null;
  if (isListType(type)) {
    const { ofType } = type;
    return Array.isArray(value)
      ? value.map((item: unknown, index) =>
          checkValue(checking, field, ofType, item, [...path, index]),
        )
      : fault(checking, path);
  }
  if (isScalarType(type) || isEnumType(type)) {
    return isLeaf(type, value) ? value : fault(checking, path);
  }
  return isObject(value)
    ? checkObject(checking, field.selections, type, value, path)
    : fault(checking, path);
}

function isLeaf(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined;
  switch (type.name) {
    case 'Int':
      return Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_648;
    case 'Float':
      return Number.isFinite(value);
    case 'Boolean':
      return typeof value === 'boolean';
    case 'String':
    case 'ID':
      return typeof value === 'string';
    default:
      return typeof value !== 'object';
  }
}

/** A key asked for by two fragments: both see the same value, each takes its own part. */
function merged(before: unknown, value: unknown): unknown {
  if (isObject(before) && isObject(value)) {
    for (const [key, member] of Object.entries(value)) before[key] = merged(before[key], member);
    return before;
  }
  if (Array.isArray(before) && Array.isArray(value)) {
    return value.map((item: unknown, index) => merged(before[index], item));
  }
  return value;
}

function fault(checking: Checking, path: ResponsePath): null {
  checking.faults.push(path);
  return null;
}

const ownValue = (source: AnswerObject, key: string): unknown =>
  Object.hasOwn(source, key) ? source[key] : undefined;

const isObject = (value: unknown): value is AnswerObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
