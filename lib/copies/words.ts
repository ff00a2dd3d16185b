/*
 * What a copied value and the value itself are compared by. Both are read as words of letters and
 * digits, in one case, without compatibility forms, accents and what cannot be seen; a value is its
 * words run together. So `+33 1 99 00 12 34` is `33199001234`, and a run of words in any text can be
 * held against it.
 */

/** In free text a value may be spread over this many words; a grouped IBAN has up to nine. */
export const wordsMax = 10;
/** Longer than the longest variant of a value (`variants.ts` of customer-pii). */
export const lengthMax = 420;

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

export function wordsOf(text: string): readonly string[] {
  if (isPlain(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const folded = text
    .normalize('NFKD')
    .replace(/[\p{Mn}\p{Cf}]/gu, '')
    .toLowerCase();
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A value as its words run together. */
export const runTogether = (text: string): string => wordsOf(text).join('');

/**
 * Whether a text of this shape is one of 2³² or more: ten digits, or seven letters and digits. What
 * is one of fewer would be found everywhere by chance.
 */
export function isTelling(text: string): boolean {
  if (text.length < 7) return false;
  return text.length >= 10 || /[^0-9]/.test(text);
}

/** Calls back with each run of words that could be a value. */
export function eachCandidate(
  words: readonly string[],
  callback: (candidate: string) => void,
): void {
  for (let from = 0; from < words.length; from += 1) {
    let candidate = '';
    const end = Math.min(words.length, from + wordsMax);
    for (let at = from; at < end; at += 1) {
      candidate += words[at] ?? '';
      if (candidate.length > lengthMax) break;
      if (isTelling(candidate)) callback(candidate);
    }
  }
}
