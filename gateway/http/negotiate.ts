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
  const best = heaviest(
    weighted(accept).filter(({ name, weight }) => weight > 0 && Object.hasOwn(covers, name)),
  );
  return best === undefined ? undefined : covers[best.name]?.[0];
}

export type ContentCoding = 'br' | 'gzip';
const codings: Readonly<Record<string, ContentCoding>> = {
  br: 'br',
  gzip: 'gzip',
  'x-gzip': 'gzip',
};

/** Picks a content coding (RFC 9110, section 12.5.3); undefined where the text goes out as it is. */
export function negotiateCoding(acceptEncoding: string | undefined): ContentCoding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const offered = weighted(acceptEncoding);
  const best = heaviest(
    offered.filter(({ name, weight }) => weight > 0 && Object.hasOwn(codings, name)),
  );
  const identity = offered.find(({ name }) => name === 'identity');
  if (best === undefined || (identity !== undefined && identity.weight > best.weight)) {
    return undefined;
  }
  const equals = offered.filter(({ weight }) => weight === best.weight);
  return equals.some(({ name }) => name === 'br') ? 'br' : codings[best.name];
}

interface Weighted {
  readonly name: string;
  readonly weight: number;
}

/** The members of a header with weights (RFC 9110, section 12.4.2). */
const weighted = (header: string): readonly Weighted[] =>
  header
    .split(',')
    .map((member) => member.split(';').map((part) => part.trim().toLowerCase()))
    .map(([name = '', ...parameters]) => ({ name, weight: weightOf(parameters) }));

const heaviest = (members: readonly Weighted[]): Weighted | undefined =>
  members.reduce<Weighted | undefined>(
    (chosen, member) => (chosen === undefined || member.weight > chosen.weight ? member : chosen),
    undefined,
  );

function weightOf(parameters: readonly string[]): number {
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  if (quality === undefined) return 1;
  const weight = Number(quality.slice(2));
  return Number.isFinite(weight) ? weight : 0;
}

const headersMax = 64;
const headerLengthMax = 256;

/** The same choice with a memory: clients send one header again and again. */
export function remembering<Choice>(
  choose: (header: string | undefined) => Choice,
): (header: string | undefined) => Choice {
  const known = new Map<string | undefined, { readonly choice: Choice }>();
  return (header) => {
    const found = known.get(header);
    if (found !== undefined) return found.choice;
    const choice = choose(header);
    if (known.size >= headersMax) known.clear();
    if (header === undefined || header.length <= headerLengthMax) known.set(header, { choice });
    return choice;
  };
}
