import { accountNumbersIn } from './accountNumbers.ts';
import { emailsIn, phonesIn } from './contactPoints.ts';
import { fold } from './folded.ts';
import type { Shape, Span } from './span.ts';

/** What stands in a text instead; no longer than the shortest of what it stands for. */
const marks: Readonly<Record<Shape, string>> = {
  email: '[mail]',
  phone: '[phone]',
  iban: '[IBAN]',
};

export interface Redacted {
  readonly text: string;
  /** Each shape that was found, once. */
  readonly found: readonly Shape[];
}

/**
 * Free text without what has the shape of an e-mail address, a telephone number or an account
 * number, whether or not anybody is known by it. Shapes are all this sees: a name stays.
 */
export function redactFreeText(text: string): Redacted {
  const folded = fold(text);
  const spans = apart([...accountNumbersIn(folded), ...emailsIn(folded), ...phonesIn(folded)]);
  let redacted = '';
  let at = 0;
  for (const { shape, from, to } of spans) {
    redacted += text.slice(at, folded.start(from)) + marks[shape];
    at = folded.start(to);
  }
  return { text: redacted + text.slice(at), found: [...new Set(spans.map(({ shape }) => shape))] };
}

/** In the order of the text; of two that overlap, the one that was named first. */
function apart(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = [];
  for (const span of spans) {
    if (kept.every(({ from, to }) => span.to <= from || to <= span.from)) kept.push(span);
  }
  return kept.sort((one, other) => one.from - other.from);
}
