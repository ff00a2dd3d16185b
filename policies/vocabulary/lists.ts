/** The closed lists of the policy map that are this project's own. Forms, classes and erase rules stand in `lock.ts`. */

/** Legal bases of GDPR Art. 6(1); `none` for purposes that can reach no personal field. */
export const legalBases: ReadonlySet<string> = new Set([
  'gdpr:A6-1-a',
  'gdpr:A6-1-b',
  'gdpr:A6-1-c',
  'gdpr:A6-1-d',
  'gdpr:A6-1-e',
  'gdpr:A6-1-f',
  'none',
]);

/** Conditions of GDPR Art. 9(2), one of which a purpose needs to reach a sensitive field. */
export const specialConditions: ReadonlySet<string> = new Set(
  ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((letter) => `gdpr:A9-2-${letter}`),
);

/** Where values may stay and be read from. */
export const regions: ReadonlySet<string> = new Set(['EU', 'EEA', 'UK', 'CH', 'US']);

/** Events that a retention period counts from. */
export const retentionEvents: ReadonlySet<string> = new Set([
  'case.closed',
  'consent.given',
  'consent.withdrawn',
  'contract.end',
  'customer.erased',
  'entry.written',
  'invoice.paid',
  'invoice.year-end',
  'order.closed',
  'quote.expired',
  'request.closed',
  'shipment.delivered',
]);

/** `protect`: under which of a subject's keys, and how it may be found. */
export const encryptionKeys: ReadonlySet<string> = new Set(['subject-key', 'law-key']);
export const indexKinds: ReadonlySet<string> = new Set(['none', 'hmac']);
export const normalisations: ReadonlySet<string> = new Set(['email-v1', 'phone-v1', 'iban-v1']);
