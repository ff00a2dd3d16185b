import type { Coordinate, PurposeName } from '../lock.ts';

/**
 * Releases that had everything in common but their time and their subjects, as the log counts them
 * (docs/audit-format.md). `forms` holds personal, party and free-text fields alone.
 */
export interface ObservedUse {
  readonly purpose: PurposeName;
  readonly screen: string;
  /** Hex SHA-256 of the screen's text. */
  readonly document: string;
  readonly roles: readonly string[];
  readonly region: string;
  /** Hash of the published policy under which they left. */
  readonly policy: string;
  /** Fields by the form in which they were shown. */
  readonly forms: Readonly<Record<string, readonly Coordinate[]>>;
  readonly releases: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface Observation {
  readonly from: string;
  readonly to: string;
  readonly uses: readonly ObservedUse[];
}
