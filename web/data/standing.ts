import type { Answer, SourceMark } from '../../client/referentClient.ts';

/** What stands at a path of an answer where there is no value. */
export type Gap = 'none' | 'withheld' | 'unavailable';

const patternOf = (path: readonly (string | number)[]): string =>
  path.map((part) => (typeof part === 'number' ? '*' : part)).join('.');

const isBelow = (path: string, parent: string): boolean =>
  path === parent || path.startsWith(`${parent}.`);

export function gapAt(answer: Answer<unknown>, path: string): Gap {
  if (answer.withheldAt(path) !== undefined) return 'withheld';
  const failed = answer.errors.some(
    (error) => error.path !== undefined && isBelow(path, error.path.join('.')),
  );
  return failed ? 'unavailable' : 'none';
}

const storeFailures: readonly string[] = [
  'STORE_UNAVAILABLE',
  'STORE_TIMEOUT',
  'STORE_ANSWER_INVALID',
];

/** The stores whose values are missing from an answer because they failed. */
export function failedStores(answer: Answer<unknown>): readonly string[] {
  const stores = answer.errors
    .filter(({ extensions }) => storeFailures.includes(extensions?.code ?? ''))
    .flatMap(({ path }) => (path === undefined ? [] : storesBelow(answer.sources, path)));
  return [...new Set(stores)].sort();
}

/** The one nearest to the failed path owns what failed; the stores behind it were never asked. */
function storesBelow(
  sources: readonly SourceMark[],
  path: readonly (string | number)[],
): readonly string[] {
  const pattern = patternOf(path);
  const below = sources.filter((mark) => isBelow(mark.path, pattern) && !mark.fetched);
  const lengths = below.map((mark) => mark.path.length);
  const nearest = below.find((mark) => mark.path.length === Math.min(...lengths));
  return nearest === undefined ? [] : [nearest.store];
}
