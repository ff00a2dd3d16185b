export const customerKinds = ['COMPANY', 'PUBLIC_BODY', 'PERSON', 'SOLE_TRADER'] as const;
export type CustomerKind = (typeof customerKinds)[number];

export const customerSegments = [
  'ENTERPRISE',
  'MID_MARKET',
  'SMALL_BUSINESS',
  'CONSUMER',
  'PARTNER',
  'GOVERNMENT',
] as const;
export type CustomerSegment = (typeof customerSegments)[number];

export type PartyKind = 'LEGAL_PERSON' | 'NATURAL_PERSON' | 'SOLE_TRADER';

/** The control fact that other stores decide party rows by; the view `party_kind` says the same. */
export const partyKindOf: Readonly<Record<CustomerKind, PartyKind>> = {
  COMPANY: 'LEGAL_PERSON',
  PUBLIC_BODY: 'LEGAL_PERSON',
  PERSON: 'NATURAL_PERSON',
  SOLE_TRADER: 'SOLE_TRADER',
};

/** Kinds whose name is a person's, so that it may not stand here. */
export const isNaturalKind = (kind: CustomerKind): boolean => partyKindOf[kind] !== 'LEGAL_PERSON';
