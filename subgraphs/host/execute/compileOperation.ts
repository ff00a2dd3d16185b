import {
  getNamedType,
  getVariableValues,
  isAbstractType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { AppError } from '../../../lib/errors/appError.ts';
import { selectionOf } from '../graph/selection.ts';
import type { SubRequest } from '../graph/subRequest.ts';
import { argumentsOf } from './arguments.ts';
import type { GraphFunctions } from './graphFunctions.ts';
import { completerOf, guarded, type CompleteObject } from './completeValue.ts';
import { abstractCompleter, entitiesOf } from './entities.ts';
import { objectExecutor, serialExecutor, type FieldPlan } from './objectPlan.ts';
import {
  createFailures,
  isPromise,
  located,
  type Arguments,
  type FieldFailure,
  type Run,
} from './run.ts';
import { conditionVariables, fieldsOf, type SelectionScope } from './selections.ts';

export interface Outcome {
  readonly data: unknown;
  readonly failures: readonly FieldFailure[];
}

/** One operation, everything decided that its text decides. Texts are validated before. */
export interface CompiledOperation {
  /** The variables, coerced. Throws `VARIABLE_INVALID`, which names none of their values. */
  readonly variables: (given: Arguments) => Arguments;
  /** Answers as graphql-js would: data, nulls and the places of what failed. */
  readonly run: (variables: Arguments, context: SubRequest) => Promise<Outcome>;
}

interface Compilation {
  readonly graph: GraphFunctions;
  readonly scope: SelectionScope;
  /** Numbers the selections whose arguments depend on variables. */
  readonly slots: { next: number };
}

const variantsMax = 16;
const variableErrorsMax = 10;

export function compileOperation(graph: GraphFunctions, document: DocumentNode): CompiledOperation {
  const { schema } = graph;
  const operation = operationOf(document);
  const fragments = fragmentsOf(document);
  const root = schema.getRootType(operation.operation);
  if (!isObjectType(root)) throw new AppError('DOCUMENT_INVALID');
  const sets = [operation, ...fragments.values()].map(({ selectionSet }) => selectionSet);
  const named = conditionVariables(sets);
  const variants = new Map<string, ReturnType<typeof compileRoot>>();
  const variantOf = (variables: Arguments): ReturnType<typeof compileRoot> => {
    const conditions = Object.fromEntries(named.map((name) => [name, variables[name]]));
    const key = named.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const found = variants.get(key);
    if (found !== undefined) return found;
    const compiled = compileRoot(graph, { schema, fragments, conditions }, operation, root);
    if (variants.size < variantsMax) variants.set(key, compiled);
    return compiled;
  };
  return {
    variables: (given) => coerced(schema, operation, given),
    run: (variables, context) => variantOf(variables)(variables, context),
  };
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const found = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (found === undefined) throw new AppError('DOCUMENT_INVALID');
  return found;
}

const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );

function coerced(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Arguments,
): Arguments {
  const result = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
    maxErrors: variableErrorsMax,
  });
  if (result.errors !== undefined) throw new AppError('VARIABLE_INVALID');
  return result.coerced;
}

function compileRoot(
  graph: GraphFunctions,
  scope: SelectionScope,
  operation: OperationDefinitionNode,
  root: GraphQLObjectType,
): (variables: Arguments, context: SubRequest) => Promise<Outcome> {
  const compilation: Compilation = { graph, scope, slots: { next: 0 } };
  const fields = fieldPlans(compilation, root, [operation.selectionSet]);
  const isCommand = operation.operation === OperationTypeNode.MUTATION;
  const execute = isCommand ? serialExecutor(fields) : objectExecutor(fields);
  return async (variables, context) => {
    const run: Run = { context, variables, failures: createFailures(), coerced: [] };
    let data: unknown = null;
    try {
      data = await execute(run, undefined, undefined);
    } catch (error) {
      run.failures.add(located(error, undefined), undefined);
    }
    return { data, failures: run.failures.list };
  };
}

function fieldPlans(
  compilation: Compilation,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): readonly FieldPlan[] {
  return [...fieldsOf(compilation.scope, type, sets)].map(([key, nodes]) =>
    fieldPlan(compilation, type, key, nodes),
  );
}

function fieldPlan(
  compilation: Compilation,
  type: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
): FieldPlan {
  const [node] = nodes;
  const name = node?.name.value ?? '';
  if (name === '__typename') return { key, execute: () => type.name };
  const field = type.getFields()[name] as GraphQLField<unknown, unknown> | undefined;
  if (field === undefined || node === undefined) throw new AppError('DOCUMENT_INVALID');
  const sets = nodes.flatMap(({ selectionSet }) =>
    selectionSet === undefined ? [] : [selectionSet],
  );
  const value = valueOf(compilation, `${type.name}.${name}`, field, sets);
  const args = argumentsOf(field, node, (compilation.slots.next += 1));
  const complete = completerOf(field.type, objectsOf(compilation, field.type, sets));
  const execute = guarded((run, parent, path) => {
    const found = value(run, parent, args(run));
    return isPromise(found)
      ? found.then((settled) => complete(run, settled, path))
      : complete(run, found, path);
  }, !isNonNullType(field.type));
  return { key, execute: (run, parent, prev) => execute(run, parent, { prev, key }) };
}

type Value = (run: Run, parent: unknown, args: Arguments) => unknown;

function valueOf(
  { graph, scope }: Compilation,
  coordinate: string,
  { name }: GraphQLField<unknown, unknown>,
  sets: readonly SelectionSetNode[],
): Value {
  if (coordinate === 'Query._entities') return entitiesOf(graph);
  const answer = graph.fields.get(coordinate);
  if (answer === undefined) return (_run, parent) => (parent as Arguments | undefined)?.[name];
  const selection = selectionOf(sets, scope.fragments);
  return (run, parent, args) => answer(parent, args, run.context, selection);
}

/** Selections below a field are compiled when the first object comes, so that depth costs nothing unused. */
function objectsOf(
  compilation: Compilation,
  fieldType: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
): CompleteObject {
  const type = getNamedType(fieldType);
  const compile = (object: GraphQLObjectType): CompleteObject =>
    objectExecutor(fieldPlans(compilation, object, sets));
  if (isAbstractType(type)) return abstractCompleter(compilation.scope.schema, type, compile);
  let compiled: CompleteObject | undefined;
  return (run, value, path) => {
    if (!isObjectType(type)) throw new TypeError(`${type.name} has no members`);
    return (compiled ??= compile(type))(run, value, path);
  };
}
