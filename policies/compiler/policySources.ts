import type { StoreName } from '../../lib/storeName.ts';
import type { GateRule, Purpose, StoreRule } from '../lock.ts';
import type { YamlPath } from '../yaml.ts';
import type { FieldFormat, InputFormat, TypeFormat } from './fileFormat.ts';
import type { Place } from './types.ts';

/** A store, or the value types that several stores share. */
export type Owner = StoreName | 'shared';

/** One line of a policy file, as its author wrote it. */
export interface FieldEntry {
  readonly owner: Owner;
  readonly coordinate: string;
  readonly rule: FieldFormat;
  readonly place: Place;
  readonly lineOf: (path: YamlPath) => number;
}

export interface InputEntry {
  readonly owner: Owner;
  readonly type: string;
  readonly rule: InputFormat;
  readonly place: Place;
  readonly lineOf: (path: YamlPath) => number;
}

export interface TypeEntry {
  readonly owner: Owner;
  readonly type: string;
  readonly clauses: TypeFormat;
  readonly place: Place;
}

/** Everything that the policy files say, before anything is derived. */
export interface PolicySources {
  readonly stores: ReadonlyMap<Owner, StoreRule>;
  readonly fields: readonly FieldEntry[];
  readonly inputs: readonly InputEntry[];
  readonly types: readonly TypeEntry[];
  readonly purposes: ReadonlyMap<string, { readonly purpose: Purpose; readonly place: Place }>;
  readonly gate: ReadonlyMap<string, { readonly rule: GateRule; readonly place: Place }>;
  readonly conflicts: readonly (readonly [string, string])[];
}
