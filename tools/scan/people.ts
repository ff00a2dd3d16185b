import pg from 'pg';
import { createDigest } from '../../lib/copies/digest.ts';
import { runTogether } from '../../lib/copies/words.ts';
import { redactFreeText } from '../../lib/freeText/redact.ts';
import { lookFor } from '../../subgraphs/customer-pii/matching/lookedFor.ts';
import type { PersonalValue } from '../../subgraphs/customer-pii/matching/personalValues.ts';
import {
  nameSpellings,
  spellingsOf,
  type ValueKind,
} from '../../subgraphs/customer-pii/matching/variants.ts';
import { tablesOf, type ScannedTable } from './columns.ts';
import { createGathered, type LocatedFinding } from './gathered.ts';
import { readRows } from './readRows.ts';
import { noCounts, scanDatabase } from './scanDatabase.ts';

export interface PeopleScanInput {
  /** Where the people are kept. */
  readonly people: string;
  /** Where copies of them may be. */
  readonly systems: readonly string[];
  readonly key: Uint8Array;
  readonly onProgress: (system: string, table: string, cells: number) => void;
}

export interface PeopleScan {
  readonly kinds: readonly KindFound[];
  readonly findings: readonly LocatedFinding[];
  readonly values: number;
  readonly cells: number;
  readonly columns: number;
  readonly leftOut: object;
}

export interface KindFound {
  readonly kind: string;
  /** In how many of the systems a value of this kind sits. */
  readonly systems: number;
  /** `system: table.column` */
  readonly columns: readonly string[];
}

const statementTimeoutMs = 30_000;

/** Databases that are not ours: read-only, nothing in them is changed, nothing of them is kept. */
export async function scanForPeople(input: PeopleScanInput): Promise<PeopleScan> {
  const digest = createDigest(input.key);
  const lookedFor = await lookFor({
    ...{ values: peopleIn(input.people), digest },
    hasFewValues: () => false,
  });
  const gathered = createGathered();
  const counts = noCounts();
  for (const [index, url] of input.systems.entries()) {
    const system = systemName(url, index);
    await scanDatabase({
      ...{ url, digest, counts, statementTimeoutMs },
      match: (digests) => Promise.resolve(lookedFor.match(digests)),
      isSource: () => false,
      onHit: (hit) => {
        gathered.add(system, hit);
      },
      onProgress: (table) => {
        input.onProgress(system, table, counts.cells);
      },
    });
  }
  const findings = gathered.all();
  const { values, leftOut } = lookedFor.about;
  const { cells, columns } = counts;
  return { kinds: kindsOf(findings), findings, values, cells, columns, leftOut };
}

/** The database's name, with a number: never its address or credentials. */
export const systemName = (url: string, index: number): string =>
  `${String(index + 1)} ${URL.canParse(url) ? new URL(url).pathname.slice(1) : ''}`.trim();

function kindsOf(findings: readonly LocatedFinding[]): readonly KindFound[] {
  const kinds = [...new Set(findings.map(({ coordinate }) => coordinate))].sort();
  return kinds.map((kind) => {
    const of = findings.filter(({ coordinate }) => coordinate === kind);
    const columns = of.map(({ store, table, column }) => `${store}: ${table}.${column}`);
    return {
      kind,
      systems: new Set(of.map(({ store }) => store)).size,
      columns: [...new Set(columns)].sort(),
    };
  });
}

async function* peopleIn(
  url: string,
): AsyncGenerator<{ owner: string; found: { values: readonly PersonalValue[]; parts: [] } }> {
  const client = new pg.Client({
    ...{ connectionString: url, statement_timeout: statementTimeoutMs },
    application_name: 'referent scan',
    options: '-c default_transaction_read_only=on',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let owner = 0;
    for (const table of (await tablesOf(client)).tables) {
      for await (const rows of readRows(client, table)) {
        for (const { cells } of rows) {
          owner += 1;
          yield { owner: String(owner), found: { values: valuesOf(table, cells), parts: [] } };
        }
      }
    }
  } finally {
    await client.end();
  }
}

const shapes: readonly (readonly [RegExp, string, ValueKind])[] = [
  [/^\[mail\]$/, 'e-mail address', 'email'],
  [/^\[phone\]$/, 'telephone number', 'phone'],
  [/^\[IBAN\]$/, 'account number', 'account'],
];
const given = /^(given|first|fore|vor)_?name$|^prenom$|^given$/i;
const family = /^(family|last|sur|nach)_?name$|^nom$|^family$/i;
const whole = /^(full_?|person_?|contact_?|customer_?|display_?)?name$/i;
const named: readonly (readonly [RegExp, string])[] = [
  [/street|address|addr|strasse|adresse|^lines?\d?$/i, 'postal address'],
  [/passport|national_?id|identity|ssn|social_?sec|tax_?id|id_?card/i, 'official number'],
];

/** What a row tells of a person: by the shape of its values first, then by the names of its columns. */
function valuesOf(
  { columns }: ScannedTable,
  cells: readonly (string | null)[],
): readonly PersonalValue[] {
  const at = (pattern: RegExp): string | undefined =>
    cells[columns.findIndex(({ name }) => pattern.test(name))] ?? undefined;
  const [first, last] = [at(given), at(family)];
  const names =
    first === undefined || last === undefined
      ? []
      : [{ coordinate: 'name', spellings: nameSpellings(first, last) }];
  return [
    ...names,
    ...cells.flatMap((cell, index) => {
      const value = valueOf(columns[index]?.name ?? '', cell?.trim() ?? '');
      return value === undefined ? [] : [value];
    }),
  ];
}

function valueOf(column: string, cell: string): PersonalValue | undefined {
  if (cell === '' || cell.length > 200) return undefined;
  const { text } = redactFreeText(cell);
  const shape = shapes.find(([mark]) => mark.test(text));
  if (shape !== undefined) return { coordinate: shape[1], spellings: spellingsOf(shape[2], cell) };
  if (whole.test(column) && /^\S+ \S+/.test(cell)) {
    const [first = '', ...rest] = cell.split(/\s+/);
    return { coordinate: 'name', spellings: nameSpellings(first, rest.join(' ')) };
  }
  const kind = named.find(([pattern]) => pattern.test(column));
  if (kind === undefined || runTogether(cell).length === 0) return undefined;
  return { coordinate: kind[1], spellings: spellingsOf('text', cell) };
}
