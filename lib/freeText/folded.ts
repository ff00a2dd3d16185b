/**
 * A text as its reader sees it, in few characters: compatibility forms, digits of any script, dots,
 * dashes, spaces and letters that look Latin are one; what cannot be seen is left out. Each
 * character knows where it stands in the text.
 */
export interface Folded {
  readonly text: string;
  /** Where the character at `index` of the folded text begins in the original; its length at the end. */
  readonly start: (index: number) => number;
}

export function fold(original: string): Folded {
  const starts: number[] = [];
  let text = '';
  let at = 0;
  for (const character of original) {
    const seen = foldCharacter(character);
    for (let index = 0; index < seen.length; index += 1) starts.push(at);
    text += seen;
    at += character.length;
  }
  return { text, start: (index) => starts[index] ?? original.length };
}

function foldCharacter(character: string): string {
  if (isPlain(character)) return character;
  if (/[\p{Cf}\p{Mn}\p{Me}\p{Variation_Selector}]/u.test(character)) return '';
  const seen = character.normalize('NFKC');
  return seen === character ? foldAlone(character) : Array.from(seen, foldAlone).join('');
}

const isPlain = (character: string): boolean => character >= ' ' && character <= '~';

function foldAlone(character: string): string {
  if (isPlain(character)) return character;
  if (/\p{Nd}/u.test(character)) return digitOf(character);
  if (/[\p{Z}\p{Cc}]/u.test(character)) return ' ';
  if (/\p{Pd}/u.test(character)) return '-';
  if (/\p{Mn}/u.test(character)) return '';
  return lookAlikes.get(character) ?? character;
}

/** Decimal digits stand in runs of ten, zero first (The Unicode Standard, section 4.6). */
function digitOf(character: string): string {
  let before = 0;
  let code = (character.codePointAt(0) ?? 0) - 1;
  while (/\p{Nd}/u.test(String.fromCodePoint(code))) {
    before += 1;
    code -= 1;
  }
  return String(before % 10);
}

const pairs = (from: string, to: string): readonly (readonly [string, string])[] => {
  const target = Array.from(to);
  return Array.from(from, (character, index) => [character, target[index] ?? character] as const);
};

/** Those of Unicode's confusables (UTS 39) that stand for signs and letters which the shapes ask for. */
const lookAlikes: ReadonlyMap<string, string> = new Map([
  ...pairs('АВЕКМНОРСТУХІЅЈԌԚԜҮ', 'ABEKMHOPCTYXISJGQWY'),
  ...pairs('аеорсухіѕјԛԝһԁӏ', 'aeopcyxisjqwhdl'),
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'),
  ...pairs('ονρικατυ', 'ovpikatu'),
  ...pairs('ıɡ', 'ig'),
  ...pairs('。｡·•∙⋅・٫۔', '.........'),
  ...pairs('−˗⁃➖', '----'),
  ...pairs('➕', '+'),
  ...pairs('⁄∕⧸', '///'),
]);
