import { isEnumType, type GraphQLSchema } from 'graphql';
import { chosen, hashOf } from './hash.ts';

/** Text that careless copying breaks: quotes, control and non-ASCII characters, half a surrogate pair. */
const texts = [
  'plain',
  '',
  'a "quoted" one',
  'back\\slash',
  'line\nbreak\ttab',
  '\u0000\u001f',
  'naïve, 日本語',
  '😀 beyond the first plane',
  '\u2028\u2029',
  '</script>',
  '\ud83d alone',
  '{"a":[1,2]}',
  '__proto__',
  'null',
] as const;

const floats = [0, -0.5, 1.5, 1e21, 1e-7, 123_456.789, -1e300, 5e-324] as const;
const days = ['2026-02-28', '2024-02-29', '1999-12-31'] as const;

const anything: readonly unknown[] = [
  { b: 1, a: { c: [null, true] } },
  [1, 'two', [3]],
  'text',
  0,
  false,
  { __typename: 'Nobody', id: 7 },
  {},
];

const byScalar: Readonly<Record<string, (salt: number) => unknown>> = {
  Int: (salt) => chosen([0, 1, -1, 2_147_483_647, -2_147_483_648, salt % 1_000], salt, 'Int'),
  Float: (salt) => chosen(floats, salt, 'Float'),
  String: (salt) => `${chosen(texts, salt, 'String')}${salt % 7 === 0 ? '' : String(salt % 97)}`,
  ID: (salt) => `id-${String(salt % 997)}`,
  Boolean: (salt) => salt % 2 === 0,
  Date: (salt) => chosen(days, salt),
  DateTime: (salt) => `${chosen(days, salt)}T10:${String(10 + (salt % 50))}:00Z`,
  Decimal: (salt) => `${String(salt % 1_000)}.${String(salt % 90)}`,
  URL: (salt) => `https://example.test/${String(salt % 100)}`,
  JSON: (salt) => chosen(anything, salt, 'JSON'),
};

/** A value of a scalar or an enum, settled by the salt. */
export function leafValue(schema: GraphQLSchema, typeName: string, salt: number): unknown {
  const type = schema.getType(typeName);
  if (isEnumType(type)) return chosen(type.getValues(), salt, typeName).name;
  return (byScalar[typeName] ?? (() => `${typeName}-${String(salt % 100)}`))(salt);
}

/** A key's leaf: differs wherever the identity differs. */
export function keyLeaf(schema: GraphQLSchema, typeName: string, name: string, identity: string) {
  const type = schema.getType(typeName);
  if (isEnumType(type)) return chosen(type.getValues(), identity, typeName).name;
  if (typeName === 'Int') return hashOf(identity, name) >>> 1;
  return `${name} "${identity}" é`;
}
