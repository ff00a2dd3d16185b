import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { validateDocument } from '../../../gateway/documents/parseText.ts';

const schema = buildSchema('type Query { answer: Int }');

test.each([
  ['a field that the graph lacks', '{ question }'],
  ['a command to a graph that has none', 'mutation { decide { id } }'],
  ['a command beside a question', 'query A { answer } mutation B { decide { id } }'],
])('%s is refused, with its place and none of its words', (_name, text) => {
  const refused = expect.objectContaining({
    code: 'DOCUMENT_INVALID',
    locations: [expect.objectContaining({ line: 1 })],
    message: expect.not.stringMatching(/question|decide/),
  });
  expect(() => {
    validateDocument(schema, parse(text));
  }).toThrow(refused);
});

test('a question that the graph knows passes', () => {
  expect(() => {
    validateDocument(schema, parse('{ answer }'));
  }).not.toThrow();
});
