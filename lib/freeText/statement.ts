import { redactFreeText } from './redact.ts';

/** What is a long number and nobody's: instants, ids and hashes. */
const harmless =
  /\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,}|[0-7][0-9A-HJKMNP-TV-Z]{25}/gi;

const addressed = /\S@\S/;
const accountNumber = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2}/i;
const longNumber = /\d(?:[ ()./-]{0,2}\d){6}/;
/** A person is spoken of as people speak of one; a name without a title has no shape. */
const titled =
  /(?<!\p{L})(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Mme|Mlle|Madame|Monsieur|Sra?|Sig|Dhr|Mevr)\.? ?\p{Lu}\p{L}+/u;

/**
 * Whether a text may stand where it can never be taken out again, such as the reason of a signed act. It
 * is stricter than the redaction of free text, and than the log's verifier: the writer is there to say it
 * in other words.
 */
export function isImpersonal(text: string): boolean {
  if (redactFreeText(text).found.length > 0) return false;
  const rest = text.replaceAll(harmless, ' ');
  return ![addressed, accountNumber, longNumber, titled].some((shape) => shape.test(rest));
}

/** The sentence for who wrote it. */
export const impersonalText =
  'must name no person: no e-mail address, telephone, account or long number, and no "Mr" or "Mrs"';
