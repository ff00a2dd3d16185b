import type { Violation } from '../../policies/compiler/types.ts';

/** `I1 schema/crm.graphql:12 Customer.segment` and, below, what is wrong and how it is mended. */
export const violationLines = (violations: readonly Violation[]): readonly string[] =>
  violations.flatMap(({ invariant, coordinate, file, line, message, mend }) => [
    `${invariant}  ${file}:${String(line)}  ${coordinate}`,
    `    ${message}`,
    `    ${mend}`,
  ]);

export const violationCount = (violations: readonly Violation[]): string =>
  `${String(violations.length)} violation${violations.length === 1 ? '' : 's'}`;
