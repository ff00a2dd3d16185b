import { domainToASCII } from 'node:url';

/**
 * email-v1: what two spellings of one address have in common. NFKC, lower case, the domain in
 * ASCII (RFC 5891). Undefined where the text has not the shape of an address (RFC 5321 lengths).
 */
export function normaliseEmail(text: string): string | undefined {
  const [, local, domain] =
    /^([^\s@<>"(),:;\\]{1,64})@([^\s@]{1,253})$/.exec(canonical(text)) ?? [];
  if (local === undefined || domain === undefined) return undefined;
  const ascii = domainToASCII(domain);
  return /^([a-z0-9-]+\.)+[a-z0-9-]{2,}$/.test(ascii) ? `${local}@${ascii}` : undefined;
}

/** phone-v1: E.164 with its plus sign; separators that people type are left out. */
export function normalisePhone(text: string): string | undefined {
  const digits = canonical(text)
    .replace(/[\s./()-]/g, '')
    .replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

/** iban-v1: capitals, and no spaces. */
export const normaliseIban = (text: string): string => text.replace(/\s/g, '').toUpperCase();

const canonical = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
