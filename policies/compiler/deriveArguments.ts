import { getNamedType, getNullableType, isInputObjectType, isListType } from 'graphql';
import { everyPurpose, targetsOf } from '../decide.ts';
import {
  fieldClasses,
  type ArgumentMeaning,
  type ArgumentRule,
  type Coordinate,
  type FieldClass,
  type FieldRule,
  type PurposeName,
} from '../lock.ts';
import { ownMember } from './collections.ts';
import type { MeaningFormat } from './fileFormat.ts';
import {
  namedTypeOf,
  nodeTypeOf,
  type GraphIndex,
  type InputCoordinate,
  type OutputCoordinate,
} from './graphIndex.ts';
import type { Owner } from './policySources.ts';

type Fields = Readonly<Record<Coordinate, FieldRule>>;

/** Makes a rule of each argument and input field whose meaning is stated or plain. */
export function deriveArguments(
  index: GraphIndex,
  fields: Fields,
): Readonly<Record<Coordinate, ArgumentRule>> {
  const rules = index.inputs.flatMap((input): [string, ArgumentRule][] => {
    const stated = statementOf(index, fields, input);
    const meaning = meaningOf(index, input, stated.meaning);
    if (meaning === undefined || stated.owner === undefined) return [];
    const rule: ArgumentRule = {
      store: stated.owner,
      meaning,
      class: classOf(meaning, fields),
      purposes: purposesOf(meaning, fields, stated.write),
    };
    return [[input.coordinate, rule]];
  });
  return Object.fromEntries(rules);
}

interface Statement {
  readonly owner: Owner | undefined;
  readonly meaning: MeaningFormat | undefined;
  /** The purposes that may write through it; undefined where nothing is written. */
  readonly write: readonly PurposeName[] | undefined;
}

function statementOf(index: GraphIndex, fields: Fields, { input, of }: InputCoordinate): Statement {
  if ('parent' in of) return statementOfField(index, fields, input.name, of);
  const entry = index.inputEntries.get(of.name)?.[0];
  return {
    owner: entry?.owner,
    meaning: entry?.rule.arguments[input.name],
    write: entry?.rule.write,
  };
}

function statementOfField(
  index: GraphIndex,
  fields: Fields,
  argument: string,
  of: OutputCoordinate,
): Statement {
  const rule = index.fieldEntries.get(of.coordinate)?.[0]?.rule;
  return {
    owner: ownMember(fields, of.coordinate)?.store,
    meaning: rule?.arguments?.[argument],
    write: of.root === 'mutation' ? (rule?.write ?? []) : undefined,
  };
}

function meaningOf(
  index: GraphIndex,
  { input, of }: InputCoordinate,
  stated: MeaningFormat | undefined,
): ArgumentMeaning | undefined {
  if (stated !== undefined) return convertMeaning(stated);
  const type = getNamedType(input.type);
  if (isInputObjectType(type)) return { kind: 'nested', type: type.name };
  if (!('parent' in of) || (input.name !== 'first' && input.name !== 'after')) return undefined;
  const target = namedTypeOf(of.field.type);
  const isPaged =
    isListType(getNullableType(of.field.type)) || nodeTypeOf(index, target) !== target;
  return isPaged ? { kind: 'page', part: input.name } : undefined;
}

function convertMeaning(stated: MeaningFormat): ArgumentMeaning {
  if (typeof stated === 'string') return { kind: stated };
  if (stated.key !== undefined) return { kind: 'key', of: stated.key };
  if (stated.exact !== undefined) return { kind: 'exact', of: stated.exact };
  if (stated.from !== undefined) return { kind: 'from', of: stated.from };
  if (stated.to !== undefined) return { kind: 'to', of: stated.to };
  if (stated.sort !== undefined) return { kind: 'sort', values: stated.sort };
  if (stated.write !== undefined) return { kind: 'write', to: stated.write };
  return { kind: 'version', of: stated.version ?? '' };
}

/** The strictest class among what the argument selects by or writes. */
function classOf(meaning: ArgumentMeaning, fields: Fields): FieldClass {
  const ranks = targetsOf(meaning).map((target) =>
    fieldClasses.indexOf(ownMember(fields, target)?.class ?? 'free-text'),
  );
  return fieldClasses[Math.max(0, ...ranks)] ?? 'free-text';
}

function purposesOf(
  meaning: ArgumentMeaning,
  fields: Fields,
  write: readonly PurposeName[] | undefined,
): readonly PurposeName[] {
  const selecting = rightsOf(meaning, fields);
  if (selecting !== undefined) {
    const allowed =
      write === undefined ? selecting : selecting.filter((name) => write.includes(name));
    return [...allowed].sort();
  }
  const writes = ['write', 'version', 'idempotency'].includes(meaning.kind);
  if (write === undefined) return writes ? [] : [everyPurpose];
  return [...write].sort();
}

/** For arguments that select: who may select so. A sort is decided for all of its values at once. */
function rightsOf(meaning: ArgumentMeaning, fields: Fields): readonly PurposeName[] | undefined {
  const rights = (right: 'exact' | 'range' | 'sort', of: Coordinate): readonly PurposeName[] =>
    ownMember(fields, of)?.predicate[right] ?? [];
  switch (meaning.kind) {
    case 'key':
      return clearPurposes(ownMember(fields, meaning.of));
    case 'exact':
      return rights('exact', meaning.of);
    case 'from':
    case 'to':
      return rights('range', meaning.of);
    case 'sort': {
      const [first = [], ...others] = Object.values(meaning.values).map((of) => rights('sort', of));
      return first.filter((name) => others.every((names) => names.includes(name)));
    }
    default:
      return undefined;
  }
}

export const clearPurposes = (rule: FieldRule | undefined): readonly PurposeName[] =>
  Object.entries(rule?.read ?? {})
    .filter(([, form]) => form === 'clear')
    .map(([purpose]) => purpose);
