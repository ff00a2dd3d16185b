import type { StoreName } from '../../lib/storeName.ts';
import type { Coordinate, PolicyLock } from '../lock.ts';

export interface TextFile {
  /** Path from the project's root, as messages name it: `policies/crm.yaml`. */
  readonly file: string;
  readonly text: string;
}

/** The live columns of each store's database: store → table → column. */
export type Catalogue = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, CatalogueColumn>>>>>
>;

export interface CatalogueColumn {
  /** As `information_schema` or `format_type` names it: `text`, `bigint`, `timestamp with time zone`, `text[]`. */
  readonly type: string;
  readonly nullable: boolean;
}

/** All that the compiler reads, as texts: it touches no file itself. */
export interface CompileInput {
  /** `schema/<store>.graphql` */
  readonly sdl: Readonly<Partial<Record<StoreName, TextFile>>>;
  /** The composed supergraph of exactly these subgraphs. */
  readonly supergraph: string;
  /** `policies/*.yaml`: stores, shared, purposes, gate. */
  readonly policies: readonly TextFile[];
  /** `screens/*.graphql` and `screens/commands/*.graphql` */
  readonly screens: readonly TextFile[];
  /** `screens/registered/<sha256>.graphql`: older versions that stay valid. */
  readonly registered: readonly TextFile[];
  /** Without it I4 is not run, and the result says so. */
  readonly catalogue?: Catalogue;
}

export type Invariant =
  | 'FORMAT'
  | 'COMPOSITION'
  | 'GENERATED'
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I10'
  | 'I11'
  | 'I12'
  | 'I13'
  | 'I16';

export interface Violation {
  readonly invariant: Invariant;
  /** A schema coordinate, or the name of what is at fault: a purpose, a screen, a column. */
  readonly coordinate: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly mend: string;
}

export interface CompileResult {
  readonly lock: PolicyLock;
  readonly violations: readonly Violation[];
  /** Output fields, arguments and input fields of the graph. */
  readonly coordinates: number;
  readonly mapped: number;
  readonly coverage: number;
  readonly stores: readonly StoreName[];
  readonly notYet: readonly string[];
  /** Invariants that could not be run, each with the reason. */
  readonly notRun: readonly string[];
}

/** Where a rule stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export const violationAt = (
  place: Place,
  invariant: Invariant,
  coordinate: Coordinate,
  message: string,
  mend: string,
): Violation => ({ invariant, coordinate, file: place.file, line: place.line, message, mend });
