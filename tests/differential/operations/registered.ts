import fc from 'fast-check';
import {
  isInputType,
  isNonNullType,
  typeFromAST,
  type DocumentNode,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { operationOf } from '../../../gateway/documents/parseText.ts';
import { drawFrom, type Draw } from './draw.ts';
import { drawJson } from './inputs.ts';
import type { Operation } from './operation.ts';

/** Random variables for a document that stands; it has no smaller form. */
class RegisteredArbitrary extends fc.Arbitrary<Operation> {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    super();
    this.#schema = schema;
    this.#document = document;
  }

  override generate(source: fc.Random): fc.Value<Operation> {
    const draw = drawFrom(source);
    const definitions = operationOf(this.#document).variableDefinitions ?? [];
    const given = definitions.map((definition) => [
      definition.variable.name.value,
      valueOf(this.#schema, draw, definition),
    ]);
    const variables = Object.fromEntries(
      given.filter(([, value]) => value !== undefined),
    ) as Record<string, unknown>;
    const operation = {
      document: this.#document,
      variables,
      salt: draw.below(2 ** 31),
      dropped: 0,
    };
    return new fc.Value(operation, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Operation {
    return typeof value === 'object' && value !== null && 'document' in value;
  }

  override shrink(): fc.Stream<fc.Value<Operation>> {
    return fc.Stream.nil();
  }
}

/** One that may be left out sometimes is. */
function valueOf(schema: GraphQLSchema, draw: Draw, definition: VariableDefinitionNode): unknown {
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) throw new TypeError('a variable has no input type');
  const isOptional = !isNonNullType(type) || definition.defaultValue !== undefined;
  return isOptional && draw.chance(0.3) ? undefined : drawJson(draw, type, 0);
}

export const registeredOperations = (
  schema: GraphQLSchema,
  document: DocumentNode,
): fc.Arbitrary<Operation> => new RegisteredArbitrary(schema, document);
