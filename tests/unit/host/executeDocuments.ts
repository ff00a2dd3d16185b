import fc from 'fast-check';

const condition = fc.constantFrom(
  ...[
    '',
    '',
    '',
    ' @skip(if: $yes)',
    ' @include(if: $no)',
    ' @skip(if: false)',
    ' @include(if: $yes)',
  ],
);
const leaf = fc.constantFrom(
  ...['id', 'name', 'size', 'sure', 'colour', 'kind: __typename', 'words', 'words(first: 1)'],
  ...['more: words(first: $n, prefix: "p")', '__proto__: name', 'again: name'],
);

interface Made {
  readonly thing: string;
}

const { thing } = fc.letrec<Made>((tie) => {
  const below = tie('thing') as fc.Arbitrary<string>;
  const composite = fc
    .tuple(
      fc.constantFrom('next', 'must', 'things', 'musts', 'grid', 'other: next'),
      condition,
      below,
    )
    .map(([name, when, selection]) => `${name}${when} ${selection}`);
  const fragment = fc
    .tuple(fc.constantFrom('... on Thing', '...'), condition, below)
    .map(([head, when, selection]) => `${head}${when} ${selection}`);
  const shallow = fc
    .array(
      fc.tuple(leaf, condition).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => `{ ${parts.join(' ')} }`);
  return {
    thing: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'selection' },
      shallow,
      fc
        .array(fc.oneof(leaf, composite, fragment, fc.constant('...part')), {
          minLength: 1,
          maxLength: 4,
        })
        .map((parts) => `{ ${parts.join(' ')} }`),
    ),
  };
});

/** Documents over the schema of the tests, whose every text is valid once `textOf` has ended it. */
export const root = fc.oneof(
  thing.map(
    (selection) => `query ($yes: Boolean!, $no: Boolean! = false, $n: Int, $r: [_Any!]!) {
    thing(id: "t") ${selection} must ${selection} things ${selection}
    other { id thing ${selection} must { id } } }`,
  ),
  thing.map(
    (selection) => `query ($yes: Boolean!, $no: Boolean! = false, $n: Int, $r: [_Any!]!) {
    a: _entities(representations: $r) { __typename ... on Thing ${selection} ... on Other { thing ${selection} } }
    _entities(representations: $r) { ... on Thing { id } ... on Loose { id } } }`,
  ),
  thing.map(
    (selection) => `mutation ($yes: Boolean!, $no: Boolean! = false, $n: Int, $r: [_Any!]) {
    first ${selection} second(id: "2") ${selection} again: first ${selection} }`,
  ),
);

/** Every variable is used somewhere, so that each text is valid. */
export const textOf = (body: string): string =>
  `${body} fragment part on Thing { id name size next { id @skip(if: $yes) sure @include(if: $no) words(first: $n) } }`;

export const variables = {
  yes: true,
  n: 1,
  r: [
    ...['1', '2', '3', '4', '5'].map((id) => ({ __typename: 'Thing', id })),
    { __typename: 'Other', id: 'o' },
    { __typename: 'Loose', id: 'l' },
    { __typename: 'Query', id: 'not an entity' },
  ],
};
