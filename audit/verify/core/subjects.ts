import type { Entry } from './bundle.ts';
import type { Findings } from './findings.ts';
import { isList, isObject, isText, own, type Json } from './json.ts';

const email = /[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/i;
/** Spaced or not. */
const iban = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Z0-9])/i;
/** Seven digits or more, with the marks that people put between. */
const phone = /(?<![\w-])(?:\+|00?)?\(?\d(?:[ ()./-]{0,2}\d){6,14}(?![\w-])/;

/** An instant or an id: digits that are nobody's number. */
const harmless =
  /\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,}|[0-7][0-9A-HJKMNP-TV-Z]{25}/gi;

const holds = (text: string, shapes: readonly RegExp[]): boolean => {
  const rest = text.replaceAll(harmless, ' ');
  return shapes.some((shape) => shape.test(rest));
};

/** Whether a text that people wrote has the shape of an e-mail address, a telephone number or an IBAN. */
export const looksPersonal = (text: string): boolean => holds(text, [email, iban, phone]);

/** The texts of an entry, where a personal value would be if somebody wrote one. */
export function checkTexts({ header, body, index }: Entry, findings: Findings): void {
  const subject = body?.subject ?? {};
  const [reason, evidence] = [own(subject, 'reason'), own(subject, 'evidence')];
  const isAdmin = header?.type.startsWith('admin.') === true;
  // Paths and numbers of cases are long numbers too: there, a telephone number can't be told apart.
  const others = [evidence, ...(isAdmin ? [body?.decision ?? null] : [])].flatMap(textsOf);
  const isPersonal =
    (isText(reason) && looksPersonal(reason)) || others.some((text) => holds(text, [email, iban]));
  if (isPersonal) findings.add('subject.personal-value', { index });
}

function textsOf(value: Json | undefined): readonly string[] {
  if (isText(value)) return [value];
  if (isList(value)) return value.flatMap(textsOf);
  return isObject(value) ? Object.values(value).flatMap(textsOf) : [];
}
