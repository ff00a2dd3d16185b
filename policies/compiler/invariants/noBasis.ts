import { personalClasses } from '../../lock.ts';
import type { CompileContext } from '../context.ts';
import { placeOf } from '../graphIndex.ts';
import { violationAt, type Violation } from '../types.ts';

/** I12: a purpose without a legal basis reaches no personal field and no row of a natural person. */
export function noBasis({ index, fields }: CompileContext): readonly Violation[] {
  const without = new Set(
    [...index.sources.purposes]
      .filter(([, { purpose }]) => purpose.legalBasis === 'none')
      .map(([name]) => name),
  );
  const readers = Object.entries(fields)
    .filter(([, rule]) => personalClasses.has(rule.class))
    .flatMap(([coordinate, rule]) =>
      Object.keys(rule.read)
        .filter((purpose) => without.has(purpose))
        .map((purpose) =>
          violationAt(
            placeOf(index, coordinate),
            'I12',
            coordinate,
            `${purpose} has no legal basis and reads ${coordinate}, which is ${rule.class}.`,
            `Drop ${purpose} from read, or give the purpose a legal basis.`,
          ),
        ),
    );
  const rows = index.sources.types.flatMap(({ type, clauses, place }) =>
    clauses === 'structure'
      ? []
      : (clauses.natural ?? [])
          .filter((purpose) => without.has(purpose))
          .map((purpose) =>
            violationAt(
              place,
              'I12',
              type,
              `${purpose} has no legal basis and sees the rows of natural persons in ${type}.`,
              `Drop ${purpose} from natural, or give the purpose a legal basis.`,
            ),
          ),
  );
  return [...readers, ...rows];
}
