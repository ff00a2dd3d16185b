import {
  getArgumentValues,
  GraphQLError,
  isCompositeType,
  isInterfaceType,
  Kind,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { factsOf, objectNamed, type Facts, type FieldFacts, type ValueType } from './facts.ts';
import { federationOf, type Federation, type SubgraphSdl } from './federation.ts';
import { canonical, chosen, hashOf, isChosen } from './hash.ts';
import { keyLeaf, leafValue } from './leaves.ts';

/** What the data of a graph are like. */
export interface Traits {
  /** Shares of nullable fields that are null, and of fields that fail, both from 0 to 1. */
  readonly nullShare: number;
  readonly failShare: number;
  /** Entities that one subgraph does not know: it answers null for them. */
  readonly unknown: readonly { readonly subgraph: string; readonly pool: string; member: number }[];
  /** Fields whose value is the number of mutations done so far. */
  readonly counters: readonly string[];
}

export interface GraphDefinition {
  readonly name: string;
  readonly subgraphs: readonly SubgraphSdl[];
  readonly traits?: Partial<Traits>;
}

/** A federation with data: the same question has the same answer in every subgraph, and without any. */
export interface World {
  readonly name: string;
  readonly federation: Federation;
  readonly facts: Facts;
  readonly traits: Traits;
  /** Numbers that differ give other data. */
  readonly seed: number;
}

/** An object of the data: an entity under its pool and number, any other under where it was found. */
export interface Item {
  readonly type: string;
  readonly identity: string;
  /** What a subgraph was told of an entity when it was asked for it. */
  readonly representation?: Readonly<Record<string, unknown>>;
}

/** What one execution changes. */
export interface Run {
  mutations: number;
}

export const newRun = (): Run => ({ mutations: 0 });

const defaults: Traits = { nullShare: 0.12, failShare: 0.05, unknown: [], counters: [] };

export function worldOf({ name, subgraphs, traits }: GraphDefinition, seed = 0): World {
  const federation = federationOf(subgraphs);
  const facts = factsOf(federation);
  return { name, federation, facts, traits: { ...defaults, ...traits }, seed };
}

export const membersOfPool = 6;

/** Entities under one interface with a key share their identities; any other type has its own. */
export function poolOf({ federation }: World, typeName: string): string | undefined {
  const { fullSchema, types } = federation;
  const isEntity = (name: string): boolean =>
    types.some((type) => type.name === name && type.allKeys.length > 0);
  const type = fullSchema.getType(typeName);
  if (isInterfaceType(type)) return isEntity(typeName) ? typeName : undefined;
  const above = objectNamed(fullSchema, typeName)
    .getInterfaces()
    .find((each) => isEntity(each.name));
  return above?.name ?? (isEntity(typeName) ? typeName : undefined);
}

/** The entities of a pool that are of one of these object types. */
export function membersOf(world: World, pool: string, types: readonly string[]): readonly Item[] {
  const { fullSchema } = world.federation;
  const type = fullSchema.getType(pool);
  const all = isInterfaceType(type)
    ? fullSchema.getPossibleTypes(type).map((each) => each.name)
    : [pool];
  return Array.from({ length: membersOfPool }, (_, member) => ({
    type: all[member % all.length] ?? pool,
    identity: `${pool}#${String(member)}`,
  })).filter((item) => types.includes(item.type));
}

export const rootItem = (type: string): Item => ({ type, identity: type });

/** What a required field set comes to: read from the data, or from what a subgraph was told. */
export type ReadRequired = (item: Item, set: SelectionSetNode) => unknown;

/**
 * The value of one field: a leaf, an `Item`, a list of either, null, or an `Error` where it fails.
 * It hangs on the object's identity, the field, its arguments and what it requires, nothing else.
 */
export function fieldValue(
  world: World,
  run: Run,
  item: Item,
  name: string,
  args: Readonly<Record<string, unknown>>,
  readRequired: ReadRequired,
): unknown {
  const facts = world.facts(item.type, name);
  const { coordinate, requires } = facts;
  if (world.traits.counters.includes(coordinate)) return run.mutations;
  if (item.type === mutationName(world)) run.mutations += 1;
  if (isUnknown(world, item, facts)) {
    return facts.type.isNullable ? null : new GraphQLError('unknown to its owner');
  }
  const given = Object.fromEntries(
    Object.entries(args).filter(([argument]) => facts.argumentNames.includes(argument)),
  );
  const salt = hashOf(
    ...[world.seed, item.identity, name, canonical(given)],
    requires === undefined ? '' : canonical(readRequired(item, requires)),
    item.type === mutationName(world) ? run.mutations : 0,
  );
  return build({ world, item, name, facts }, facts.type, salt);
}

const mutationName = ({ federation }: World): string | undefined =>
  federation.fullSchema.getMutationType()?.name;

function isUnknown(world: World, { identity }: Item, { owners, isKey }: FieldFacts): boolean {
  return (
    !isKey &&
    world.traits.unknown.some(
      ({ subgraph, pool, member }) =>
        identity === `${pool}#${String(member)}` && owners.every((owner) => owner === subgraph),
    )
  );
}

interface Building {
  readonly world: World;
  readonly item: Item;
  readonly name: string;
  readonly facts: FieldFacts;
}

const failureCodes = ['CONFLICT', 'NOT_FOUND', 'INVALID_INPUT'] as const;

function build(building: Building, type: ValueType, salt: number): unknown {
  const { world, facts } = building;
  const { failShare, nullShare } = world.traits;
  if (!facts.isSteady && isChosen(type.isNullable ? failShare : failShare / 2, salt, 'fails')) {
    const code = chosen(failureCodes, salt, 'code');
    return new GraphQLError('failed by its data', { extensions: { code } });
  }
  if (!facts.isKey && type.isNullable && isChosen(nullShare, salt, 'null')) return null;
  if (type.kind === 'list') {
    const length = facts.isKey ? 2 : hashOf(salt, 'length') % 4;
    return Array.from({ length }, (_, index) => build(building, type.of, hashOf(salt, index)));
  }
  const { fullSchema } = world.federation;
  if (!isCompositeType(fullSchema.getType(type.name))) {
    return facts.isKey
      ? keyLeaf(fullSchema, type.name, building.name, building.item.identity)
      : leafValue(fullSchema, type.name, salt);
  }
  return objectValue(world, facts, salt);
}

function objectValue(world: World, { possible, coordinate }: FieldFacts, salt: number): Item {
  if (possible.length === 0) throw new TypeError(`${coordinate} can return nothing`);
  const typeName = chosen(possible, salt, 'type');
  const pool = poolOf(world, typeName);
  if (pool === undefined) return { type: typeName, identity: `@${salt.toString(36)}` };
  return chosen(membersOf(world, pool, [typeName]), salt, 'member');
}

/** Reads a field set from the data themselves. */
export function requiredOf(world: World, run: Run): ReadRequired {
  const read: ReadRequired = (item, set) => {
    const found: Record<string, unknown> = {};
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        if (isOf(world.federation.fullSchema, item.type, node.typeCondition?.name.value)) {
          Object.assign(found, read(item, node.selectionSet));
        }
      } else if (node.kind === Kind.FIELD && node.name.value !== '__typename') {
        found[node.name.value] = member(item, node);
      }
    }
    return found;
  };
  const member = (item: Item, node: FieldNode): unknown => {
    const name = node.name.value;
    const field = objectNamed(world.federation.fullSchema, item.type).getFields()[name];
    if (field === undefined) throw new TypeError(`${item.type}.${name} is unknown`);
    const args = getArgumentValues(field, node);
    return inside(fieldValue(world, run, item, name, args, read), node.selectionSet);
  };
  const inside = (value: unknown, set: SelectionSetNode | undefined): unknown => {
    if (Array.isArray(value)) return value.map((each) => inside(each, set));
    return set === undefined || value === null ? value : read(value as Item, set);
  };
  return read;
}

function isOf(schema: GraphQLSchema, typeName: string, condition: string | undefined): boolean {
  if (condition === undefined || condition === typeName) return true;
  const type = schema.getType(condition);
  return (
    isCompositeType(type) &&
    'getInterfaces' in type &&
    isInterfaceType(type) &&
    schema.isSubType(type, objectNamed(schema, typeName))
  );
}
