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
import { listSuffix } from '../../../policies/walk.ts';
import type { FetchStep, OperationPlan, PathStep, SeparatedKeys } from '../../plan/plan.ts';
import { clientKey } from '../../plan/separateKeys.ts';
import { wireNames, type WireNames } from './answers.ts';
import { createCodeWriter } from './code.ts';
import type { Gathering } from './gather.ts';
import type { Writing } from './gaps.ts';
import { partsOf, rootPlace, type Part, type Place, type Source } from './places.ts';
import { addRoot } from './projection.ts';
import type { Selected } from './selected.ts';
import { noMarks, type Marks } from './sites.ts';
import { addWalk } from './walks.ts';

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

/** A part of the plan with all that execution has to know of it. */
export interface PreparedPart {
  readonly part: Part;
  readonly slot: symbol;
  /** Takes every object at the part's paths; for a root part, the objects that get its data. */
  readonly walk: (context: Gathering) => void;
  /** Parts of one number ask one subgraph the same of their entities, so they share answers. */
  readonly group: number;
  /** For each path, the number of the list of entities that later walks begin with. */
  readonly lists: readonly (number | undefined)[];
  /** Response paths of what it answers, `*` for list positions. */
  readonly patterns: readonly string[];
}

export interface PreparedFetch {
  readonly step: FetchStep;
  readonly parts: readonly PreparedPart[];
  /** `{"query":"…","variables":{` */
  readonly bodyStart: string;
  readonly names: WireNames;
}

/** A document made ready: nothing of it is looked at again while a request is answered. */
export interface Program {
  readonly operation: OperationDefinitionNode;
  readonly plan: OperationPlan | undefined;
  readonly fetches: ReadonlyMap<FetchStep, PreparedFetch>;
  /** Writes the data, for one setting of the booleans that `@skip` and `@include` look at. */
  readonly writerFor: (variables: Readonly<Record<string, unknown>>) => WriteData;
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
  return {
    operation,
    plan,
    fetches: prepareFetches(
      input,
      parts,
      root,
      slots,
      operation.operation === OperationTypeNode.QUERY,
    ),
    writerFor: createWriters(input, operation, root, slots),
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

function prepareFetches(
  { fullSchema, plan }: ProgramInput,
  parts: readonly Part[],
  root: Place,
  slots: readonly symbol[],
  isQuery: boolean,
): ReadonlyMap<FetchStep, PreparedFetch> {
  const code = createCodeWriter('gather');
  const slotName = (source: Source): string => code.constant(slots[source.part.index]);
  const lists = createLists();
  const writer = { code, schema: fullSchema, root, slotName, listOf: lists.listOf };
  const names = parts.map((part) => addWalk(writer, part));
  const walks = code.compile(names) as readonly PreparedPart['walk'][];
  const groups = new Map<string, number>();
  const fetches = new Map<FetchStep, PreparedFetch>();
  for (const part of parts) {
    const prepared: PreparedPart = {
      part,
      slot: slots[part.index] ?? Symbol(),
      walk: walks[part.index] ?? (() => undefined),
      group: groupOf(groups, part, isQuery),
      lists: part.paths.map((path) => lists.known(part, path)),
      patterns: [...new Set(patternsOf(part, plan?.keys))],
    };
    const before = fetches.get(part.step);
    fetches.set(part.step, {
      step: part.step,
      parts: [...(before?.parts ?? []), prepared],
      bodyStart: `{"query":${JSON.stringify(part.step.text)},"variables":{`,
      names: new Map([...(before?.names ?? []), ...wireNames(part, plan?.keys)]),
    });
  }
  return fetches;
}

/** Numbers for the lists of entities that walks begin with. */
function createLists() {
  const numbers = new Map<string, number>();
  const keyOf = (part: Part, path: readonly PathStep[]): string =>
    `${String(part.index)} ${String(part.paths.indexOf(path))}`;
  return {
    listOf: (part: Part, path: readonly PathStep[]): number => {
      const number = numbers.get(keyOf(part, path)) ?? numbers.size;
      numbers.set(keyOf(part, path), number);
      return number;
    },
    known: (part: Part, path: readonly PathStep[]): number | undefined =>
      numbers.get(keyOf(part, path)),
  };
}

/**
 * Answers are shared by what is asked of whom. After a mutation the same question may have another
 * answer, so there nothing is shared between fetches.
 */
function groupOf(groups: Map<string, number>, part: Part, isQuery: boolean): number {
  const { step } = part;
  const planned = step.parts[part.position];
  const isShared = isQuery && part.shared && planned?.kind === 'entities';
  const asked = planned?.kind === 'entities' ? JSON.stringify(planned.requires) : '';
  const key = isShared ? `${step.subgraph} ${asked} ${part.text}` : `part ${String(part.index)}`;
  const number = groups.get(key) ?? groups.size;
  groups.set(key, number);
  return number;
}

function patternsOf(
  { paths, selections }: Part,
  keys: SeparatedKeys | undefined,
): readonly string[] {
  return paths.flatMap((path) => {
    const prefix = path.flatMap((step) => {
      if (step.kind === 'types') return [];
      return step.kind === 'key' ? `${clientKey(keys, step.key)}.` : '*.';
    });
    return selectionPatterns(selections, keys, prefix.join(''));
  });
}

const selectionPatterns = (
  selections: readonly Selected[],
  keys: SeparatedKeys | undefined,
  prefix: string,
): readonly string[] =>
  selections.flatMap((selected) => {
    if (selected.kind === 'fragment') return selectionPatterns(selected.selections, keys, prefix);
    const path = `${prefix}${clientKey(keys, selected.key)}`;
    return [
      path,
      ...selectionPatterns(selected.selections, keys, `${path}${listSuffix(selected.type)}.`),
    ];
  });

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
