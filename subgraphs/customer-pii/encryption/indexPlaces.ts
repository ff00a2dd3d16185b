/** The names by which look-ups of each field have keys of their own. */
export const indexPlaces = {
  EMAIL: 'EmailAddress.value',
  PHONE: 'PhoneNumber.value',
  INSTRUMENT: 'PaymentInstrument.value',
} as const;
