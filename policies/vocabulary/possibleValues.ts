/**
 * How many values a category can have. Where there are fewer than 2³², a value is met everywhere by
 * chance, and tells nobody from another by itself: a copy of it cannot be told from a coincidence.
 * A name counts by a single part; given and family name together are looked for.
 */
const fewer = [
  'pd:Age',
  'pd:AgeExact',
  'pd:AgeRange',
  'pd:BirthDate',
  'pd:City',
  'pd:Country',
  'pd:CreditStanding',
  'pd:CreditWorthiness',
  'pd:Job',
  'pd:Language',
  'pd:Locality',
  'pd:Name',
  'pd:PostalCode',
  'pd:Preference',
  'pd:PrivacyPreference',
  'pd:Professional',
  'pd:Region',
  'pd:Street',
] as const;

const more = [
  'pd:AccountIdentifier',
  'pd:BankAccount',
  'pd:Communication',
  'pd:Contact',
  'pd:EmailAddress',
  'pd:EmailAddressWork',
  'pd:EmailContent',
  'pd:Financial',
  'pd:FinancialAccount',
  'pd:FinancialAccountNumber',
  'pd:Identifier',
  'pd:Identifying',
  'pd:Location',
  'pd:OfficialID',
  'pd:Passport',
  'pd:PaymentCard',
  'pd:PaymentCardNumber',
  'pd:PhysicalAddress',
  'pd:Purchase',
  'pd:Tax',
  'pd:TelephoneNumber',
  'pd:Transaction',
  'pd:UID',
] as const;

/** Whether a category of personal data has at least 2³² possible values. */
export const possibleValues: ReadonlyMap<string, 'few' | 'many'> = new Map([
  ...fewer.map((term) => [term, 'few'] as const),
  ...more.map((term) => [term, 'many'] as const),
]);
