export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: Json;
}

const depthMax = 64;

/** Reads canonical JSON (RFC 8785); undefined for whatever is written in another way. */
export function parseCanonical(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    // Doubled members, white space, other spellings of numbers and strings don't survive this.
    return JSON.stringify(value) === text && isSorted(value, 0) ? value : undefined;
  } catch {
    // Not JSON, or nested deeper than can be written again.
    return undefined;
  }
}

function isSorted(value: Json, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (depth > depthMax) return false;
  if (isList(value)) return value.every((item) => isSorted(item, depth + 1));
  let before: string | undefined;
  for (const name of Object.keys(value)) {
    if (before !== undefined && before > name) return false;
    if (!isSorted(value[name] ?? null, depth + 1)) return false;
    before = name;
  }
  return true;
}

/** Reads JSON that people may have written; undefined where a member stands twice in one object. */
export function parseStrict(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return hasDoubles(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Of a text that is JSON. */
function hasDoubles(text: string): boolean {
  /** The objects and lists around the present token; lists have no names. */
  const open: (Set<string> | undefined)[] = [];
  let isName = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    if (isName && isTaken(token, open.at(-1))) return true;
    if (token === '{') open.push(new Set());
    if (token === '[') open.push(undefined);
    if (token === '}' || token === ']') open.pop();
    isName = token === '{' || (token === ',' && open.at(-1) !== undefined);
  }
  return false;
}

function isTaken(token: string, names: Set<string> | undefined): boolean {
  if (names === undefined || !token.startsWith('"')) return false;
  const name = JSON.parse(token) as string;
  const before = names.size;
  return names.add(name).size === before;
}

/** Canonical JSON (RFC 8785) of a value. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value);

export const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

export const isText = (value: Json | undefined): value is string => typeof value === 'string';

export const isTexts = (value: Json | undefined): value is readonly string[] =>
  isList(value) && value.every(isText);

/** Whether an object has exactly these members. */
export function hasExactly(value: JsonObject, members: readonly string[]): boolean {
  const names = Object.keys(value);
  return names.length === members.length && members.every((name) => Object.hasOwn(value, name));
}

export type Test = (value: Json | undefined) => boolean;

/** Whether it is an object of exactly these members, each as its test has it. */
export const hasShape = (
  value: Json | undefined,
  shape: Readonly<Record<string, Test>>,
): value is JsonObject =>
  isObject(value) &&
  Object.keys(value).length === Object.keys(shape).length &&
  Object.entries(shape).every(([name, test]) => Object.hasOwn(value, name) && test(value[name]));

export const isLike =
  (pattern: RegExp): Test =>
  (value) =>
    isText(value) && pattern.test(value);

export const isHash = isLike(/^[0-9a-f]{64}$/);

export const isOrNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);

export const without = (value: JsonObject, ...members: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !members.includes(name)));

export const textFrom = (value: Json | undefined): string => (isText(value) ? value : '');

/** A member of the object itself, never of its prototype. */
export const own = (value: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

export const objectIn = (value: Json | undefined, name: string): JsonObject => {
  const member = isObject(value) ? own(value, name) : undefined;
  return isObject(member) ? member : {};
};

export const textsIn = (value: Json | undefined, name: string): readonly string[] => {
  const member = isObject(value) ? own(value, name) : undefined;
  return isTexts(member) ? member : [];
};
