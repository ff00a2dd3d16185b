import type { CompileContext } from '../context.ts';
import { isStructure, placeOf } from '../graphIndex.ts';
import { violationAt, type Violation } from '../types.ts';

/** I13: on a type with a path to a party, calling a field business needs the steward's reason. */
export function claim({ index, fields, parties }: CompileContext): readonly Violation[] {
  return index.outputs.flatMap(({ coordinate, parent, root }) => {
    const rule = fields[coordinate];
    const onPath =
      root === undefined && parties.has(parent.name) && !isStructure(index, parent.name);
    if (!onPath || rule?.class !== 'business' || rule.because !== undefined) return [];
    return [
      violationAt(
        placeOf(index, coordinate),
        'I13',
        coordinate,
        `${coordinate} is called business, but ${parent.name} leads to a customer.`,
        'Write because: with the steward’s reason, or drop class so that it is party.',
      ),
    ];
  });
}
