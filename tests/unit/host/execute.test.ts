import { expect, test } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import fc from 'fast-check';
import { execute, parse, validate, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { sha256Hex } from '../../../lib/hash.ts';
import {
  compileOperation,
  type Outcome,
} from '../../../subgraphs/host/execute/compileOperation.ts';
import { pathToArray, type ResponsePath } from '../../../subgraphs/host/execute/run.ts';
import type {
  FieldFunction,
  ReferenceFunction,
} from '../../../subgraphs/host/graph/resolveField.ts';
import type { SubRequest } from '../../../subgraphs/host/graph/subRequest.ts';
import { root, textOf, variables } from './executeDocuments.ts';

/*
 * The compiled executor against graphql-js over one schema: generated operations, and resolvers that
 * answer, return null, throw, reject or promise, as a number derived from field and object says.
 */

const sdl = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])
  enum Colour { RED GREEN }
  type Thing @key(fields: "id") {
    id: ID!
    name: String
    size: Int
    sure: Int!
    colour: Colour
    next: Thing
    must: Thing!
    things: [Thing]
    musts: [Thing!]!
    grid: [[Thing!]]
    words(first: Int = 2, prefix: String): [String!]
  }
  type Other @key(fields: "id") { id: ID! thing: Thing must: Thing! }
  type Loose @key(fields: "id") { id: ID! }
  type Query { thing(id: ID!): Thing must: Thing! things: [Thing!]! other: Other }
  type Mutation { first: Thing second(id: ID!): Thing! }
`);

type Mood = (coordinate: string, id: string, kinds: number) => number;

/** One number a place, the same for both executors. */
const moodOf =
  (seed: number): Mood =>
  (coordinate, id, kinds) =>
    parseInt(sha256Hex(`${String(seed)} ${coordinate} ${id}`).slice(0, 8), 16) % kinds;

interface Node {
  readonly id: string;
}

const idOf = (parent: unknown): string => (parent as Node | undefined)?.id ?? 'root';

function itemOf(mood: Mood, place: string, id: string, may: Readonly<{ wait: boolean }>): unknown {
  const made: Node = { id: `${id}.${place}`.slice(-40) };
  switch (mood(`item ${place}`, id, 14)) {
    case 0:
      return null;
    case 1:
      return new Error('an item');
    case 2:
      return may.wait ? Promise.resolve(made) : made;
    case 3:
      return may.wait ? Promise.reject(new Error('a late item')) : made;
    default:
      return made;
  }
}

/**
 * Where items are non-null and promises allowed, each is a promise: graphql-js leaves the rejections
 * of other items to nobody when one fails at once.
 */
function listOf(mood: Mood, coordinate: string, id: string, may: { wait: boolean }): unknown[] {
  const allWait = may.wait && !coordinate.startsWith('Thing.things');
  return Array.from({ length: mood(`length ${coordinate}`, id, 4) }, (_item, index) => {
    const item = itemOf(mood, `${coordinate}${String(index)}`, id, may);
    return allWait ? Promise.resolve(item) : item;
  });
}

/** The plain value of each field, before moods. */
function valueOf(
  mood: Mood,
  coordinate: string,
  id: string,
  args: object,
  may: { wait: boolean },
): unknown {
  const name = coordinate.split('.')[1] ?? '';
  if (name === 'id') return id;
  if (name === 'name') return `name "${id}" \\ \u2028`;
  if (name === 'words') return [JSON.stringify(args), mood(coordinate, id, 9) === 0 ? 7 : 'w'];
  if (name === 'size' || name === 'sure') {
    return [1, 2.5, 'three', 4, 5, 6][mood(`int ${coordinate}`, id, 6)];
  }
  if (name === 'colour') return ['RED', 'GREEN', 'BLUE'][mood(coordinate, id, 3)];
  if (name === 'grid') {
    return [listOf(mood, coordinate, id, may), null, listOf(mood, `${coordinate}b`, id, may)];
  }
  if (/things|musts/.test(name)) return listOf(mood, coordinate, id, may);
  return { id: `${id}.${name}`.slice(-40) };
}

/** Stands for a sub-request: what the resolvers answer follows from it. */
interface Course {
  readonly forms: ReadonlyMap<string, never>;
  readonly seed: number;
  readonly wait: boolean;
}

function answerOf(coordinate: string, alwaysWaits = false): FieldFunction {
  return (parent, args, context) => {
    const { seed, wait: mayWait } = context as unknown as Course;
    const mood = moodOf(seed);
    const wait = mayWait || alwaysWaits;
    const id = idOf(parent);
    const value = (): unknown => valueOf(mood, coordinate, id, args, { wait });
    switch (mood(coordinate, id, 16)) {
      case 0:
        return null;
      case 1:
        throw new Error('a field');
      case 2:
        return wait ? Promise.resolve(value()) : value();
      case 3:
        return wait ? Promise.reject(new Error('a late field')) : undefined;
      case 4:
        return wait ? Promise.resolve().then(() => value()) : value();
      default:
        return value();
    }
  };
}

interface World {
  readonly schema: GraphQLSchema;
  readonly fields: ReadonlyMap<string, FieldFunction>;
  readonly references: ReadonlyMap<string, ReferenceFunction>;
}

function createWorld(): World {
  const declared = buildSubgraphSchema(sdl);
  const fields = new Map<string, FieldFunction>();
  const references = new Map<string, ReferenceFunction>();
  for (const name of ['Thing', 'Other', 'Query', 'Mutation']) {
    const type = declared.getType(name);
    if (type === undefined || !('getFields' in type)) throw new TypeError(name);
    for (const field of Object.keys(type.getFields()).filter((known) => !known.startsWith('_'))) {
      const coordinate = `${name}.${field}`;
      fields.set(coordinate, answerOf(coordinate));
    }
    if (name === 'Thing' || name === 'Other') {
      const resolve = answerOf(`${name}.__resolveReference`, true);
      references.set(name, async (reference, context) => {
        const found = await resolve(reference, {}, context, { names: new Set() });
        return found === null || found === undefined ? null : { id: idOf(reference) };
      });
    }
  }
  const resolvers: Record<string, Record<string, GraphQLFieldResolver<unknown, unknown>>> = {};
  for (const [coordinate, answer] of fields) {
    const [type = '', name = ''] = coordinate.split('.');
    (resolvers[type] ??= {})[name] = (parent, args, context) =>
      answer(parent, args, context as SubRequest, { names: new Set() });
  }
  for (const [type, resolve] of references) {
    (resolvers[type] ??= {}).__resolveReference = resolve as unknown as GraphQLFieldResolver<
      unknown,
      unknown
    >;
  }
  return { schema: buildSubgraphSchema({ typeDefs: sdl, resolvers }), fields, references };
}

/** The nearest place above an error that is null in the data: what the error took away. */
function takenBy(data: unknown, path: ResponsePath): string {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null) return path.slice(0, depth).join('.');
    value = (value as Record<string | number, unknown>)[key];
  }
  return path.join('.');
}

const world = createWorld();
const courseOf = (course: Omit<Course, 'forms'>): SubRequest =>
  ({ forms: new Map(), ...course }) as unknown as SubRequest;

interface Both {
  readonly ours: Outcome;
  readonly theirs: { readonly data: unknown; readonly paths: readonly ResponsePath[] };
}

async function both(seed: number, wait: boolean, text: string): Promise<Both | undefined> {
  const context = courseOf({ seed, wait });
  const document = parse(text, { noLocation: true });
  const problems = validate(world.schema, document).filter(
    ({ message }) => !/is never used|conflict/.test(message),
  );
  if (problems.length > 0) throw new TypeError(problems[0]?.message);
  if (validate(world.schema, document).some(({ message }) => message.includes('conflict'))) {
    return undefined;
  }
  const compiled = compileOperation(world, document);
  const ours = await compiled.run(compiled.variables(variables), context);
  const { data, errors = [] } = await execute({
    schema: world.schema,
    document,
    contextValue: context,
    variableValues: variables,
  });
  return { ours, theirs: { data, paths: errors.map(({ path }) => path ?? []) } };
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

test('without promises it answers like graphql-js: data, nulls, and each error at its place, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), root, async (seed, body) => {
      const result = await both(seed, false, textOf(body));
      fc.pre(result !== undefined);
      const { ours, theirs } = result;
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
      if (body.includes('_entities')) return;
      expect(ours.failures.map(({ path }) => pathToArray(path))).toEqual(theirs.paths);
    }),
    { numRuns: 150 },
  );
});

test('with promises it answers like graphql-js, and reports one error for each thing taken away', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), root, async (seed, body) => {
      const result = await both(seed, true, textOf(body));
      fc.pre(result !== undefined);
      const { ours, theirs } = result;
      const data = plain(theirs.data);
      expect(plain(ours.data)).toEqual(data);
      const taken = (paths: readonly ResponsePath[]): readonly string[] =>
        [...new Set(paths.map((path) => takenBy(data, path)))].sort();
      expect(taken(ours.failures.map(({ path }) => pathToArray(path)))).toEqual(
        taken(theirs.paths),
      );
    }),
    { numRuns: 150 },
  );
});

test('what fails late in a list that was given up already is nobody’s failure', async () => {
  const late = (): Promise<never> =>
    Promise.resolve().then(() => Promise.reject(new Error('late')));
  const lists: FieldFunction = () => [late(), new Error('at once'), late()];
  const compiled = compileOperation(
    { ...world, fields: new Map([...world.fields, ['Query.things', lists]]) },
    parse('{ things { id } }'),
  );
  const { data, failures } = await compiled.run({}, courseOf({ seed: 1, wait: true }));
  expect([data, failures.map(({ path }) => pathToArray(path))]).toEqual([null, [['things', 1]]]);
  await new Promise((resolve) => setImmediate(resolve));
});
