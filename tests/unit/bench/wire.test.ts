import { describe, expect, test } from '@jest/globals';
import { ResponseReader, type RawResponse } from '../../../bench/shared/load/responseReader.ts';
import {
  createRequestReader,
  type RawRequest,
} from '../../../bench/gateway/standIns/httpRequests.ts';

function requestsIn(...parts: readonly string[]): readonly RawRequest[] {
  const found: RawRequest[] = [];
  const read = createRequestReader((request) => found.push(request));
  for (const part of parts) read(Buffer.from(part, 'latin1'));
  return found;
}

const plain =
  'POST /graphql HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\nContent-Length: 7\r\n\r\n{"a":1}';
const chunked =
  'POST /graphql HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n';

describe('the stand-ins read requests', () => {
  test('a request without HTTP is refused', () => {
    expect(() => requestsIn('hello\r\n\r\n')).toThrow('hello');
  });

  test.each([
    ['with a length', plain, 'Bearer t'],
    ['in chunks', chunked, ''],
  ])('a body %s is whole wherever the network cuts it', (_how, text, authorization) => {
    const whole = [{ path: '/graphql', authorization, body: '{"a":1}' }];
    for (let cut = 1; cut < text.length; cut += 1) {
      expect(requestsIn(text.slice(0, cut), text.slice(cut))).toEqual(whole);
    }
  });

  test('requests in one piece are told apart, in their order', () => {
    const bodies = requestsIn(plain + chunked + plain).map(({ authorization }) => authorization);
    expect(bodies).toEqual(['Bearer t', '', 'Bearer t']);
  });
});

function responseIn(parts: readonly string[]): RawResponse | undefined {
  let found: RawResponse | undefined;
  const reader = new ResponseReader((response) => {
    found = response;
  });
  reader.expect(true);
  for (const part of parts) reader.read(Buffer.from(part));
  return found;
}

describe('the load reads answers', () => {
  test('an answer that is longer than it says is refused', () => {
    const text = 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{"a":1}';
    expect(() => responseIn([text])).toThrow('more bytes');
  });

  test('an answer without an end is refused', () => {
    expect(() => responseIn(['HTTP/1.1 200 OK\r\n\r\n{}'])).toThrow('200 OK');
  });

  test.each([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"a":1}'],
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
    ],
  ])('an answer %s is whole wherever the network cuts it, and not before', (_how, text) => {
    for (let cut = 1; cut < text.length; cut += 1) {
      expect(responseIn([text.slice(0, cut)])).toBeUndefined();
      expect(responseIn([text.slice(0, cut), text.slice(cut)])).toMatchObject({
        status: 200,
        body: '{"a":1}',
      });
    }
  });
});
