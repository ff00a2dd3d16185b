import type { ServerResponse } from 'node:http';

type Headers = Readonly<Record<string, string>>;
type Nonsense = (response: ServerResponse, headers: Headers) => void;

const say =
  (text: string | Buffer, changes: Headers = {}): Nonsense =>
  (response, headers) => {
    response.writeHead(200, { ...headers, ...changes }).end(text);
  };

/** Ways in which a store's answer is none. */
const kinds: readonly Nonsense[] = [
  say('{"data":{"customer":'),
  say('["data"]'),
  say('<html><h1>It works!</h1></html>', { 'content-type': 'text/html' }),
  say('{"data":{}}', { 'referent-jti': 'of-another-request' }),
  say(Buffer.from('{"data":{"_entities":"\u00ff"}}', 'latin1')),
  (response, headers) => {
    response.writeHead(200, { ...headers, 'content-length': '4096' }).write('{"data":{"_ent');
    setImmediate(() => response.destroy());
  },
  (response) => {
    response.socket?.end('220 mail.example.test ESMTP\r\n');
  },
];

/** Each answer is nonsense of the next kind. */
export function createNonsense(): Nonsense {
  let told = 0;
  return (response, headers) => {
    kinds[told % kinds.length]?.(response, headers);
    told += 1;
  };
}
