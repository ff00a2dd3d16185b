import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readAnswer, type ReadAnswer } from '../../../gateway/execute/readAnswer.ts';
import { compileSubOperation } from '../../../gateway/execute/subOperation.ts';

const schema = buildSchema('type Query { a: A } type A { b: String c: Int }');
const operation = compileSubOperation(schema, '{ a { b c } }');

const read = (body: unknown, status = 200): ReadAnswer => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readAnswer(schema, operation, { status, readAt: undefined, text }, []);
};
const error = (code: unknown, path?: unknown) => ({ message: 'm', path, extensions: { code } });

describe('what a store answers', () => {
  test.each<[guarantee: string, body: unknown, status: number, failure: string]>([
    ['no JSON', 'nonsense', 200, 'STORE_ANSWER_INVALID'],
    ['no object', '[]', 200, 'STORE_ANSWER_INVALID'],
    ['null', 'null', 200, 'STORE_ANSWER_INVALID'],
    ['no data', {}, 200, 'STORE_ANSWER_INVALID'],
    ['data that is null for no reason', { data: null }, 200, 'STORE_ANSWER_INVALID'],
    ['errors that are no list', { data: {}, errors: 'x' }, 200, 'STORE_ANSWER_INVALID'],
    ['data of another shape', { data: [] }, 200, 'STORE_ANSWER_INVALID'],
    ['data with a status that says failure', { data: { a: null } }, 500, 'STORE_ANSWER_INVALID'],
    ['a redirect', {}, 302, 'STORE_ANSWER_INVALID'],
    ['not ready', { errors: [error('NOT_READY')] }, 503, 'STORE_UNAVAILABLE'],
    ['busy, in words of its own', { errors: [error('BUSY')] }, 503, 'STORE_ANSWER_INVALID'],
    ['nothing, with a status that says so', {}, 503, 'STORE_UNAVAILABLE'],
    ['a token error', { errors: [error('TOKEN_EXPIRED')] }, 401, 'STORE_ANSWER_INVALID'],
    ['an old policy', { errors: [error('EPOCH_STALE')] }, 401, 'STORE_ANSWER_INVALID'],
    ['a demonstration account refused', { errors: [error('DEMO_REFUSED')] }, 401, 'DEMO_REFUSED'],
    ['evidence missing', { errors: [error('EVIDENCE_MISSING')] }, 403, 'EVIDENCE_MISSING'],
    ['a field refused', { errors: [error('NOT_PERMITTED')] }, 403, 'NOT_PERMITTED'],
    [
      'an error of the language itself',
      { errors: [error('toString')] },
      400,
      'STORE_ANSWER_INVALID',
    ],
    [
      'an error up to the root',
      { data: null, errors: [error('STORE_TIMEOUT', ['a', 'b'])] },
      200,
      'STORE_TIMEOUT',
    ],
  ])('%s fails with a code of ours', (_guarantee, body, status, failure) => {
    expect(read(body, status)).toEqual({ data: undefined, errors: [], failure });
  });

  test('an error at a path keeps its path and a public code', () => {
    const body = { data: { a: { b: null, c: 1 } }, errors: [error('INTERNAL', ['a', 'b'])] };
    expect(read(body)).toEqual({
      data: body.data,
      errors: [{ path: ['a', 'b'], code: 'STORE_ANSWER_INVALID' }],
      failure: undefined,
    });
  });

  test.each([[['a', -1]], [['a', 1.5]], [['a', {}]], [[]], ['a.b'], [Array(65).fill('a')]])(
    'a path that is none (%j) counts for the whole answer',
    (path) => {
      const body = { data: { a: { b: null, c: 1 } }, errors: [error('STORE_TIMEOUT', path)] };
      expect(read(body).failure).toBe('STORE_TIMEOUT');
    },
  );

  test('a wrong shape that an error explains is told once', () => {
    const body = { data: { a: { c: 1 } }, errors: [error('STORE_TIMEOUT', ['a', 'b'])] };
    expect(read(body).errors).toEqual([{ path: ['a', 'b'], code: 'STORE_TIMEOUT' }]);
  });
});
