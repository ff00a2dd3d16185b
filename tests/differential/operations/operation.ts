import {
  Kind,
  OperationTypeNode,
  print,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import fc from 'fast-check';
import { drawFrom, type Draw } from './draw.ts';
import type { Variable } from './inputs.ts';
import { nameNode } from './nodes.ts';
import { simplerThan } from './simpler.ts';
import { drawRoot, type Drawing, type Size } from './selections.ts';

/** One request of a client. */
export interface Operation {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Settles whatever else is random about a case. */
  readonly salt: number;
  /** How many drawn operations were not valid before this one. */
  readonly dropped: number;
}

export const textOf = ({ document }: Operation): string => print(document);

const attemptsMax = 50;

/** Random valid operations over a schema; they shrink by losing parts of their syntax. */
class OperationArbitrary extends fc.Arbitrary<Operation> {
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    super();
    this.#schema = schema;
  }

  override generate(source: fc.Random): fc.Value<Operation> {
    const draw = drawFrom(source);
    for (let dropped = 0; dropped < attemptsMax; dropped += 1) {
      const operation = drawOperation(this.#schema, draw, dropped);
      if (validate(this.#schema, operation.document).length === 0) {
        return new fc.Value(operation, undefined);
      }
    }
    throw new Error('no valid operation was drawn');
  }

  override canShrinkWithoutContext(value: unknown): value is Operation {
    return typeof value === 'object' && value !== null && 'document' in value;
  }

  override shrink(operation: Operation): fc.Stream<fc.Value<Operation>> {
    return fc
      .stream(simplerThan(this.#schema, operation))
      .map((simpler) => new fc.Value(simpler, undefined));
  }
}

export const operations = (schema: GraphQLSchema): fc.Arbitrary<Operation> =>
  new OperationArbitrary(schema);

const sizes: readonly Size[] = [
  { fieldsMax: 6, depthMax: 3, listsMax: 2 },
  { fieldsMax: 15, depthMax: 5, listsMax: 3 },
  { fieldsMax: 35, depthMax: 6, listsMax: 3 },
];

function drawOperation(schema: GraphQLSchema, draw: Draw, dropped: number): Operation {
  const size = draw.pick(sizes);
  const drawing: Drawing = {
    ...{ schema, draw, size, variables: [], fragments: new Map(), names: 0 },
    fieldsLeft: 1 + draw.below(size.fieldsMax),
  };
  const mutation = schema.getMutationType();
  const isMutation = mutation !== undefined && mutation !== null && draw.chance(0.25);
  const root = isMutation ? mutation : schema.getQueryType();
  if (root === undefined || root === null) throw new TypeError('the schema has no query type');
  const set = drawRoot(drawing, root);
  const { fragments, variables } = drawing;
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: isMutation ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY,
        ...(draw.chance(0.5) ? { name: nameNode('Generated') } : {}),
        variableDefinitions: variables.map(({ definition }) => definition),
        selectionSet: set,
      },
      ...fragments.values(),
    ],
  };
  return { document, variables: valuesOf(variables), salt: draw.below(2 ** 31), dropped };
}

const valuesOf = (variables: readonly Variable[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    variables
      .filter(({ value }) => value !== undefined)
      .map(({ definition, value }) => [definition.variable.name.value, value]),
  );
