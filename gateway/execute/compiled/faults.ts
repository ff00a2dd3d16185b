import type { ErrorCode } from '../../../lib/errors/catalogue.ts';

/** A subgraph's own words. General mode passes them on; otherwise they go no further. */
export interface SubgraphWords {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** One reason why something is missing. */
export interface Report {
  readonly code: ErrorCode;
  /**
   * The rest of the path at which the subgraph reported it, below the place where the fault stands.
   * Undefined where nothing was answered at all: each field asked for is an error of its own then.
   */
  readonly rest: readonly (string | number)[] | undefined;
  readonly words: SubgraphWords | undefined;
}

/**
 * Stands in an answer, or in a slot, where a value is missing for a known reason. JSON can't make
 * one, and its reports are no members: no field's name meets them.
 */
export class Fault {
  readonly #reports: readonly [Report, ...Report[]];

  constructor(...reports: readonly [Report, ...Report[]]) {
    this.#reports = reports;
  }

  /** Where an error's path led into a scalar, the scalar is written as it came. */
  toJSON(): null {
    return null;
  }

  static reportsOf(fault: Fault): readonly [Report, ...Report[]] {
    return fault.#reports;
  }

  static with(before: unknown, report: Report): Fault {
    return before instanceof Fault
      ? new Fault(...Fault.reportsOf(before), report)
      : new Fault(report);
  }
}

/** Everything that was asked is missing for one reason. */
export const wholeFault = (code: ErrorCode, words?: SubgraphWords): Fault =>
  new Fault({ code, rest: undefined, words });

const memberless = (): object => Object.freeze(Object.create(null) as object);

/** Stands for an object where none was asked for, or none could be. */
export const never = memberless();

/** Stands for an entity that its subgraph does not know. */
export const nobody = memberless();

export type AnswerRecord = Record<string | symbol, unknown>;

/** True for an object of an answer: no list, no fault, nothing missing. */
export const isRecord = (value: unknown): value is AnswerRecord =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Fault) &&
  value !== never &&
  value !== nobody;

/** What generated code reads members of: an object or a fault as it is, anything else memberless. */
export const asSource = (value: unknown): object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : never;

/** The first of several sources that is an object: it carries the slots of its place. */
export function firstRecord(...sources: readonly unknown[]): AnswerRecord | undefined {
  return sources.find(isRecord);
}

/** The first value that is there; else the first fault; else null where one source says so. */
export function firstValue(...values: readonly unknown[]): unknown {
  const present = values.find(
    (value) => value !== undefined && value !== null && !(value instanceof Fault),
  );
  const fault = present ?? values.find((value) => value instanceof Fault);
  // A source that was not asked says nothing; it must not hide the null of one that was.
  return fault ?? (values.includes(null) ? null : undefined);
}
