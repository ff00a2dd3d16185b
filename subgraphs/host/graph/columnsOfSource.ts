import type { ColumnRef, Source } from '../../../policies/lock.ts';

/** The columns that a source stands on; none where it is computed, structure or elsewhere. */
export function columnsOfSource(source: Source): readonly ColumnRef[] {
  switch (source.kind) {
    case 'column':
      return [source.column];
    case 'columns':
      return source.columns;
    case 'edge':
      return source.from;
    case 'computed':
    case 'structure':
    case 'remote':
    case 'partition':
      return [];
  }
}
