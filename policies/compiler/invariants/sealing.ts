import { personalClasses, type Coordinate, type FieldRule } from '../../lock.ts';
import type { CompileContext } from '../context.ts';
import { placeOf } from '../graphIndex.ts';
import { violationAt, type Violation } from '../types.ts';

/**
 * I4, of a store whose columns are sealed: each personal column is encrypted or says why it is not,
 * and what is encrypted is found by nothing but a keyed index, which it has where a purpose may look
 * it up and only there.
 */
export function sealing({ index, fields }: CompileContext): readonly Violation[] {
  return index.outputs.flatMap(({ coordinate }) => {
    const rule = fields[coordinate];
    if (rule?.source.kind !== 'column' && rule?.source.kind !== 'columns') return [];
    if (rule.store === 'shared' || index.sources.stores.get(rule.store)?.sealed !== true) return [];
    return problemsOf(coordinate, rule).map(([message, mend]) =>
      violationAt(placeOf(index, coordinate), 'I4', coordinate, message, mend),
    );
  });
}

type Problem = readonly [message: string, mend: string];

function problemsOf(coordinate: Coordinate, rule: FieldRule): readonly Problem[] {
  const { encrypt, index = 'none', clear } = rule.protect ?? {};
  if (encrypt === undefined) {
    if (clear !== undefined || !personalClasses.has(rule.class)) return [];
    return [
      [
        `${coordinate} is ${rule.class}, and its column is not encrypted.`,
        'Write protect: {encrypt: subject-key, index: none}, or protect: {clear: …} with the reason.',
      ],
    ];
  }
  const { exact, range, sort } = rule.predicate;
  const found: Problem[] = [];
  if (clear !== undefined) {
    found.push([`${coordinate} is encrypted and says why it is not.`, 'Write one of the two.']);
  }
  if (range.length + sort.length > 0) {
    found.push([
      `${coordinate} is encrypted, and an encrypted value has no order.`,
      'Take range and sort away, or make a coarser field of its own.',
    ]);
  }
  if (exact.length > 0 !== (index === 'hmac')) {
    found.push([
      `${coordinate} is encrypted, and may be looked up ${exact.length > 0 ? 'without an index' : 'by nobody, but has an index'}.`,
      'Write index: hmac where predicate.exact names a purpose, and index: none elsewhere.',
    ]);
  }
  return found;
}
