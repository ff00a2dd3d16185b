import { Fault, isRecord, type AnswerRecord } from './faults.ts';
import type { PreparedPart } from './prepared.ts';

/** What generated code sees of a request while it gathers the objects of one part. */
export interface Gathering {
  /** Carries the slots of the root place. */
  readonly root: AnswerRecord;
  /** Which of the part's paths is walked. */
  path: number;
  /** Why the last object could not be represented; taken and cleared by `take`. */
  why: Fault | undefined;
  /** The entities that an earlier part put at one of its paths, each once. */
  readonly entitiesAt: (list: number) => readonly AnswerRecord[];
  /** Takes one object with its representation; undefined where there is none. */
  readonly take: (carrier: AnswerRecord, text: string | undefined) => void;
  /**
   * The same where one key tells representations apart: false where nobody has asked by it yet, and
   * the text is needed.
   */
  readonly takeKnown: (carrier: AnswerRecord, key: string) => boolean;
  readonly takeNew: (carrier: AnswerRecord, key: string, text: string | undefined) => void;
}

/** Who answered, and when that store read its data. */
export interface Reading {
  readonly subgraph: string;
  readonly readAt: string | undefined;
}

/** Entities that are asked of one subgraph with one selection, by their representation. */
export class Group {
  static readonly none: Readonly<Group> = new Group();

  #texts: Map<string, number> | undefined;
  #keys: Map<string, number> | undefined;
  /** Undefined until the answer is there. */
  readonly entities: unknown[] = [];
  /** The request that is to bring the entity. */
  readonly pending: (Promise<void> | undefined)[] = [];
  /** The data of a root part. */
  root: unknown;
  reading: Reading | undefined;
  /** True where one entity belongs to several objects. */
  repeated = false;
  /** True where no string of the group's answers needs an escape. */
  plain = true;

  /** Numbers of entities by the text of their representation. */
  allTexts(): Map<string, number> {
    return (this.#texts ??= new Map<string, number>());
  }

  /** Numbers of entities by their one key, where nothing else tells them apart. */
  allKeys(): Map<string, number> {
    return (this.#keys ??= new Map<string, number>());
  }
}

/** What one part of a fetch gathered. */
export interface Gathered {
  readonly prepared: PreparedPart;
  readonly group: Group;
  /** Objects that get a slot, the path each was found on, and the number of its entity. */
  readonly carriers: readonly AnswerRecord[];
  readonly paths: readonly number[];
  readonly entities: readonly number[];
  /** Representations that nobody has asked for yet; the first is entity `firstFresh` of the group. */
  readonly fresh: readonly string[];
  readonly firstFresh: number;
  /** Requests of other fetches that bring what this one needs too. */
  readonly waits: readonly Promise<void>[];
}

export interface GatherRun {
  readonly root: AnswerRecord;
  /** By the number of a group. */
  readonly groups: Group[];
  /** By the number of a list. */
  readonly lists: (readonly AnswerRecord[])[];
  /** By the index of a part. */
  readonly readings: Reading[];
}

const noEntities: readonly AnswerRecord[] = [];
const noWaits: readonly Promise<void>[] = [];

/** Walks the answer so far for the objects that a part looks up; the same representation is asked once. */
export function gather(run: GatherRun, prepared: PreparedPart): Gathered {
  const group = (run.groups[prepared.group] ??= new Group());
  const taker = new Taker(run, prepared, group);
  prepared.walk(taker);
  return taker;
}

class Taker implements Gathering, Gathered {
  readonly prepared: PreparedPart;
  readonly group: Group;
  readonly root: AnswerRecord;
  readonly carriers: AnswerRecord[] = [];
  readonly paths: number[] = [];
  readonly entities: number[] = [];
  readonly fresh: string[] = [];
  readonly firstFresh: number;
  waits: readonly Promise<void>[] = noWaits;
  path = 0;
  why: Fault | undefined;
  private readonly lists: GatherRun['lists'];
  private readonly isRoot: boolean;
  private readonly isShared: boolean;

  constructor(run: GatherRun, prepared: PreparedPart, group: Group) {
    this.prepared = prepared;
    this.group = group;
    this.root = run.root;
    this.lists = run.lists;
    this.firstFresh = group.entities.length;
    this.isRoot = prepared.variable === undefined;
    this.isShared = prepared.part.shared;
  }

  entitiesAt(list: number): readonly AnswerRecord[] {
    return this.lists[list] ?? noEntities;
  }

  take(carrier: AnswerRecord, text: string | undefined): void {
    if (text === undefined) {
      if (this.why !== undefined) carrier[this.prepared.slot] = this.why;
      this.why = undefined;
      return;
    }
    if (this.isRoot) this.put(carrier, 0);
    else {
      const texts = this.group.allTexts();
      if (!this.find(carrier, texts, text)) this.ask(carrier, texts, text, text);
    }
  }

  takeKnown(carrier: AnswerRecord, key: string): boolean {
    return this.find(carrier, this.group.allKeys(), key);
  }

  takeNew(carrier: AnswerRecord, key: string, text: string | undefined): void {
    if (text === undefined) this.take(carrier, text);
    else this.ask(carrier, this.group.allKeys(), key, text);
  }

  private find(carrier: AnswerRecord, numbers: Map<string, number>, key: string): boolean {
    const { group } = this;
    const known = this.isShared ? numbers.get(key) : undefined;
    if (known === undefined) return false;
    const pending = group.pending[known];
    if (pending !== undefined && !this.waits.includes(pending)) {
      this.waits = [...this.waits, pending];
    }
    group.repeated = true;
    this.put(carrier, known);
    return true;
  }

  private ask(
    carrier: AnswerRecord,
    numbers: Map<string, number>,
    key: string,
    text: string,
  ): void {
    const { group } = this;
    const number = group.entities.length;
    if (this.isShared) numbers.set(key, number);
    group.entities.push(undefined);
    this.fresh.push(text);
    this.put(carrier, number);
  }

  private put(carrier: AnswerRecord, number: number): void {
    this.carriers.push(carrier);
    this.paths.push(this.path);
    this.entities.push(number);
  }
}

/** Puts what came into the slots of the objects that asked for it. */
export function attach(run: GatherRun, gathered: Gathered): void {
  const { prepared, group, carriers, entities } = gathered;
  const { slot } = prepared;
  const isRoot = prepared.variable === undefined;
  for (let index = 0; index < carriers.length; index += 1) {
    const carrier = carriers[index];
    if (carrier === undefined) continue;
    carrier[slot] = isRoot ? group.root : group.entities[entities[index] ?? 0];
  }
  if (carriers.length > 0 && group.reading !== undefined) {
    run.readings[prepared.part.index] = group.reading;
  }
  if (prepared.isListed) keepLists(run, gathered);
}

/** Keeps each path's entities, each once, for the walks that begin with them. */
function keepLists(run: GatherRun, { prepared, group, entities, paths }: Gathered): void {
  for (const [path, list] of prepared.lists.entries()) {
    if (list === undefined) continue;
    const numbers = new Set(entities.filter((_, index) => paths[index] === path));
    run.lists[list] = [...numbers].map((number) => group.entities[number]).filter(isRecord);
  }
}
