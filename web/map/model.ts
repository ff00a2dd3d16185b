import type { PolicyMapQuery } from '../../client/documents.generated.ts';

type Fields = NonNullable<PolicyMapQuery['policy']>['fields'];
/** A rule of the published policy, as governance's graph shows it. */
export type FieldRule = Fields['edges'][number]['node'];

export const filterNames = ['q', 'store', 'class', 'purpose', 'steward'] as const;
export type Filters = Readonly<Record<(typeof filterNames)[number], string>>;

export const filtersOf = (query: URLSearchParams): Filters => ({
  q: query.get('q') ?? '',
  store: query.get('store') ?? '',
  class: query.get('class') ?? '',
  purpose: query.get('purpose') ?? '',
  steward: query.get('steward') ?? '',
});

/** Every filter narrows; a search looks at the coordinate and at what the field says. */
export function matching(rules: readonly FieldRule[], filters: Filters): readonly FieldRule[] {
  const words = filters.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return rules.filter(
    (rule) =>
      isOrAny(filters.store, rule.store) &&
      isOrAny(filters.class, rule.class) &&
      isOrAny(filters.steward, rule.steward) &&
      (filters.purpose === '' || formFor(rule, filters.purpose) !== undefined) &&
      words.every((word) => `${rule.coordinate} ${rule.says}`.toLowerCase().includes(word)),
  );
}

const isOrAny = (asked: string, value: string): boolean => asked === '' || asked === value;

/** A wrapper is readable for every purpose: its rule says so with a star. */
export const everyPurpose = '*';

export const formFor = (rule: FieldRule, purpose: string): string | undefined =>
  rule.read.find((entry) => entry.purpose === purpose || entry.purpose === everyPurpose)?.form;

export interface Choices {
  readonly stores: readonly string[];
  readonly classes: readonly FieldRule['class'][];
  readonly purposes: readonly string[];
  readonly stewards: readonly string[];
}

export const choicesOf = (rules: readonly FieldRule[]): Choices => ({
  stores: distinct(rules.map(({ store }) => store)),
  classes: distinct(rules.map((rule) => rule.class)),
  purposes: distinct(rules.flatMap(({ read }) => read.map(({ purpose }) => purpose))).filter(
    (purpose) => purpose !== everyPurpose,
  ),
  stewards: distinct(rules.map(({ steward }) => steward)),
});

const distinct = <Value extends string>(values: readonly Value[]): readonly Value[] =>
  [...new Set(values)].sort();

export const typeOf = (coordinate: string): string => coordinate.split('.')[0] ?? coordinate;
export const nameOf = (coordinate: string): string => coordinate.split('.')[1] ?? coordinate;

/** A store as a room: its types, each with its fields. */
export interface Room {
  readonly store: string;
  readonly count: number;
  readonly types: readonly { readonly type: string; readonly rules: readonly FieldRule[] }[];
}

export function roomsOf(rules: readonly FieldRule[]): readonly Room[] {
  return distinct(rules.map(({ store }) => store)).map((store) => {
    const own = rules.filter((rule) => rule.store === store);
    const types = distinct(own.map(({ coordinate }) => typeOf(coordinate)));
    return {
      store,
      count: own.length,
      types: types.map((type) => ({
        type,
        rules: own.filter(({ coordinate }) => typeOf(coordinate) === type),
      })),
    };
  });
}

/** A field of one store that leads to a type at home in another. */
export interface Pointer {
  readonly from: string;
  readonly to: string;
  readonly rule: FieldRule;
  readonly type: string;
}

/** A type is at home in the store that owns its id; one without an id has no home. */
export function pointersOf(
  rules: readonly FieldRule[],
  all: readonly FieldRule[],
  leadsTo: Readonly<Record<string, string>>,
): readonly Pointer[] {
  const homes = new Map(
    all
      .filter(({ coordinate }) => nameOf(coordinate) === 'id')
      .map(({ coordinate, store }) => [typeOf(coordinate), store]),
  );
  return rules.flatMap((rule) => {
    const type = leadsTo[rule.coordinate];
    const to = type === undefined ? undefined : homes.get(type);
    return type === undefined || to === undefined || to === rule.store
      ? []
      : [{ from: rule.store, to, rule, type }];
  });
}

/** How many pointers lead from one store to another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly pointers: readonly Pointer[];
}

export function edgesOf(pointers: readonly Pointer[]): readonly Edge[] {
  const pairs = distinct(pointers.map(({ from, to }) => `${from} ${to}`));
  return pairs.map((pair) => {
    const [from = '', to = ''] = pair.split(' ');
    return {
      from,
      to,
      pointers: pointers.filter((pointer) => pointer.from === from && pointer.to === to),
    };
  });
}

/** A field is covered where all that the map promises of it is there. */
export const coveredCount = (rules: readonly FieldRule[]): number =>
  rules.filter((rule) =>
    [rule.store, rule.source, rule.accountable, rule.steward, rule.says].every(
      (part) => part.trim() !== '',
    ),
  ).length;

const columns = [
  ...['coordinate', 'store', 'source', 'guarantee', 'accountable', 'steward', 'class'],
  ...['says', 'read', 'couldSee', 'residency', 'erase', 'portable'],
] as const;

/** RFC 4180; a text that a spreadsheet would run as a formula is quoted as text. */
export function csvOf(rules: readonly FieldRule[]): string {
  const lines = rules.map((rule) =>
    [
      ...[rule.coordinate, rule.store, rule.source, rule.guarantee, rule.accountable],
      ...[rule.steward, rule.class, rule.says],
      rule.read.map(({ purpose, form }) => `${purpose}: ${form}`).join('; '),
      rule.couldSee.join('; '),
      rule.residency.join('; '),
      rule.erase ?? '',
      String(rule.portable),
    ].map(csvCell),
  );
  return [columns, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
