import type { StoreName } from '../lib/storeName.ts';

/** A schema coordinate (GraphQL RFC): `Customer.segment`, `Customer.cases(status:)`, `OpportunityFilter.stages`. */
export type Coordinate = string;
export type PurposeName = string;

export const fieldClasses = [
  'structure',
  'business',
  'party',
  'subject-key',
  'personal',
  'personal-sensitive',
  'free-text',
] as const;
export type FieldClass = (typeof fieldClasses)[number];

/** Classes whose values are personal whoever the row belongs to. */
export const personalClasses: ReadonlySet<FieldClass> = new Set([
  'personal',
  'personal-sensitive',
  'free-text',
]);

export const forms = ['clear', 'last4', 'domain-only', 'initial', 'token', 'count'] as const;
export type Form = (typeof forms)[number];

export interface ColumnRef {
  readonly table: string;
  readonly column: string;
}

export type Source =
  | { readonly kind: 'column'; readonly column: ColumnRef }
  /** One value of several columns, for example an amount and its currency; order is the order of meaning. */
  | { readonly kind: 'columns'; readonly columns: readonly ColumnRef[] }
  /** By the owning store, from what the words or coordinates name. */
  | { readonly kind: 'computed'; readonly from: string }
  /** From these key columns of this store to a type; root fields have no columns. */
  | { readonly kind: 'edge'; readonly from: readonly ColumnRef[]; readonly to: string }
  | { readonly kind: 'structure' }
  | {
      readonly kind: 'remote';
      readonly system: string;
      readonly object: string;
      readonly field: string;
    }
  | {
      readonly kind: 'partition';
      readonly by: Coordinate;
      readonly of: Readonly<Record<string, Source>>;
    };

export interface PredicateRights {
  readonly exact: readonly PurposeName[];
  readonly range: readonly PurposeName[];
  readonly sort: readonly PurposeName[];
}

/** One output field. `read` is complete: what is not in it is denied. `'*'` stands for every purpose (structure alone). */
export interface FieldRule {
  readonly store: StoreName | 'shared';
  readonly source: Source;
  /** `owned`: conditions hold in the value's own statement; `attached`: checked in front of a foreign system. */
  readonly guarantee: 'owned' | 'attached';
  readonly says: string;
  readonly class: FieldClass;
  /** Why a field on a path to a party is called business. */
  readonly because?: string;
  readonly category?: { readonly is: string; readonly fides?: string };
  readonly subjectPath?: string;
  readonly derivedFrom?: readonly Coordinate[];
  readonly reclassified?: { readonly by: string; readonly because: string };
  readonly copy?: CopyRule;
  readonly read: Readonly<Record<PurposeName, Form>>;
  readonly predicate: PredicateRights;
  /** For fields of `Mutation`: the purposes for which it may be called. */
  readonly write: readonly PurposeName[];
  readonly steward: string;
  readonly accountable: string;
  readonly residency: readonly string[];
  readonly erase?: EraseRule;
  readonly portable?: boolean;
  readonly protect?: {
    readonly encrypt?: string;
    readonly index?: string;
    readonly normalise?: string;
    /** Why it is not encrypted. */
    readonly clear?: string;
  };
  /** Readable for these purposes only while their window is open. */
  readonly window: readonly PurposeName[];
}

export type CopyRule =
  | 'forbidden'
  | 'reference-only'
  | { readonly of: Coordinate; readonly because: string; readonly until: string };

export interface EraseRule {
  readonly how: 'delete' | 'null' | 'unlink' | 'coarsen' | 'shred' | 'retain';
  readonly until?: string;
  readonly law?: string;
}

/** What an argument or an input field means; the store builds its SQL from this. */
export type ArgumentMeaning =
  | { readonly kind: 'page'; readonly part: 'first' | 'after' }
  /** Finds by a key or a unique value. */
  | { readonly kind: 'key'; readonly of: Coordinate }
  | { readonly kind: 'exact'; readonly of: Coordinate }
  | { readonly kind: 'from'; readonly of: Coordinate }
  | { readonly kind: 'to'; readonly of: Coordinate }
  /** Enum value → the coordinate that it sorts by. */
  | { readonly kind: 'sort'; readonly values: Readonly<Record<string, Coordinate>> }
  | { readonly kind: 'direction' }
  /** An input object; its fields have entries of their own. */
  | { readonly kind: 'nested'; readonly type: string }
  /** Chooses how a computed field is computed. */
  | { readonly kind: 'parameter' }
  | { readonly kind: 'write'; readonly to: Coordinate }
  | { readonly kind: 'version'; readonly of: string }
  | { readonly kind: 'idempotency' };

/** One argument of a field, or one field of an input type. `purposes` is complete; `'*'` stands for every purpose. */
export interface ArgumentRule {
  readonly store: StoreName | 'shared';
  readonly meaning: ArgumentMeaning;
  /** The class of what it selects by or writes. */
  readonly class: FieldClass;
  readonly purposes: readonly PurposeName[];
}

export interface Purpose {
  readonly is: string;
  readonly legalBasis: string;
  /** The condition of GDPR Art. 9(2) under which it may reach sensitive fields. */
  readonly condition?: string;
  readonly roles: readonly string[];
  readonly recipients: readonly string[];
  readonly retention?: { readonly keep: string; readonly from: string };
  readonly consent?: string;
  readonly lia?: string;
  readonly dpia?: string;
  readonly law?: string;
  readonly evidence?: 'open-case' | 'open-request';
}

export interface TypeRule {
  readonly class: FieldClass;
  /** For types of class `party`: the purposes that may see rows of natural persons; absent on other types. */
  readonly natural?: readonly PurposeName[];
}

export interface ScreenRule {
  readonly kind: 'screen' | 'command';
  readonly purpose: PurposeName;
  readonly roles: readonly string[];
  readonly subjectsMax: number;
  readonly showWithheld: readonly Coordinate[];
  readonly onDenied: 'WITHHOLD' | 'REFUSE';
  /** SHA-256 (hex) of each valid version's bytes, the present one first. */
  readonly documents: readonly string[];
}

/** What crosses between stores: one entry an event or a service call. Fields outside it never cross. */
export interface GateRule {
  readonly kind: 'event' | 'call';
  readonly from: StoreName;
  readonly to: StoreName;
  readonly because: string;
  /** Payload member (dotted, `[]` for list items) → the coordinate it carries, or the words `reference`, `attestation`. */
  readonly fields: Readonly<Record<string, string>>;
  /** For calls: the members of the answer, in the same form. */
  readonly answer?: Readonly<Record<string, string>>;
}

/** The published policy, as machines read it: `policies/policy.lock.json`. */
export interface PolicyLock {
  readonly format: 1;
  readonly purposes: Readonly<Record<PurposeName, Purpose>>;
  readonly conflicts: readonly (readonly [string, string])[];
  readonly stores: Readonly<Record<string, StoreRule>>;
  /** Rows by (store, type): a type may have rows in several stores. */
  readonly types: Readonly<Record<string, Readonly<Record<string, TypeRule>>>>;
  readonly fields: Readonly<Record<Coordinate, FieldRule>>;
  readonly arguments: Readonly<Record<Coordinate, ArgumentRule>>;
  readonly screens: Readonly<Record<string, ScreenRule>>;
  readonly gate: Readonly<Record<string, GateRule>>;
  /** Clauses that are parsed and denied until their part is built. */
  readonly notYet: readonly string[];
  /** SHA-256 (hex) of the canonical JSON of all other members. */
  readonly hash: string;
}

export interface StoreRule {
  readonly accountable: string;
  readonly steward: string;
  readonly residency: readonly string[];
  /** Columns outside the graph: `table.column` or `table.*`, each with its reason. */
  readonly internal: Readonly<Record<string, string>>;
  /** Every personal column is encrypted, or says why it is not. */
  readonly sealed?: true;
}
