import { describe, expect, test } from '@jest/globals';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { createSettledPrograms } from '../../../gateway/documents/settledPrograms.ts';
import { createProgram, type Program } from '../../../gateway/execute/compiled/program.ts';
import { schema } from './execute/answering.ts';

const settings = (text: string) => {
  const compiled: string[] = [];
  const document = parse(text);
  const programs = createSettledPrograms(document, (settled): Promise<Program> => {
    compiled.push(settled === null ? '' : stripIgnoredCharacters(print(settled)));
    const graph = { apiSchema: schema, fullSchema: schema };
    return Promise.resolve(
      createProgram({ ...graph, document, plan: undefined, objectScalars: false }),
    );
  });
  return { programs, compiled };
};

describe('the programs of a document', () => {
  test('are one for each setting of its conditions, whatever its other variables are', async () => {
    const { programs, compiled } = settings(
      'query ($c: Boolean!, $x: Int) { customer { id n @skip(if: $c) } }',
    );
    const one = await programs.under({ c: true, x: 1 });
    expect(await programs.under({ c: true, x: 2 })).toBe(one);
    expect(await programs.under({ c: false, x: 1 })).not.toBe(one);
    expect(compiled.map((text) => text.replace(/^.*?\{/, '{'))).toEqual([
      '{customer{id}}',
      '{customer{id n}}',
    ]);
  });

  test('are ready without waiting once all settings were prepared', async () => {
    const { programs, compiled } = settings(
      'query ($c: Boolean, $d: Boolean) { customer { id @skip(if: $c) n @include(if: $d) } }',
    );
    await programs.prepare();
    expect(compiled).toHaveLength(4);
    for (const c of [true, false]) {
      for (const d of [true, false]) expect(programs.under({ c, d })).not.toBeInstanceOf(Promise);
    }
    // A condition that was not given counts as false.
    expect(programs.under({})).toBe(programs.under({ c: false, d: false }));
  });

  test('are made on demand where there are too many settings to prepare', async () => {
    const fields = ['a', 'b', 'c', 'd'].map((name) => `${name}: id @skip(if: $${name})`).join(' ');
    const { programs, compiled } = settings(
      `query ($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) { customer { ${fields} } }`,
    );
    await programs.prepare();
    expect(compiled).toEqual([]);
    await programs.under({ a: true, b: true, c: true, d: true });
    expect(compiled).toHaveLength(1);
  });
});
