import { createHash } from 'node:crypto';
import { isTelling, lengthMax, runTogether } from '../../../lib/copies/words.ts';
import { normaliseEmail, normalisePhone } from '../normalise.ts';

/** How a copy may be written. `value`: as it is, in any case, form and grouping. */
export type Variant =
  | 'value'
  | 'national'
  | 'reversed'
  | 'url'
  | 'hex'
  | 'base64'
  | 'md5'
  | 'sha1'
  | 'sha256'
  | 'last-first'
  | 'joined';

/** How texts of this field are written, beside as they are. */
export type ValueKind = 'text' | 'email' | 'phone' | 'account';

export interface VariantText {
  readonly variant: Variant;
  /** As `lib/copies/words.ts` compares it. */
  readonly text: string;
}

export interface Spelling {
  readonly text: string;
  /** What the spelling itself is called; what is made of it goes by its own name. */
  readonly as: 'value' | 'national' | 'last-first' | 'joined';
}

/** All texts by which a value would be recognised, each once. */
export function variantsOf(spellings: readonly Spelling[]): readonly VariantText[] {
  const found = new Map<string, Variant>();
  const add = (variant: Variant, text: string): void => {
    if (text.length <= lengthMax && isTelling(text) && !found.has(text)) found.set(text, variant);
  };
  for (const { text, as } of spellings) add(as, runTogether(text));
  for (const { text } of spellings) for (const written of cases(text)) encode(written, add);
  return Array.from(found, ([text, variant]) => ({ variant, text }));
}

const cases = (text: string): ReadonlySet<string> =>
  new Set([text, text.normalize('NFKC'), text.toLowerCase(), text.toUpperCase()]);

function encode(text: string, add: (variant: Variant, text: string) => void): void {
  const bytes = Buffer.from(text, 'utf8');
  add('reversed', runTogether(Array.from(text).reverse().join('')));
  add('url', runTogether(encodeURIComponent(text)));
  add('hex', bytes.toString('hex'));
  add('base64', runTogether(bytes.toString('base64')));
  for (const algorithm of ['md5', 'sha1', 'sha256'] as const) {
    add(algorithm, createHash(algorithm).update(bytes).digest('hex'));
  }
}

/** The ways in which one value is written down, separators and grouping apart. */
export function spellingsOf(kind: ValueKind, text: string): readonly Spelling[] {
  const value = (spelling: string | undefined): readonly Spelling[] =>
    spelling === undefined ? [] : [{ text: spelling, as: 'value' }];
  switch (kind) {
    case 'text':
      return value(text);
    case 'email':
      return [...value(text), ...value(normaliseEmail(text))];
    case 'account':
      return [...value(text), ...value(text.replace(/\s/g, ''))];
    case 'phone':
      return [...value(text), ...phoneSpellings(normalisePhone(text))];
  }
}

/** E.164, with 00, and as it is dialled in its own country. */
function phoneSpellings(e164: string | undefined): readonly Spelling[] {
  if (e164 === undefined) return [];
  const digits = e164.slice(1);
  const national = nationalOf(digits);
  return [
    { text: e164, as: 'value' },
    { text: digits, as: 'value' },
    { text: `00${digits}`, as: 'value' },
    ...(national === undefined ? [] : [{ text: national, as: 'national' } as const]),
  ];
}

/** Country codes of two digits (ITU-T E.164, list of 2016); 1 and 7 have one, all others three. */
const twoDigits = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** With the trunk prefix 0; countries that have none (1, 7) dial the number itself, which is no tell-tale. */
function nationalOf(digits: string): string | undefined {
  if (/^[17]/.test(digits)) return undefined;
  return `0${digits.slice(twoDigits.test(digits) ? 2 : 3)}`;
}

/** A full name: none of its parts is looked for by itself. */
export function nameSpellings(given: string, family: string): readonly Spelling[] {
  return [
    { text: `${given} ${family}`, as: 'value' },
    { text: `${family}, ${given}`, as: 'last-first' },
    { text: `${family} ${given}`, as: 'last-first' },
    { text: `${given}${family}`, as: 'joined' },
    { text: `${given}.${family}`, as: 'joined' },
    { text: `${family}${given}`, as: 'joined' },
  ];
}

export interface AddressParts {
  readonly lines: readonly string[];
  readonly locality: string;
  readonly postalCode: string | null;
}

/** An address in one text, as it stands on an envelope or in an export. */
export function addressSpellings({
  lines,
  locality,
  postalCode,
}: AddressParts): readonly Spelling[] {
  const place = postalCode === null ? locality : `${postalCode} ${locality}`;
  return [', ', ' ', '\n'].flatMap((separator) => [
    { text: [...lines, place].join(separator), as: 'joined' } as const,
    { text: [...lines, locality].join(separator), as: 'joined' } as const,
    ...(lines.length > 1 ? [{ text: lines.join(separator), as: 'joined' } as const] : []),
  ]);
}
