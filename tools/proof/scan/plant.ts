import { createHash } from 'node:crypto';
import type { Client } from 'pg';

/** A person whose values are planted. */
export interface PlantedPerson {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  /** E.164, with its plus sign. */
  readonly phone: string;
}

/** One way in which a copy is written. */
export interface PlantedCopy {
  readonly id: number;
  readonly variant: string;
  readonly text: string;
  readonly coordinate: string;
}

/** Where each copy is put. */
export const placesOfCopies = ['plain', 'doc', 'list', 'words'] as const;

const hash = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text, 'utf8').digest('hex');

/** U+FF01 to U+FF5E: the same signs, as wide as ideographs. */
const wide = (text: string): string =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** Every variant that a scan promises to find, each made by other means than the scan's own. */
export function copiesOf({ given, family, email, phone }: PlantedPerson): readonly PlantedCopy[] {
  const of = {
    email: 'EmailAddress.value',
    phone: 'PhoneNumber.value',
    name: 'Person.name',
  };
  const bytes = Buffer.from(email, 'utf8');
  const copies: readonly (readonly [string, string, string])[] = [
    ['as it is', email, of.email],
    ['upper case', email.toUpperCase(), of.email],
    [
      'mixed case',
      email.replace(/[a-z]/g, (sign, at: number) => (at % 2 ? sign : sign.toUpperCase())),
      of.email,
    ],
    ['NFKC', wide(email), of.email],
    ['md5', hash('md5', email), of.email],
    ['sha1', hash('sha1', email), of.email],
    ['sha256', hash('sha256', email), of.email],
    ['sha256 of lower case', hash('sha256', email.toLowerCase()), of.email],
    ['base64', bytes.toString('base64'), of.email],
    ['hex', bytes.toString('hex').toUpperCase(), of.email],
    ['URL-encoded', encodeURIComponent(email), of.email],
    ['reversed', Array.from(email).reverse().join(''), of.email],
    ['E.164', phone, of.phone],
    ['with 00', phone.replace('+', '00'), of.phone],
    ['grouped', `${phone.slice(0, 3)} ${phone.slice(3).replace(/(..)/g, '$1 ').trim()}`, of.phone],
    ['in its country', `0${phone.slice(3)}`, of.phone],
    ['md5 of E.164', hash('md5', phone), of.phone],
    ['First Last', `${given} ${family}`, of.name],
    ['Last, First', `${family}, ${given}`, of.name],
    ['joined parts', `${given}${family}`, of.name],
    ['joined by a dot', `${given}.${family}`.toLowerCase(), of.name],
    ['hash of the name', hash('sha256', `${given} ${family}`), of.name],
  ];
  return copies.map(([variant, text, coordinate], index) => ({
    ...{ variant, text, coordinate },
    id: index + 1,
  }));
}

/** Puts each copy in a column, in JSON, in an array and among words. */
export async function plant(owner: Client, copies: readonly PlantedCopy[]): Promise<void> {
  await owner.query(
    `create table planted (id int primary key, plain text, doc jsonb, list text[], words text)`,
  );
  for (const { id, text } of copies) {
    await owner.query('insert into planted values ($1, $2, $3, $4, $5)', [
      id,
      text,
      JSON.stringify({ note: { deep: [1, text, true] } }),
      ['x', text],
      `The customer asked again; reach them under ${text}, or write before Friday.`,
    ]);
  }
}

export const cleanColumns = 10;

/** Cells like those of a company's tables, near misses among them: ten columns a row. */
export async function plantClean(owner: Client, rows: number): Promise<void> {
  await owner.query(
    `create table clean as select
       i as id,
       md5('clean' || i) as hash,
       jsonb_build_object('n', i, 'mail', 'nobody' || i || '@example.net', 'at', timestamp '2026-01-01' + i * interval '61 s') as doc,
       array['SO-2026-' || lpad(i::text, 6, '0'), 'EUR', (i * 37 % 9973)::text] as list,
       date '2020-01-01' + (i % 2200) as day,
       (i * 7.31)::numeric(18,4) as amount,
       (9000000000 + i::bigint * 7919)::bigint as number,
       '+4930' || lpad((i::bigint * 104729 % 100000000)::text, 8, '0') as phone,
       'Ada Nobody-' || i as name,
       'Delivery ' || i || ' was late by ' || (i % 9) || ' days; the plant said so on 2026-03-' || (10 + i % 18) as words
     from generate_series(1, ${String(rows)}) i`,
  );
}
