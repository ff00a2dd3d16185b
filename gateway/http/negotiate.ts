/** Media types of answers (GraphQL over HTTP, "Media types"). */
export const graphqlResponse = 'application/graphql-response+json';
export const plainJson = 'application/json';
export type AnswerType = typeof graphqlResponse | typeof plainJson;

const covers: Readonly<Record<string, readonly AnswerType[]>> = {
  [graphqlResponse]: [graphqlResponse],
  [plainJson]: [plainJson],
  'application/*': [graphqlResponse],
  '*/*': [graphqlResponse],
};

/**
 * Picks the answer's media type from `Accept`: the highest weight first, then the order given.
 * No header counts as the GraphQL type; undefined where nothing we have is accepted.
 */
export function negotiate(accept: string | undefined): AnswerType | undefined {
  if (accept === undefined || accept.trim() === '') return graphqlResponse;
  const ranges = accept
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim().toLowerCase()))
    .map(([type = '', ...parameters]) => ({ type, weight: weightOf(parameters) }))
    .filter(({ type, weight }) => weight > 0 && Object.hasOwn(covers, type));
  const best = ranges.reduce<(typeof ranges)[number] | undefined>(
    (chosen, range) => (chosen === undefined || range.weight > chosen.weight ? range : chosen),
    undefined,
  );
  return best === undefined ? undefined : covers[best.type]?.[0];
}

function weightOf(parameters: readonly string[]): number {
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  if (quality === undefined) return 1;
  const weight = Number(quality.slice(2));
  return Number.isFinite(weight) ? weight : 0;
}
