import type { CompileContext } from '../context.ts';
import { violationAt, type Violation } from '../types.ts';

/** The sentence for the data-protection officer says more than the field's name does. */
export function says({ index }: CompileContext): readonly Violation[] {
  return index.sources.fields.flatMap(({ coordinate, rule, place, lineOf }) => {
    const [type = '', field = ''] = coordinate.split('.');
    const told = wordsOf(rule.says).filter((word) => !filler.has(word));
    const named = new Set([...wordsOf(spaced(type)), ...wordsOf(spaced(field))]);
    if (told.some((word) => !named.has(word))) return [];
    return [
      violationAt(
        { file: place.file, line: lineOf(['says']) },
        'FORMAT',
        coordinate,
        `says of ${coordinate} only repeats its name.`,
        'Say in a sentence what the value is and where it comes from.',
      ),
    ];
  });
}

const filler: ReadonlySet<string> = new Set(['the', 'a', 'an', 'of', 'is', 'this', 'its', 'it']);

const spaced = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2');

const wordsOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
