import {
  execute,
  GraphQLError,
  isUnionType,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { objectNamed, objectsOf } from './facts.ts';
import { canonical } from './hash.ts';
import {
  fieldValue,
  membersOf,
  poolOf,
  requiredOf,
  rootItem,
  type Item,
  type ReadRequired,
  type Run,
  type World,
} from './world.ts';

/** One subgraph in process: text in, text out. */
export interface Subgraph {
  /** `notes` collects what no gateway may send: an invalid document, a key that is none. */
  readonly answer: (body: string, run: Run, notes: string[]) => string;
}

type Json = Readonly<Record<string, unknown>>;

/** Answers as its SDL says, over the world's data; what is not its own it does not tell. */
export function subgraphOf(world: World, name: string): Subgraph {
  const schema = schemaOf(world, name);
  const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();
  const read = (text: string): DocumentNode | readonly GraphQLError[] => {
    const known = documents.get(text) ?? readDocument(schema, text);
    documents.set(text, known);
    return known;
  };
  return {
    answer: (body, run, notes) => {
      const { query = '', variables } = JSON.parse(body) as { query?: string; variables?: Json };
      const document = read(query);
      if (!('kind' in document)) {
        notes.push(`${name} was sent an invalid document: ${document.join('; ')}\n${query}`);
        return JSON.stringify({ errors: document });
      }
      const asking: Asking = { world, subgraph: name, run, notes };
      const result = execute({
        schema,
        document,
        variableValues: variables ?? {},
        rootValue: undefined,
        contextValue: asking,
        fieldResolver: (
          source: Item | undefined,
          args: Json,
          _context,
          { fieldName, parentType },
        ) => resolve(asking, source ?? rootItem(parentType.name), fieldName, args),
        typeResolver: (source: Item) => typeIn(world, name, source),
      });
      if (result instanceof Promise) throw new TypeError('nothing here waits');
      noteRefusals(name, result, notes, query);
      return JSON.stringify(result);
    },
  };
}

interface Asking {
  readonly world: World;
  readonly subgraph: string;
  readonly run: Run;
  readonly notes: string[];
}

function schemaOf(world: World, name: string): GraphQLSchema {
  const schema = world.federation.schemas.get(name);
  if (schema === undefined) throw new TypeError(`there is no subgraph ${name}`);
  const entities = schema.getQueryType()?.getFields()['_entities'];
  if (entities !== undefined) {
    entities.resolve = (_root, { representations }, asking: Asking) =>
      (representations as readonly Json[]).map((each) => entityOf(asking, each));
  }
  const union = schema.getType('_Entity');
  if (isUnionType(union)) union.resolveType = (item: Item) => typeIn(world, name, item);
  return schema;
}

function readDocument(schema: GraphQLSchema, text: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(text);
    const faults = validate(schema, document);
    return faults.length === 0 ? document : faults;
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
  }
}

/** Variables that don't fit are the gateway's fault. */
function noteRefusals(name: string, result: ExecutionResult, notes: string[], query: string): void {
  if (result.data !== undefined) return;
  notes.push(`${name} refused: ${(result.errors ?? []).join('; ')}\n${query}`);
}

/** The name under which this subgraph knows an object. */
function typeIn({ federation }: World, subgraph: string, { type }: Item): string {
  if (federation.declared(subgraph, type) !== undefined) return type;
  const above = objectNamed(federation.fullSchema, type)
    .getInterfaces()
    .find((each) => federation.declared(subgraph, each.name)?.isInterfaceObject === true);
  return above?.name ?? type;
}

function resolve(asking: Asking, item: Item, field: string, args: Json): unknown {
  const { world, subgraph, run, notes } = asking;
  const holder = typeIn(world, subgraph, item);
  const declared = world.federation
    .declared(subgraph, holder)
    ?.fields.find((each) => each.name === field);
  if (declared?.isOverridden === true) {
    notes.push(`${subgraph} was asked for ${holder}.${field}, which another has taken over`);
  }
  const told: ReadRequired = (owner, set) => {
    if (owner.representation !== undefined) return extract(owner.representation, set);
    notes.push(`${subgraph} was asked for ${holder}.${field} without what it requires`);
    return undefined;
  };
  const elsewhere = declared?.isExternal === true;
  return fieldValue(world, run, item, field, args, elsewhere ? requiredOf(world, run) : told);
}

/** The entity that a representation names; null where there is none. */
function entityOf(asking: Asking, representation: Json): Item | Error | null {
  const { world, subgraph, notes } = asking;
  const { federation } = world;
  const typeName = String(representation['__typename']);
  const declared = federation.declared(subgraph, typeName);
  const pool = poolOf(world, typeName);
  if (declared === undefined || declared.keys.length === 0 || pool === undefined) {
    notes.push(`${subgraph} was asked to look up ${canonical(representation)}`);
    return null;
  }
  const complete = declared.keys.filter((set) => isComplete(representation, set));
  // Apollo's plans name objects that nobody asks for, without a key: what is said of them is not heard.
  if (complete.length === 0) return new GraphQLError('a representation without a key');
  const members = membersOf(world, pool, objectsOf(federation.fullSchema, typeName));
  const found = members.find((member) =>
    complete.some((set) => isKeyOf(asking, member, set, representation)),
  );
  if (found === undefined || isUnknownTo(world, subgraph, pool, found)) return null;
  return { ...found, representation };
}

const isKeyOf = ({ world, run }: Asking, member: Item, set: SelectionSetNode, told: Json) =>
  canonical(requiredOf(world, run)(member, set)) === canonical(extract(told, set));

const isUnknownTo = ({ traits }: World, subgraph: string, pool: string, item: Item): boolean =>
  traits.unknown.some(
    (each) =>
      each.subgraph === subgraph &&
      each.pool === pool &&
      item.identity === `${pool}#${String(each.member)}`,
  );

const isComplete = (told: unknown, set: SelectionSetNode): boolean =>
  set.selections.every((node) => {
    if (node.kind !== Kind.FIELD) return true;
    const value = isObject(told) ? told[node.name.value] : undefined;
    if (value === undefined || value === null) return false;
    const { selectionSet } = node;
    if (selectionSet === undefined) return true;
    return Array.isArray(value)
      ? value.every((each) => isComplete(each, selectionSet))
      : isComplete(value, selectionSet);
  });

/** A field set, read from what was sent. */
function extract(told: unknown, set: SelectionSetNode): unknown {
  if (Array.isArray(told)) return told.map((each) => extract(each, set));
  if (!isObject(told)) return told;
  const found: Record<string, unknown> = {};
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD && node.name.value !== '__typename') {
      const value = told[node.name.value];
      if (value === undefined) continue;
      found[node.name.value] =
        node.selectionSet === undefined ? value : extract(value, node.selectionSet);
    } else if (node.kind === Kind.INLINE_FRAGMENT && mayBe(told, node.typeCondition?.name.value)) {
      Object.assign(found, extract(told, node.selectionSet));
    }
  }
  return found;
}

/** A subgraph that is told no type takes what is there. */
const mayBe = (told: Json, condition: string | undefined): boolean =>
  condition === undefined || told['__typename'] === undefined || told['__typename'] === condition;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
