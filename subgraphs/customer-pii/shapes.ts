import { z } from 'zod';
import { opaqueId, uuidKey } from '../host/inputs.ts';
import { isCountryCode } from './countries.ts';
import { normaliseEmail, normalisePhone } from './normalise.ts';

/** Shapes of what people type. None of their messages repeats a value. */
const oneLine = (lengthMax: number): z.ZodType<string> =>
  z
    .string()
    .max(lengthMax * 4)
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => text.length > 0 && text.length <= lengthMax)
    .refine((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text));

export const name = oneLine(100);
export const title = oneLine(40);
export const email = oneLine(254).refine((text) => normaliseEmail(text) !== undefined);
export const phone = oneLine(40).refine((text) => normalisePhone(text) !== undefined);
export const birthDate = z.iso.date().refine((text) => text >= '1880-01-01');
export const countryCode = z.string().refine(isCountryCode);
export const addressLine = oneLine(100);
export const place = oneLine(100);
export const postalCode = oneLine(16).refine((text) => /^[A-Z0-9][A-Z0-9 -]*$/i.test(text));
export const reference = opaqueId;
export const idempotencyKey = uuidKey;

export const addressUse = z.enum(['LEGAL', 'BILLING', 'SHIPPING', 'HOME', 'RETURN']);
export const contactChannel = z.enum(['EMAIL', 'PHONE', 'SMS', 'POST']);
export type ContactChannel = z.output<typeof contactChannel>;

/** `PersonInput`: absent and null differ when a person is rectified. */
export const personInput = z.object({
  title: title.nullish(),
  given: name.nullish(),
  family: name,
  email: email.nullish(),
  phone: phone.nullish(),
  birthDate: birthDate.nullish(),
});
export type PersonInput = z.output<typeof personInput>;
