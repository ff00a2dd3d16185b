import type { AnswerTemplate } from '../../answer/compiledAnswer.ts';
import type { ErrorCode } from '../../../lib/errors/catalogue.ts';

/** A field, or an item of a list, as generated code knows it: everything that is the same for each row. */
export interface Site {
  /** Path of the answer; `*` for list positions. */
  readonly path: readonly string[];
  readonly pattern: string;
  readonly nonNull: boolean;
  /** The keys that the client selects beside it, itself included. */
  readonly keys: ReadonlySet<string>;
  /** The parts of the plan that were to bring it. */
  readonly parts: readonly number[];
  readonly denied: boolean;
  /** Its value is here and may not leave after all. */
  readonly held: boolean;
  /** A list from which rows of natural persons are left out. */
  readonly filteredList: boolean;
  /** A single edge whose row may be that of a natural person. */
  readonly filteredEdge: boolean;
  /** What a null means where the field is nullable: held back by a live condition, or nothing. */
  readonly conditional: boolean;
  /** The code under which a missing value is withheld where no null may stand; undefined: an error. */
  readonly missing: ErrorCode | undefined;
}

/** What policy says of the paths of an answer. */
export type Marks = Pick<
  AnswerTemplate,
  'denied' | 'filteredLists' | 'filteredEdges' | 'conditional' | 'party'
> & {
  /** Paths of values that may not leave after all. */
  readonly held?: ReadonlySet<string>;
};

const none: ReadonlySet<string> = new Set();

/** Without policy: nothing is withheld. */
export const noMarks: Marks = {
  denied: none,
  filteredLists: none,
  filteredEdges: none,
  conditional: none,
  party: none,
};

export type SiteFacts = Pick<Site, 'path' | 'nonNull' | 'keys' | 'parts'>;

export function siteOf(marks: Marks, facts: SiteFacts): Site {
  const { path } = facts;
  const pattern = path.join('.');
  return {
    ...facts,
    pattern,
    denied: marks.denied.has(pattern),
    held: marks.held?.has(pattern) === true,
    filteredList: marks.filteredLists.has(pattern),
    filteredEdge: marks.filteredEdges.has(pattern),
    conditional: marks.conditional.has(pattern),
    missing: codeOfMissing(marks, path, pattern),
  };
}

/**
 * A personal or party value that is not there, in a field that can't be null: the nearest nullable
 * edge above it is withheld whole (policy.md, I8). Of any other field its store owed the value.
 */
function codeOfMissing(
  { filteredEdges, conditional, party }: Marks,
  path: readonly string[],
  pattern: string,
): ErrorCode | undefined {
  const above = path.map((_, index) => path.slice(0, index + 1).join('.'));
  if (above.some((edge) => filteredEdges.has(edge))) return 'PARTY_NOT_PERMITTED';
  return conditional.has(pattern) || party.has(pattern) ? 'NOT_AVAILABLE' : undefined;
}
