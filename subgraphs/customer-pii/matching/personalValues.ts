import type { EntityManager } from 'typeorm';
import type { RowClass } from '../../host/definition.ts';
import type { StoreDatabase } from '../../host/database.ts';
import type { Vault } from '../../host/vault/vault.ts';
import { PostalAddressRow } from '../entities/address.ts';
import { PaymentInstrumentRow } from '../entities/party.ts';
import { ContactPointRow, NationalIdRow, PersonRow } from '../entities/person.ts';
import { addressSpellings, nameSpellings, spellingsOf, type Spelling } from './variants.ts';

/** One value of a subject, by all the ways in which it is written down. */
export interface PersonalValue {
  readonly coordinate: string;
  readonly spellings: readonly Spelling[];
}

export interface SubjectValues {
  readonly values: readonly PersonalValue[];
  /** Values of each field whose category decides whether they are looked for alone. */
  readonly parts: readonly { readonly coordinate: string; readonly texts: readonly string[] }[];
}

interface Table<Row extends object> {
  readonly row: RowClass<Row>;
  /** SQL over the table: whose row it is. */
  readonly owner: string;
  readonly name: string;
  readonly values: (row: Row) => SubjectValues;
}

const table = <Row extends object>(described: Table<Row>): Table<Row> => described;

const alone = (coordinate: string, spellings: readonly Spelling[]): SubjectValues => ({
  values: [{ coordinate, spellings }],
  parts: [],
});

/** None where the value can't be had any more. */
const spellings = (
  kind: Parameters<typeof spellingsOf>[0],
  value: string | null,
): readonly Spelling[] => (value === null ? [] : spellingsOf(kind, value));

const present = (...texts: readonly (string | null)[]): readonly string[] =>
  texts.filter((text) => text !== null && text.trim() !== '') as string[];

const persons = table({
  ...{ row: PersonRow, name: 'person', owner: 'id' },
  values: ({ title, givenName, familyName, birthDate }) => ({
    values:
      givenName === null || familyName === null
        ? []
        : [{ coordinate: 'Person.name', spellings: nameSpellings(givenName, familyName) }],
    parts: [
      { coordinate: 'PersonName.title', texts: present(title) },
      { coordinate: 'PersonName.given', texts: present(givenName) },
      { coordinate: 'PersonName.family', texts: present(familyName) },
      { coordinate: 'Person.birthDate', texts: present(birthDate) },
    ],
  }),
});

const contactPoints = table({
  ...{ row: ContactPointRow, name: 'contact_point', owner: 'person_id' },
  values: ({ kind, value }) =>
    kind === 'EMAIL'
      ? alone('EmailAddress.value', spellings('email', value))
      : alone('PhoneNumber.value', spellings('phone', value)),
});

const nationalIds = table({
  ...{ row: NationalIdRow, name: 'national_id', owner: 'person_id' },
  values: ({ value }) => alone('NationalId.value', spellings('text', value)),
});

const paymentInstruments = table({
  ...{ row: PaymentInstrumentRow, name: 'payment_instrument', owner: 'customer_id' },
  values: ({ value, mandateReference }) => ({
    values: [
      { coordinate: 'PaymentInstrument.value', spellings: spellings('account', value) },
      ...present(mandateReference).map((reference) => ({
        coordinate: 'SepaMandate.reference',
        spellings: spellingsOf('text', reference),
      })),
    ],
    parts: [],
  }),
});

/** None where its words can't be had any more. */
const wholeAddress = ({
  lines,
  locality,
  postalCode,
}: PostalAddressRow): readonly (readonly Spelling[])[] =>
  lines === null || locality === null ? [] : [addressSpellings({ lines, locality, postalCode })];

const addresses = table({
  row: PostalAddressRow,
  name: 'postal_address',
  owner: 'coalesce(person_id, customer_id)',
  values: (address) => ({
    values: [
      ...wholeAddress(address).map((found) => ({
        coordinate: 'PostalAddress.lines',
        spellings: found,
      })),
      ...(address.lines ?? []).map((line) => ({
        coordinate: 'PostalAddress.lines',
        spellings: spellingsOf('text', line),
      })),
    ],
    parts: [
      { coordinate: 'PostalAddress.locality', texts: present(address.locality) },
      { coordinate: 'PostalAddress.postalCode', texts: present(address.postalCode) },
    ],
  }),
});

const pageRows = 500;

/** Every personal value that this store holds, the values of one owner in a table one after another. */
export async function* personalValues(
  database: StoreDatabase,
  vault: Vault | undefined,
): AsyncGenerator<{ readonly owner: string; readonly found: SubjectValues }> {
  yield* valuesOf(database, vault, persons);
  yield* valuesOf(database, vault, contactPoints);
  yield* valuesOf(database, vault, nationalIds);
  yield* valuesOf(database, vault, paymentInstruments);
  yield* valuesOf(database, vault, addresses);
}

async function* valuesOf<Row extends object>(
  database: StoreDatabase,
  vault: Vault | undefined,
  { row, name, owner, values }: Table<Row>,
): AsyncGenerator<{ readonly owner: string; readonly found: SubjectValues }> {
  let last = { owner: '', id: '' };
  for (;;) {
    const page = await readRows(database, row, (manager) =>
      manager.query<Place[]>(
        `select id, ${owner} as owner from "${name}"
          where (${owner}, id) > ($1, $2) order by 2, 1 limit ${String(pageRows)}`,
        [last.owner, last.id],
      ),
    );
    await vault?.opener()(page.map(({ row: found }) => ({ table: name, row: found })));
    for (const { place, row: found } of page) {
      last = place;
      yield { owner: place.owner, found: values(found) };
    }
    if (page.length < pageRows) return;
  }
}

interface Place {
  readonly id: string;
  readonly owner: string;
}

/** Rows as the store reads them, in the order of their places. */
function readRows<Row extends object>(
  database: StoreDatabase,
  row: RowClass<Row>,
  placesOf: (manager: EntityManager) => Promise<readonly Place[]>,
): Promise<readonly { readonly place: Place; readonly row: Row }[]> {
  return database.transaction(async (manager) => {
    const places = await placesOf(manager);
    const rows = await manager
      .createQueryBuilder(row, 't')
      .where('t.id in (:...ids)', { ids: ['', ...places.map(({ id }) => id)] })
      .getMany();
    const byId = new Map(rows.map((found) => [(found as { id?: unknown }).id, found]));
    return places.flatMap((place) => {
      const found = byId.get(place.id);
      return found === undefined ? [] : [{ place, row: found }];
    });
  });
}
