import type { Folded } from './folded.ts';
import type { Shape, Span } from './span.ts';

const local = String.raw`(?:"[^"@]{1,64}"|[\p{L}\p{N}!#$%&'*+/=?^_\x60{|}~.-]{1,64})`;
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?`;
const top = String.raw`\p{L}[\p{L}\p{N}-]{1,62}`;
const bracketed = (words: string): string => String.raw` ?[[({<] ?(?:${words}) ?[\])}>] ?`;
const dot = String.raw`(?:\.|${bracketed(String.raw`dot|punkt|point|\.`)})`;
const domain = String.raw`(?:${label}${dot}){1,8}${top}`;

/** RFC 5322 addresses, and the spellings by which people hide the signs of one. */
const emails = [
  `${local}(?: {0,2}@ {0,2}|${bracketed('at|@')})(?:${domain}|\\[[0-9A-Fa-f:.]{3,45}\\])`,
  `${local} at ${label}(?: dot ${label}){0,6} dot ${top}`,
].map((pattern) => new RegExp(pattern, 'giu'));

/** What people type between digits. */
const gap = String.raw`[ .\-/()]{0,3}`;
/** Not within a word or a document's number such as `SO-0012345678`. */
const alone = String.raw`(?<![\p{L}\p{N}][.\-/_]?)`;
const day = String.raw`0[1-9]([./\-])(?:0[1-9]|1[0-2])\1(?:\d{4}|\d{2})(?!\d|\1\d)`;
const labels = 'tel|phone|mobile?|fon|fax|handy|call|gsm|portable|whatsapp|sms';

/** Numbers as ITU-T E.123 writes them, national and international. */
const phones = [
  String.raw`\+${gap}[1-9](?:${gap}\d){6,14}(?!\d)`,
  String.raw`${alone}00${gap}[1-9](?:${gap}\d){6,13}(?![-_]?[\p{L}\p{N}])`,
  String.raw`${alone}\(?(?!${day})0${gap}[1-9](?:${gap}\d){6,12}(?![-_]?[\p{L}\p{N}])`,
  String.raw`${alone}(?:1[ .\-])?(?:\(\d{3}\) ?|\d{3}[ .\-])\d{3}[ .\-]\d{4}(?![-_]?[\p{L}\p{N}])`,
  String.raw`(?<=(?<!\p{L})(?:${labels})\p{L}{0,8}[ .:]{0,3})\d(?:${gap}\d){5,14}(?![-_]?[\p{L}\p{N}])`,
].map((pattern) => new RegExp(pattern, 'giu'));

export const emailsIn = (folded: Folded): readonly Span[] => matches('email', emails, folded);
export const phonesIn = (folded: Folded): readonly Span[] => matches('phone', phones, folded);

const matches = (shape: Shape, patterns: readonly RegExp[], { text }: Folded): readonly Span[] =>
  patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      shape,
      from: match.index,
      to: match.index + match[0].length,
    })),
  );
