import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { FetchStep, PathStep, PlanStep } from '../../plan/plan.ts';
import { appliesTo, selectionsOf, type Selected, type SelectedField } from './selected.ts';

/**
 * A place of the answer, with every source that has something to say there. Sources are never
 * merged: an entity that a fetch brings is put in a slot of the object that it belongs to, and a
 * reader asks the sources in turn.
 */
export interface Place {
  readonly id: number;
  readonly parent: Place | undefined;
  /** The key below the parent; undefined for the root. */
  readonly key: string | undefined;
  /** How many lists stand between the key and the objects. */
  readonly lists: number;
  /** Sources that come with the parent's; the first that is there carries the slots. */
  readonly bases: readonly Source[];
  /** Sources that fetches put here. */
  readonly slots: readonly Source[];
  /** Names that `__typename` can have here. */
  readonly typeNames: readonly string[];
  readonly child: (key: string) => Place | undefined;
}

export interface Source {
  readonly part: Part;
  readonly selections: readonly Selected[];
  /** Of which source of the parent this is a member; undefined for a slot. */
  readonly of: Source | undefined;
  /** The members of `of` that may hold it. */
  readonly wireKeys: readonly string[];
}

/** One part of one fetch of the plan. */
export interface Part {
  readonly index: number;
  readonly step: FetchStep;
  /** Which of the step's parts it is. */
  readonly position: number;
  readonly paths: readonly (readonly PathStep[])[];
  readonly selections: readonly Selected[];
  /** The selections as text, arguments and all. */
  readonly text: string;
  /**
   * False where two entities of one place may differ although a third source says they are the
   * same; then every object gets an entity of its own.
   */
  shared: boolean;
}

/** Every fetch of a plan, in plan order. */
export function fetchesOf(step: PlanStep | undefined): readonly FetchStep[] {
  if (step === undefined) return [];
  switch (step.kind) {
    case 'fetch':
      return [step];
    case 'condition':
      return [...fetchesOf(step.whenTrue), ...fetchesOf(step.whenFalse)];
    default:
      return step.steps.flatMap(fetchesOf);
  }
}

export function partsOf(schema: GraphQLSchema, root: PlanStep | undefined): readonly Part[] {
  const parts: Part[] = [];
  for (const step of fetchesOf(root)) {
    const selections = selectionsOf(schema, step);
    for (const [position, part] of step.parts.entries()) {
      parts.push({
        index: parts.length,
        step,
        position,
        paths: part.kind === 'root' ? [part.path] : part.paths,
        ...(selections[position] ?? { selections: [], text: '' }),
        shared: true,
      });
    }
  }
  return parts;
}

/** Where parts put what they bring, by the keys of their paths. */
interface Stop {
  readonly parts: Part[];
  readonly below: Map<string, Stop>;
}

const newStop = (): Stop => ({ parts: [], below: new Map() });

function stopsOf(parts: readonly Part[]): Stop {
  const root = newStop();
  for (const part of parts) {
    for (const path of part.paths) {
      let stop = root;
      for (const step of path) {
        if (step.kind !== 'key') continue;
        const next = stop.below.get(step.key) ?? newStop();
        stop.below.set(step.key, next);
        stop = next;
      }
      if (!stop.parts.includes(part)) stop.parts.push(part);
    }
  }
  return root;
}

interface Building {
  readonly schema: GraphQLSchema;
  count: number;
}

/** The root place of a plan; those below are made as they are asked for. */
export function rootPlace(schema: GraphQLSchema, parts: readonly Part[], typeName: string): Place {
  const stop = stopsOf(parts);
  const given = { parent: undefined, key: undefined, lists: 0, bases: [] };
  return place({ schema, count: 0 }, stop, { ...given, typeNames: [typeName] });
}

type Given = Pick<Place, 'parent' | 'key' | 'lists' | 'bases' | 'typeNames'>;

function place(building: Building, stop: Stop, given: Given): Place {
  const slots = stop.parts.map((part) => slotSource(part));
  const children = new Map<string, Place | undefined>();
  building.count += 1;
  const self: Place = {
    ...given,
    id: building.count,
    slots,
    child: (key) => {
      if (!children.has(key)) children.set(key, childPlace(building, stop, self, key));
      return children.get(key);
    },
  };
  return self;
}

const slotSource = (part: Part): Source => ({
  part,
  selections: part.selections,
  of: undefined,
  wireKeys: [],
});

function childPlace(building: Building, stop: Stop, parent: Place, key: string): Place | undefined {
  const { schema } = building;
  const found = [...parent.bases, ...parent.slots].flatMap((source) => {
    const fields = fieldsNamed(source.selections, key);
    return fields.length === 0 ? [] : [{ source, fields }];
  });
  const [type] = found.flatMap(({ fields }) => fields.map((field) => field.type));
  if (type === undefined) return undefined;
  const fromSlots = found.filter(
    ({ source }) => source.of === undefined && parent.key !== undefined,
  );
  // Two entities that both speak of one object: neither may stand for several objects at once.
  if (fromSlots.length > 1) for (const { source } of fromSlots) source.part.shared = false;
  const types = found.flatMap(({ fields }) => fields.map((field) => field.type));
  return place(building, stop.below.get(key) ?? newStop(), {
    parent,
    key,
    lists: listDepth(type),
    bases: found.map(({ source, fields }) => ({
      part: source.part,
      selections: fields.flatMap((field) => field.selections),
      of: source,
      wireKeys: [...new Set(fields.map((field) => field.wireKey))],
    })),
    typeNames: [...new Set(types.flatMap((each) => typeNamesOf(schema, each)))],
  });
}

/** The fields that a selection asks for under a key, of whatever type the object turns out to be. */
export function fieldsNamed(
  selections: readonly Selected[],
  key: string,
): readonly SelectedField[] {
  return selections.flatMap((selected) => {
    if (selected.kind === 'fragment') return fieldsNamed(selected.selections, key);
    return selected.key === key ? [selected] : [];
  });
}

/** The same for an object of one type. */
export function fieldsOfType(
  schema: GraphQLSchema,
  selections: readonly Selected[],
  key: string,
  typeName: string,
): readonly SelectedField[] {
  return selections.flatMap((selected) => {
    if (selected.kind === 'field') return selected.key === key ? [selected] : [];
    return appliesTo(schema, selected.on, typeName)
      ? fieldsOfType(schema, selected.selections, key, typeName)
      : [];
  });
}

export function listDepth(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepth(nullable.ofType) : 0;
}

/** Object types that may stand there, and interfaces whose name a subgraph may state instead. */
function typeNamesOf(schema: GraphQLSchema, type: GraphQLOutputType): readonly string[] {
  const named = getNamedType(type);
  if (isObjectType(named)) return [named.name];
  if (!isAbstractType(named)) return [];
  const objects = schema.getPossibleTypes(named).map(({ name }) => name);
  if (!isInterfaceType(named)) return objects;
  const below = schema.getImplementations(named).interfaces.map(({ name }) => name);
  return [...objects, named.name, ...below];
}

/** True for what a fetch put at its place; false for a member of another source. */
export const isSlot = (source: Source): boolean => source.of === undefined;

/** Every source of a place with the variable in which generated code holds it. */
export const sourcesOf = (
  place: Place,
): readonly { readonly source: Source; readonly variable: string }[] => [
  ...place.bases.map((source, index) => ({ source, variable: `b${String(index)}` })),
  ...place.slots.map((source, index) => ({ source, variable: `q${String(index)}` })),
];
