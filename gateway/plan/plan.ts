/**
 * The internal plan: what both planners' plans are read into, and all that execution knows.
 * Response keys are those of the answer; what a planner calls them on the wire stays inside a part.
 */

/** One step towards a place of the answer. */
export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  /** Every item of the list that the step before it reached, and of the lists inside it. */
  | { readonly kind: 'list' }
  /** Goes on only where the object is of one of these types, abstract ones among them. */
  | { readonly kind: 'types'; readonly types: readonly string[] };

/** What a representation is made of: a selection over the object it stands for. */
export type RequiredSelection =
  | {
      readonly kind: 'field';
      /** The name that the representation has to carry. */
      readonly name: string;
      /** The response key under which the value was fetched. */
      readonly key: string;
      readonly selections: readonly RequiredSelection[] | undefined;
    }
  | {
      readonly kind: 'fragment';
      readonly type: string;
      readonly selections: readonly RequiredSelection[];
    };

/**
 * One step of a rewrite: only objects of these types (abstract ones among them), or the member of
 * this name. Lists are seen through. An object without `__typename` is of every type.
 */
export type RewriteStep =
  | { readonly kind: 'types'; readonly types: readonly string[] }
  | { readonly kind: 'key'; readonly key: string };

/** The member that the path ends with is replaced (an interface object's `__typename`, for one). */
export interface ValueSetter {
  readonly kind: 'set';
  readonly path: readonly RewriteStep[];
  readonly value: unknown;
}

/**
 * The member that the path ends with is renamed: in a representation before it leaves, in an answer
 * when it is read. Paths begin at the representation, the entity, or the root object.
 */
export interface KeyRenamer {
  readonly kind: 'rename';
  readonly path: readonly RewriteStep[];
  readonly to: string;
}

export type Rewrite = ValueSetter | KeyRenamer;

/** Root fields of the answer, or of a root object below `paths`. */
export interface RootPart {
  readonly kind: 'root';
  /** Empty for the answer itself. */
  readonly path: readonly PathStep[];
  readonly outputRewrites: readonly Rewrite[];
}

/** Entities of one lookup. A fetch has one such part, a batch several, each under an alias. */
export interface EntitiesPart {
  readonly kind: 'entities';
  /** `_entities`, or the alias under which a batch asks for it. */
  readonly responseKey: string;
  /** The variable that carries the representations, without `$`. */
  readonly variable: string;
  /** Every place whose objects are looked up. */
  readonly paths: readonly (readonly PathStep[])[];
  readonly requires: readonly RequiredSelection[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
}

export type FetchPart = RootPart | EntitiesPart;

/** One sub-request. */
export interface FetchStep {
  readonly kind: 'fetch';
  /** The subgraph's name as the supergraph's `join__Graph` writes it. */
  readonly subgraph: string;
  readonly operation: 'query' | 'mutation';
  /** The text that is sent. */
  readonly text: string;
  /** Client variables that the text uses, without `$`. */
  readonly variables: readonly string[];
  /** At least one; several are several entity lookups in one request. */
  readonly parts: readonly FetchPart[];
}

export interface SequenceStep {
  readonly kind: 'sequence';
  readonly steps: readonly PlanStep[];
}

export interface ParallelStep {
  readonly kind: 'parallel';
  readonly steps: readonly PlanStep[];
}

/** One branch or the other, by a boolean variable of the client. */
export interface ConditionStep {
  readonly kind: 'condition';
  readonly variable: string;
  readonly whenTrue: PlanStep | undefined;
  readonly whenFalse: PlanStep | undefined;
}

export type PlanStep = FetchStep | SequenceStep | ParallelStep | ConditionStep;

/** The key in the plan → the field and the alias that it stands for (`separateKeys.ts`). */
export type SeparatedKeys = ReadonlyMap<string, { readonly alias: string; readonly field: string }>;

/** How a masked document is answered. Undefined `root`: nothing has to be fetched (`{ __typename }`). */
export interface OperationPlan {
  readonly root: PlanStep | undefined;
  /** Aliases of the client that stand under another key in all steps; none unless said. */
  readonly keys?: SeparatedKeys;
}
