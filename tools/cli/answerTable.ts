import type { Answer, SourceEntry } from './gatewayClient.ts';
import { shortened, textTable } from './textTable.ts';

interface Leaf {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

const valueWidth = 48;

/**
 * One line a value: where it stands in the answer, what it is, and which store it came from. Values
 * that are withheld say why, and those that no store was asked for say so.
 */
export function answerTable(answer: Answer, withSources: boolean): readonly string[] {
  const sources = new Map((answer.extensions?.sources ?? []).map((entry) => [entry.path, entry]));
  const withheld = new Map(
    (answer.extensions?.withheld ?? []).map(({ path, code }) => [path, code]),
  );
  const errors = errorsByPath(answer);
  const leaves = leavesOf(answer.data ?? {}, []);
  const rows = leaves.map((leaf) => {
    const pattern = patternOf(leaf.path);
    const source = sources.get(pattern) ?? sourceBelow(sources, pattern);
    const reason = withheldAt(withheld, pattern) ?? errors.get(leaf.path.join('.'));
    const row = [readable(leaf.path), valueText(leaf, source, reason), source?.store ?? ''];
    return withSources ? [...row, ...sourceCells(source)] : row;
  });
  const heads = [
    'FIELD',
    'VALUE',
    'STORE',
    ...(withSources ? ['SOURCE', 'SHOWN AS', 'READ AT'] : []),
  ];
  return [...textTable(heads, rows), ...leftOut(withheld, leaves)];
}

function valueText(
  leaf: Leaf,
  source: SourceEntry | undefined,
  reason: string | undefined,
): string {
  const missing = leaf.value === null || leaf.value === undefined;
  const never = source?.fetched === false ? 'never fetched' : undefined;
  const why = [reason, never].filter((part) => part !== undefined).join(', ');
  return shortened(missing && why !== '' ? `(${why})` : textOf(leaf.value), valueWidth);
}

const sourceCells = (source: SourceEntry | undefined): readonly string[] =>
  source === undefined
    ? ['', '', '']
    : [`${source.source}, ${source.guarantee}`, source.form ?? '', source.readAt ?? ''];

/** Leaves of the answer; an amount of money is one value, and an empty list is one too. */
function leavesOf(value: unknown, path: Leaf['path']): readonly Leaf[] {
  if (Array.isArray(value)) {
    if (value.length === 0 || value.every((item) => typeof item !== 'object')) {
      return [{ path, value: value.length === 0 ? 'none' : value.join(', ') }];
    }
    return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  }
  if (value !== null && typeof value === 'object' && !isMoney(value)) {
    return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]));
  }
  return [{ path, value }];
}

interface Money {
  readonly minorUnits: string;
  readonly currency: string;
  readonly exponent: number;
}

const isMoney = (value: object): value is Money =>
  ['minorUnits', 'currency', 'exponent'].every((member) => member in value);

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return value;
  return typeof value === 'object' && isMoney(value) ? moneyText(value) : JSON.stringify(value);
}

/** `-1234567`, exponent 2 → `-12,345.67 EUR`; digits are never turned into a float. */
export function moneyText({ minorUnits, currency, exponent }: Money): string {
  const sign = minorUnits.startsWith('-') ? '-' : '';
  const digits = minorUnits.replace('-', '').padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ',');
  const part = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${sign}${whole}${part} ${currency}`;
}

/** As `withheld` and `sources` write it: list positions are `*`. */
const patternOf = (path: Leaf['path']): string =>
  path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');

/** `contacts.edges.0.node.role` → `contacts[1].role`: connections read like lists. */
const readable = (path: Leaf['path']): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${String(step + 1)}]` : `.${step}`))
    .join('')
    .replace(/\.edges(\[\d+\])\.node/g, '$1')
    .replace(/^\./, '');

/** Money and lists of objects are shown whole: their parts' entry stands for them. */
function sourceBelow(
  sources: ReadonlyMap<string, SourceEntry>,
  pattern: string,
): SourceEntry | undefined {
  for (const [path, entry] of sources) if (path.startsWith(`${pattern}.`)) return entry;
  return undefined;
}

/** A value is withheld by an entry of its own or by one of an edge above it. */
function withheldAt(withheld: ReadonlyMap<string, string>, pattern: string): string | undefined {
  for (let path = pattern; path !== ''; path = path.slice(0, Math.max(path.lastIndexOf('.'), 0))) {
    const code = withheld.get(path);
    if (code !== undefined) return code;
  }
  return undefined;
}

const errorsByPath = (answer: Answer): ReadonlyMap<string, string> =>
  new Map(
    (answer.errors ?? []).map(({ path = [], extensions, message }) => [
      path.join('.'),
      extensions?.code ?? message,
    ]),
  );

/** Rows that a store left out of a list have no place in the table; the list says that there are some. */
function leftOut(
  withheld: ReadonlyMap<string, string>,
  leaves: readonly Leaf[],
): readonly string[] {
  const shown = new Set(leaves.map(({ path }) => patternOf(path)));
  const lines = [...withheld]
    .filter(([path, code]) => code === 'PARTY_NOT_PERMITTED' && !shown.has(path))
    .map(([path, code]) => `${path}: rows were left out (${code})`);
  return lines.length === 0 ? [] : ['', ...lines];
}
