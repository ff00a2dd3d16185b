import type { SealedTables } from '../../host/vault/vault.ts';

/** Which of a subject's two keys: `law` is for what the law keeps after the person has gone. */
export type KeyUse = 'live' | 'law';

/** A property of a row that holds the id of the subject whose key seals the row. */
export interface Owner {
  readonly kind: 'person' | 'customer';
  readonly property: string;
}

export interface SealedColumns {
  readonly use: KeyUse;
  readonly key: string;
  /** The first that the row has is its subject. */
  readonly owners: readonly Owner[];
  /** Property → column. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns of lists: they are sealed whole, as a list of one. */
  readonly lists?: readonly string[];
}

const ofPerson = [{ kind: 'person', property: 'personId' }] as const;
const ofCustomer = [{ kind: 'customer', property: 'customerId' }] as const;

/**
 * The columns whose rule in the policy map says `protect.encrypt`; a test holds the two together.
 * A row's subject stands in the row itself and never changes, so that no join decides what opens.
 */
export const sealedTables = {
  person: {
    use: 'live',
    key: 'id',
    owners: [{ kind: 'person', property: 'id' }],
    columns: {
      title: 'title',
      givenName: 'given_name',
      familyName: 'family_name',
      birthDate: 'birth_date',
      preferredLanguage: 'preferred_language',
    },
  },
  contact_point: { use: 'live', key: 'id', owners: ofPerson, columns: { value: 'value' } },
  national_id: { use: 'live', key: 'id', owners: ofPerson, columns: { value: 'value' } },
  company_registration: { use: 'live', key: 'id', owners: ofCustomer, columns: { value: 'value' } },
  postal_address: {
    use: 'live',
    key: 'id',
    owners: [...ofPerson, ...ofCustomer],
    columns: {
      lines: 'lines',
      locality: 'locality',
      region: 'region',
      postalCode: 'postal_code',
      countryCode: 'country_code',
    },
    lists: ['lines'],
  },
  payment_instrument: {
    use: 'live',
    key: 'id',
    owners: ofCustomer,
    columns: {
      value: 'value',
      mandateReference: 'mandate_reference',
      mandateSignedOn: 'mandate_signed_on',
    },
  },
  billing_party_snapshot: {
    use: 'law',
    key: 'id',
    owners: ofCustomer,
    columns: { name: 'name', addressLines: 'address_lines', taxId: 'tax_id' },
    lists: ['addressLines'],
  },
} as const satisfies Readonly<Record<string, SealedColumns>>;

export type SealedTableName = keyof typeof sealedTables;

export function columnsOfTable(table: string): SealedColumns {
  if (!Object.hasOwn(sealedTables, table)) throw new TypeError(`${table} has nothing sealed`);
  return sealedTables[table as SealedTableName];
}

/** The name by which a sealed value is bound to its column. */
export const placeOf = (table: string, column: string): string => `${table}.${column}`;

/** For the host's reads. */
export const sealedForReads: SealedTables = Object.fromEntries(
  Object.entries<SealedColumns>(sealedTables).map(([table, { key, owners, columns }]) => [
    table,
    {
      properties: new Set(Object.keys(columns)),
      with: [...new Set([key, ...owners.map(({ property }) => property)])],
    },
  ]),
);

export interface SubjectOfRow {
  readonly kind: Owner['kind'];
  readonly id: string;
}

/** Whose row it is; undefined where the row does not say. */
export function subjectOfRow(
  { owners }: SealedColumns,
  row: Readonly<Record<string, unknown>>,
): SubjectOfRow | undefined {
  for (const { kind, property } of owners) {
    const id = row[property];
    if (typeof id === 'string') return { kind, id };
  }
  return undefined;
}

/** The column of a property that sealing looks at. */
export const columnName = ({ columns }: SealedColumns, property: string): string =>
  columns[property] ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
