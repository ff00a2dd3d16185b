import type { Random } from './random.ts';

/*
 * Visibly synthetic: family names that mean "example", addresses of the reserved domains
 * (RFC 2606), and telephone numbers of the ranges that France (ARCEP, 2018-0881) and the United
 * Kingdom (Ofcom) keep for fiction.
 */
const given = [
  'Ada',
  'Bruno',
  'Clara',
  'David',
  'Elif',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Karin',
  'Luca',
  'Mina',
  'Nils',
  'Olga',
  'Paul',
  'Quirin',
  'Rosa',
  'Samir',
  'Tilda',
  'Umut',
  'Vera',
  'Willem',
  'Xenia',
  'Yara',
  'Zeno',
] as const;
const family = [
  'Muster',
  'Exemple',
  'Ejemplo',
  'Esempio',
  'Voorbeeld',
  'Sample',
  'Specimen',
  'Beispiel',
  'Exempel',
  'Testa',
  'Przyklad',
  'Demo',
] as const;
const domains = ['example.com', 'example.net', 'example.org'] as const;
const fictionPrefixes = ['+33199', '+33261', '+33353', '+33465', '+33536', '+33639'] as const;
const fictionSecond = ['00', '91', '01', '71', '49', '98'] as const;

const streets = [
  'Musterweg',
  'Rue de l’Exemple',
  'Sample Street',
  'Calle del Ejemplo',
  'Voorbeeldlaan',
  'Via Esempio',
] as const;
export const cities = [
  { locality: 'Musterstadt', region: 'HE', postalPrefix: '00', countryCode: 'DE' },
  { locality: 'Exempleville', region: 'IDF', postalPrefix: '00', countryCode: 'FR' },
  { locality: 'Voorbeeldstad', region: 'NH', postalPrefix: '00', countryCode: 'NL' },
  { locality: 'Ejemplo del Mar', region: 'CT', postalPrefix: '00', countryCode: 'ES' },
  { locality: 'Esempio', region: 'MI', postalPrefix: '00', countryCode: 'IT' },
] as const;

export interface SyntheticPerson {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  /** E.164 */
  readonly phone: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The n-th person; e-mail and telephone are unique for n below 60,000. */
export function syntheticPerson(index: number, random: Random): SyntheticPerson {
  const first = random.pick(given);
  const last = `${random.pick(family)}-${String(index)}`;
  const range = Math.floor(index / 10_000) % fictionPrefixes.length;
  const number = index % 10_000;
  const year = random.between(1945, 2004);
  return {
    given: first,
    family: last,
    email: `${first}.${last}@${random.pick(domains)}`.toLowerCase(),
    phone: `${fictionPrefixes[range] ?? ''}${fictionSecond[range] ?? ''}${String(number).padStart(4, '0')}`,
    birthDate: `${String(year)}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`,
  };
}

export interface SyntheticAddress {
  readonly lines: readonly string[];
  readonly locality: string;
  readonly region: string;
  readonly postalCode: string;
  readonly countryCode: string;
}

export function syntheticAddress(countryCode: string, random: Random): SyntheticAddress {
  const city = cities.find((candidate) => candidate.countryCode === countryCode) ?? cities[0];
  return {
    lines: [`${random.pick(streets)} ${String(random.between(1, 199))}`],
    locality: city.locality,
    region: city.region,
    postalCode: `${city.postalPrefix}${String(random.between(0, 999)).padStart(3, '0')}`,
    countryCode: city.countryCode,
  };
}

const words = [
  'Nordwind',
  'Sudlicht',
  'Altmark',
  'Beaulac',
  'Castello',
  'Dunes',
  'Eikenhof',
  'Fjord',
  'Granja',
  'Hafen',
  'Isola',
  'Jura',
  'Kanal',
  'Lindenau',
  'Montclair',
  'Nieuwpoort',
  'Olivar',
  'Pontis',
  'Quercia',
  'Rheintal',
] as const;
const trades = [
  'Antriebe',
  'Pompes',
  'Valves',
  'Sensores',
  'Machines',
  'Werkzeuge',
  'Instruments',
  'Filters',
] as const;
const legalForms: Readonly<Record<string, string>> = {
  DE: 'GmbH',
  FR: 'SAS',
  NL: 'BV',
  ES: 'SL',
  IT: 'Srl',
};

export interface SyntheticCompany {
  readonly tradeName: string;
  readonly legalName: string;
}

export function syntheticCompany(
  index: number,
  countryCode: string,
  publicBody: boolean,
  random: Random,
): SyntheticCompany {
  const tradeName = publicBody
    ? `City of ${random.pick(words)} (example ${String(index)})`
    : `${random.pick(words)} ${random.pick(trades)} ${String(index)}`;
  return {
    tradeName,
    legalName: publicBody ? tradeName : `${tradeName} Example ${legalForms[countryCode] ?? 'Ltd'}`,
  };
}
