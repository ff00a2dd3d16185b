import {
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { OperationPlan } from '../../plan/plan.ts';
import { createCodeWriter } from './code.ts';
import type { Writing } from './gaps.ts';
import { partsOf, rootPlace, type Place } from './places.ts';
import { prepareFetches, runnable, type PreparedPart, type Runnable } from './prepared.ts';
import { addRoot } from './projection.ts';
import { noMarks, type Marks } from './sites.ts';

export interface ProgramInput {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** With everything that sub-requests may select. */
  readonly fullSchema: GraphQLSchema;
  /** The document as the client knows it: one operation, valid. */
  readonly document: DocumentNode;
  /** The plan of what may be fetched of it; undefined where nothing may. */
  readonly plan: OperationPlan | undefined;
  /** What policy says of its paths; none in general mode. */
  readonly marks?: Marks;
  /** True where a custom scalar may be a JSON object or list. */
  readonly objectScalars: boolean;
}

/** A document made ready: nothing of it is looked at again while a request is answered. */
export interface Program {
  readonly operation: OperationDefinitionNode;
  readonly plan: OperationPlan | undefined;
  /** The plan's steps with their prepared fetches. */
  readonly root: Runnable | undefined;
  /** In the order of their indexes. */
  readonly parts: readonly PreparedPart[];
  /** Writes the data, for one setting of the booleans that `@skip` and `@include` look at. */
  readonly writerFor: (variables: Readonly<Record<string, unknown>>) => WriteData;
  /** Writes it without values of persons or, with parties, without those of parties either. */
  readonly withholdingWriterFor: (
    variables: Readonly<Record<string, unknown>>,
    withParties: boolean,
  ) => WriteData;
}

export type WriteData = (context: Writing) => string | undefined;

const settingsMax = 64;

export function createProgram(input: ProgramInput): Program {
  const { fullSchema, document, plan } = input;
  const operation = operationIn(document);
  const parts = partsOf(fullSchema, plan?.root);
  const typeName = rootType(input.apiSchema, operation).name;
  const root = rootPlace(fullSchema, parts, typeName);
  const slots = parts.map(({ index }) => Symbol(`slot ${String(index)}`));
  const isQuery = operation.operation === OperationTypeNode.QUERY;
  const fetches = prepareFetches({ fullSchema, plan, parts, root, slots, isQuery });
  const marks = input.marks ?? noMarks;
  const writers = (held?: ReadonlySet<string>): Program['writerFor'] => {
    const all = held === undefined ? input : { ...input, marks: { ...marks, held } };
    return createWriters(all, operation, root, slots);
  };
  const withoutPersons = writers(marks.conditional);
  const withoutParties = writers(new Set([...marks.conditional, ...marks.party]));
  return {
    operation,
    plan,
    root: runnable(plan?.root, fetches),
    parts: [...fetches.values()].flatMap((fetch) => fetch.parts),
    writerFor: writers(),
    withholdingWriterFor: (variables, withParties) =>
      (withParties ? withoutParties : withoutPersons)(variables),
  };
}

function operationIn(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('the document has no operation');
  return operation;
}

function rootType(
  schema: GraphQLSchema,
  { operation }: OperationDefinitionNode,
): GraphQLObjectType {
  const type = schema.getRootType(operation);
  if (type === undefined || type === null) throw new TypeError(`the graph has no ${operation}`);
  return type;
}

/** Writers are made when their setting of the conditions first comes, and kept. */
function createWriters(
  input: ProgramInput,
  operation: OperationDefinitionNode,
  root: Place,
  slots: readonly symbol[],
): Program['writerFor'] {
  const names = conditionNames(input.document);
  const known = new Map<string, WriteData>();
  const fragments = new Map(
    input.document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const nodeIds = new Map<FieldNode, number>();
  const write = (booleans: Readonly<Record<string, unknown>>): WriteData => {
    const code = createCodeWriter('answer');
    const name = addRoot(
      {
        code,
        schema: input.fullSchema,
        slotName: (source) => code.constant(slots[source.part.index]),
        collecting: { schema: input.apiSchema, fragments, booleans },
        marks: input.marks ?? noMarks,
        objectScalars: input.objectScalars,
        keys: input.plan?.keys,
        known: new Map(),
        nodeIds,
      },
      root,
      rootType(input.apiSchema, operation),
      operation.selectionSet,
    );
    return code.compile([name])[0] as WriteData;
  };
  return (variables) => {
    const setting = names.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const ready = known.get(setting);
    if (ready !== undefined) return ready;
    const fresh = write(Object.fromEntries(names.map((name) => [name, variables[name] === true])));
    if (known.size >= settingsMax) known.delete(known.keys().next().value ?? '');
    known.set(setting, fresh);
    return fresh;
  };
}

/** Variables that decide whether something is selected. */
function conditionNames(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (node) => {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return;
      for (const { value } of node.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
    },
  });
  return [...names];
}
