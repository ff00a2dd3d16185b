/* eslint-disable @typescript-eslint/no-explicit-any -- schemas and values are JSON of any shape */
type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const typeTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

const known = new Set([
  ...['$schema', '$defs', 'title', 'description', '$ref', 'type', 'const', 'enum', 'oneOf'],
  ...['properties', 'required', 'additionalProperties', 'items', 'minItems'],
  ...['pattern', 'minLength', 'minimum'],
]);

/**
 * Problems of a value under a JSON Schema (draft 2020-12), each with its place. It knows the
 * keywords that the schemas here use, and throws on any other: nothing is passed over.
 */
export function schemaProblems(root: any, value: unknown): readonly string[] {
  const check = (schema: any, given: any, at: string): string[] => {
    const unknown = Object.keys(schema as Schema).filter((keyword) => !known.has(keyword));
    if (unknown.length > 0) throw new TypeError(`unknown keyword ${unknown.join(', ')}`);
    return [
      ...(schema.$ref === undefined ? [] : check(definition(root, schema.$ref), given, at)),
      ...plainProblems(schema, given).map((problem) => `${at}: ${problem}`),
      ...oneOfProblems(schema, given, at),
      ...memberProblems(schema, given, at),
      ...itemProblems(schema, given, at),
    ];
  };

  const oneOfProblems = (schema: any, given: unknown, at: string): string[] => {
    if (schema.oneOf === undefined) return [];
    const results = schema.oneOf.map((option: unknown) => check(option, given, at));
    const fitting = results.filter((problems: string[]) => problems.length === 0).length;
    return fitting === 1 ? [] : [`${at}: fits ${String(fitting)} of oneOf`, ...results.flat()];
  };

  const memberProblems = (schema: any, given: unknown, at: string): string[] => {
    if (!isObject(given)) return [];
    const missing = (schema.required ?? []).filter((name: string) => !Object.hasOwn(given, name));
    const properties = schema.properties ?? {};
    return [
      ...missing.map((name: string) => `${at}: ${name} is missing`),
      ...Object.entries(given).flatMap(([name, member]) => {
        if (Object.hasOwn(properties, name))
          return check(properties[name], member, `${at}.${name}`);
        return schema.additionalProperties === false ? [`${at}: ${name} is not known`] : [];
      }),
    ];
  };

  const itemProblems = (schema: any, given: unknown, at: string): string[] =>
    Array.isArray(given) && schema.items !== undefined
      ? given.flatMap((item, index) => check(schema.items, item, `${at}[${String(index)}]`))
      : [];

  return check(root, value, '$');
}

function definition(root: any, reference: string): unknown {
  const found = root.$defs?.[reference.replace('#/$defs/', '')];
  if (found === undefined) throw new TypeError(`no definition ${reference}`);
  return found;
}

/** What concerns the value itself, and none of its parts. */
function plainProblems(schema: any, given: unknown): string[] {
  const types: string[] = schema.type === undefined ? [] : [schema.type].flat();
  const tests: readonly (readonly [boolean, string])[] = [
    [
      types.length > 0 && !types.some((type) => typeTests[type]?.(given)),
      `is no ${types.join(' or ')}`,
    ],
    ['const' in schema && given !== schema.const, `is not ${String(schema.const)}`],
    [schema.enum !== undefined && !schema.enum.includes(given), `is ${String(given)}, not in enum`],
    [
      typeof given === 'string' &&
        schema.pattern !== undefined &&
        !new RegExp(schema.pattern, 'u').test(given),
      'does not match',
    ],
    [typeof given === 'string' && given.length < (schema.minLength ?? 0), 'is too short'],
    [typeof given === 'number' && given < (schema.minimum ?? -Infinity), 'is too small'],
    [Array.isArray(given) && given.length < (schema.minItems ?? 0), 'has too few items'],
  ];
  return tests.filter(([fails]) => fails).map(([, problem]) => problem);
}
