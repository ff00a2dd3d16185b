import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ResponseHead } from '../../../../gateway/execute/http1/responseHead.ts';
import { ResponseReader, type Progress } from '../../../../gateway/execute/http1/responseReader.ts';
import { StoreFailure } from '../../../../gateway/execute/storeFailure.ts';

const bytesMax = 1_000;
const body = '{"data":{"name":"Renée"}}';
const bytes = Buffer.byteLength(body);

interface Heard {
  readonly progress: Progress;
  readonly heads: readonly ResponseHead[];
  readonly bodies: readonly string[];
}

/** Reads pieces as they come from a socket, whose buffer is used again for each of them. */
function hear(reader: ResponseReader, pieces: readonly Buffer[], ends = false): Heard {
  const heads: ResponseHead[] = [];
  const bodies: string[] = [];
  reader.expect({
    onHead: (head) => heads.push(head),
    onBody: (whole) => bodies.push(whole.toString('utf8')),
  });
  let progress: Progress = 'more';
  for (const piece of pieces) {
    const room = Buffer.from(piece);
    progress = reader.read(room);
    room.fill(0);
  }
  if (ends && reader.end()) progress = 'done';
  return { progress, heads, bodies };
}

const whole = (text: string): readonly Buffer[] => [Buffer.from(text, 'utf8')];

const sized = (more = ''): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nreferent-jti: j-1\r\n${more}content-length: ${String(bytes)}\r\n\r\n${body}`;
const chunked = (coded: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nreferent-jti: j-1\r\ntransfer-encoding: chunked\r\n\r\n${coded}`;
const open = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nreferent-jti: j-1\r\n\r\n${body}`;
const coded = `6;a=b\r\n${body.slice(0, 6)}\r\n${(bytes - 6).toString(16)}\r\n${body.slice(6)}\r\n0\r\nx: y\r\n\r\n`;

describe('an answer is read alike in whatever pieces it comes:', () => {
  test.each<[name: string, text: string, ends: boolean, progress: Progress]>([
    ['with a length', sized(), false, 'free'],
    ['in chunks', chunked(coded), false, 'free'],
    ['up to the end of the connection', open, true, 'done'],
    ['the last of its connection', sized('Connection: close\r\n'), false, 'done'],
    ['after an early hint', `HTTP/1.1 103 Hints\r\nlink: x\r\n\r\n${sized()}`, false, 'free'],
  ])('%s', (_name, text, ends, progress) => {
    const all = Buffer.from(text, 'utf8');
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: all.length - 1 }), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, (given) => {
        const at = [0, ...given.sort((one, other) => one - other), all.length];
        const pieces = at.slice(1).map((end, index) => all.subarray(at[index], end));
        const heard = hear(new ResponseReader(bytesMax), pieces, ends);
        expect([heard.progress, heard.bodies]).toEqual([progress, [body]]);
        expect(heard.heads).toMatchObject([
          { status: 200, contentType: 'application/json', jti: 'j-1' },
        ]);
      }),
    );
  });
});

test('one answer comes after the other on a connection that goes on', () => {
  const reader = new ResponseReader(bytesMax);
  for (const text of [sized(), chunked(coded), 'HTTP/1.1 204 None\r\n\r\n', sized()]) {
    expect(hear(reader, whole(text)).progress).toBe('free');
  }
});

test('a header that says when the store read its data is taken, others are not looked at', () => {
  const { heads } = hear(new ResponseReader(bytesMax), whole(sized('Referent-Read-At:  now \r\n')));
  expect(heads).toMatchObject([{ readAt: 'now' }]);
});

test('two ids are neither of them', () => {
  const { heads } = hear(new ResponseReader(bytesMax), whole(sized('referent-jti: j-2\r\n')));
  expect(heads).toMatchObject([{ jti: 'j-1, j-2' }]);
});

describe('is no answer:', () => {
  const head = (lines: string, rest = '{}'): string => `HTTP/1.1 200 OK\r\n${lines}\r\n${rest}`;
  test.each<[guarantee: string, text: string, reason: string]>([
    ['another protocol', '220 mail.example.test\r\n', 'not HTTP'],
    ['an older one', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}', 'not HTTP'],
    ['a change of protocols', 'HTTP/1.1 101 Switching\r\n\r\n', 'not HTTP'],
    ['a status that is none', 'HTTP/1.1 2000 OK\r\n\r\n', 'not HTTP'],
    ['a length twice', head('content-length: 2\r\ncontent-length: 2\r\n'), 'not HTTP'],
    ['a list of lengths', head('content-length: 2, 2\r\n'), 'not HTTP'],
    ['a length with a sign', head('content-length: +2\r\n'), 'not HTTP'],
    ['a length of nothing', head('content-length:\r\n'), 'not HTTP'],
    [
      'a length beside chunks',
      head('content-length: 7\r\ntransfer-encoding: chunked\r\n', '2\r\n{}\r\n'),
      'not HTTP',
    ],
    ['another coding', head('transfer-encoding: gzip, chunked\r\n'), 'not HTTP'],
    [
      'chunks in chunks',
      head('transfer-encoding: chunked\r\nTransfer-Encoding: chunked\r\n'),
      'not HTTP',
    ],
    ['a bare line end', head('x: y\ncontent-length: 2\r\n'), 'not HTTP'],
    ['a line that goes on', head('x: y\r\n z\r\ncontent-length: 2\r\n'), 'not HTTP'],
    ['a blank before the colon', head('content-length : 2\r\n'), 'not HTTP'],
    ['a line without a colon', head('content-length\r\n'), 'not HTTP'],
    ['a byte more than was announced', head('content-length: 2\r\n', '{}x'), 'not HTTP'],
    ['a byte behind the last chunk', chunked(`${coded}x`), 'not HTTP'],
    ['a chunk without a size', chunked('\r\n'), 'not HTTP'],
    ['a chunk of hexadecimal too long', chunked('fffffffff\r\n'), 'not HTTP'],
    ['a chunk longer than its size', chunked('2\r\n{}}\r\n0\r\n\r\n'), 'not HTTP'],
    ['a chunk that ends by a bare line end', chunked('2\n{}\r\n0\r\n\r\n'), 'not HTTP'],
    ['trailers without an end', chunked(`0\r\n${'x: y\r\n'.repeat(40)}`), 'not HTTP'],
    ['a head without an end', head(`x: ${'x'.repeat(20_000)}`), 'not HTTP'],
    ['a longer body than may be', head('content-length: 1001\r\n'), 'size'],
    ['longer chunks than may be', chunked('3e9\r\n'), 'size'],
    ['a body without an end', head('x: y\r\n', 'x'.repeat(1_001)), 'size'],
  ])('%s', (_guarantee, text, reason) => {
    const reader = new ResponseReader(bytesMax);
    expect(() => hear(reader, whole(text))).toThrow(
      new StoreFailure('STORE_ANSWER_INVALID', reason),
    );
  });

  test('bytes that nobody asked for', () => {
    const reader = new ResponseReader(bytesMax);
    expect(() => reader.read(Buffer.from(sized()))).toThrow(StoreFailure);
    hear(reader, whole(sized()));
    expect(() => reader.read(Buffer.from('H'))).toThrow(StoreFailure);
  });

  test.each([
    ['a length', sized().slice(0, -1)],
    ['chunks', chunked(coded).slice(0, -2)],
  ])('the end of a connection before that of %s', (_name, text) => {
    expect(hear(new ResponseReader(bytesMax), whole(text), true)).toMatchObject({
      ...{ progress: 'more', bodies: [] },
    });
  });
});
