import type { TextAnswer } from '../gateway.ts';
import type { Draw } from '../operations/draw.ts';

/** What a subgraph, or the way to it, makes of a good answer. */
export interface Corruption {
  readonly answer: TextAnswer;
  readonly what: string;
  /**
   * Whether the answer shows that it is wrong. Where it does not (another string in the place of a
   * string, a null where one may stand) nobody can report an error.
   */
  readonly shows: boolean;
}

const textAnswer = (text: string, status = 200): TextAnswer => ({ status, text });

/** `isStrict`: the graph has no scalar that may be any JSON, so another type shows. */
export function corrupt(draw: Draw, text: string, isStrict: boolean): Corruption {
  const make = draw.pick([whole, whole, inside, inside, inside, inside, doubled, oddErrors]);
  return make(draw, text, isStrict);
}

/** The answer as a whole: no answer, no JSON, no object, another status. */
function whole(draw: Draw, text: string): Corruption {
  const answers: readonly (readonly [string, TextAnswer])[] = [
    ['no connection', { failure: 'STORE_UNAVAILABLE', retriable: false }],
    ['a broken connection', { failure: 'STORE_UNAVAILABLE', retriable: true }],
    ['no answer in time', { failure: 'STORE_TIMEOUT', retriable: false }],
    ['status 500 and a page', textAnswer('<html>it broke</html>', 500)],
    ['status 500 and data', textAnswer(text, 500)],
    ['status 503', textAnswer('', 503)],
    ['a redirect', textAnswer('', 302)],
    ['nothing', textAnswer('')],
    ['half of it', textAnswer(text.slice(0, Math.floor(text.length / 2)))],
    ['all but the last character', textAnswer(text.slice(0, -1))],
    ['two answers', textAnswer(text + text)],
    ['null', textAnswer('null')],
    ['a list', textAnswer(`[${text}]`)],
    ['a string', textAnswer(JSON.stringify(text))],
    ['no data', textAnswer('{}')],
    ['data that is null without a word', textAnswer('{"data":null}')],
    ['data that is a list', textAnswer('{"data":[]}')],
    ['errors that are no list', textAnswer('{"data":{},"errors":{}}')],
    ['deep nesting', textAnswer(`{"data":${'['.repeat(50_000)}`)],
    ['deep nesting, closed', textAnswer(`{"data":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)],
  ];
  const [what, answer] = draw.pick(answers);
  return { what, answer, shows: true };
}

/** One place inside the data, whatever it is. */
function inside(draw: Draw, text: string, isStrict: boolean): Corruption {
  const body = JSON.parse(text) as { data?: unknown };
  const places = placesIn(body.data, []);
  if (places.length === 0) return whole(draw, text);
  const place = draw.pick(places);
  const changed = changeAt(draw, place, isStrict);
  const what = `${changed.what} at ${place.path.join('.')}`;
  return { what, answer: textAnswer(JSON.stringify(body)), shows: changed.shows };
}

interface Place {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
  readonly path: readonly (string | number)[];
}

function placesIn(value: unknown, path: readonly (string | number)[]): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string | number, unknown>;
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [
    { holder, key, path: [...path, key] },
    ...placesIn(holder[key], [...path, key]),
  ]);
}

interface Change {
  readonly what: string;
  readonly shows: boolean;
}

function changeAt(draw: Draw, { holder, key, path }: Place, isStrict: boolean): Change {
  const value = holder[key];
  const shows = isStrict && value !== null;
  const put = (what: string, by: unknown, shows: boolean): Change => {
    holder[key] = by;
    return { what, shows };
  };
  const wrong = wrongFor(value);
  const changes: (() => Change)[] = [
    ...[wrong, wrong, wrong].map((by) => () => put('another type', draw.pick(by), shows)),
    () => put('deep nesting', nested(2_000), shows),
    () => put('null', null, false),
    () => {
      if (Array.isArray(holder)) return put('null', null, false);
      Reflect.deleteProperty(holder, key);
      return { what: 'nothing', shows: true };
    },
    () => addOddMembers(holder),
  ];
  if (key === '__typename') {
    changes.push(() => put('an unknown type', 'Nobody', false));
    changes.push(() => put('a member of every object', 'constructor', false));
  }
  if (Array.isArray(value)) {
    const isLookup = path.length === 1 && (key === '_entities' || /^_e\d+$/.test(String(key)));
    changes.push(() => put('one item more', [...value, value[0] ?? null], isLookup));
    changes.push(() => put('one item less', value.slice(1), isLookup && value.length > 0));
  }
  return draw.pick(changes)();
}

/** Members that no sub-request asks for. */
function addOddMembers(holder: Record<string | number, unknown>): Change {
  if (!Array.isArray(holder)) {
    Object.defineProperty(holder, '__proto__', { value: { id: 'x' }, enumerable: true });
    Object.assign(holder, { constructor: null, toString: 7 });
  }
  return { what: 'members that nobody asked for', shows: false };
}

/** JSON of other shapes than a value's own. */
function wrongFor(value: unknown): readonly unknown[] {
  const shapes: readonly unknown[] = [{ id: 'x', __typename: 'Nobody' }, [], [[1]], {}];
  if (Array.isArray(value)) return [{}, 'text', 7, true];
  if (typeof value === 'object') return [[], 'text', 7, true, [{}]];
  return shapes;
}

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

/** A member written twice: the last one counts, as it does for every reader of JSON here. */
function doubled(draw: Draw, text: string): Corruption {
  const members = [...text.matchAll(/"(\w+)":/g)];
  if (members.length === 0) return whole(draw, text);
  const member = draw.pick(members);
  const junk = draw.pick(['null', '{}', '[[]]', '"x"', '1e999']);
  const before = text.slice(0, member.index);
  const answer = textAnswer(`${before}${member[0]}${junk},${text.slice(member.index)}`);
  return { what: `a second ${member[1] ?? ''}`, answer, shows: false };
}

/** Good data, and errors that make no sense. */
function oddErrors(draw: Draw, text: string): Corruption {
  const body = JSON.parse(text) as { errors?: unknown[] };
  const long = Array.from({ length: 5_000 }, () => 'a');
  const odd: readonly unknown[] = [
    ...[null, 7, 'text', [], {}, { message: 7 }, { path: 'text' }, { path: [-1] }, { path: long }],
    { message: 'm', path: ['nothing', 'like', 'this'] },
    { message: 'm', path: ['_entities', 999_999, 'id'] },
    { message: 'm', path: ['__proto__', 'constructor'], extensions: { code: 'constructor' } },
    { message: 'm', path: [{}, null], extensions: 7 },
    { message: 'm', path: [], extensions: { code: 7 } },
  ];
  const count = draw.chance(0.1) ? 3_000 : 1 + draw.below(3);
  const added = Array.from({ length: count }, () => draw.pick(odd));
  body.errors = [...(body.errors ?? []), ...added];
  return { what: 'odd errors', answer: textAnswer(JSON.stringify(body)), shows: false };
}
