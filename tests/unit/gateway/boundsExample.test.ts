import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { boundsOf, limitVariables } from '../../../gateway/bounds.ts';
import { readGeneralConfig } from '../../../gateway/general/generalConfig.ts';
import { projectFile } from '../../../lib/projectRoot.ts';

const example = readFileSync(projectFile('.env.example'), 'utf8');

/** `NAME=number` at the beginning of a line, or in a comment. */
const numbers = (pattern: RegExp): Readonly<Record<string, number>> =>
  Object.fromEntries([...example.matchAll(pattern)].map(([, name, text]) => [name, Number(text)]));

const said = numbers(/^([A-Z_]+)=(\d+)$/gm);
const saidForGeneral = numbers(/(?<=^#.*)\b([A-Z_]+)=(\d+)/gm);

test.each(Object.entries(limitVariables))('.env.example says the preset of %s', (name, preset) => {
  expect(said[name]).toBe(preset.parse(undefined));
});

test("and where general mode's are others, those", () => {
  const limits = { ...said, ...saidForGeneral } as Parameters<typeof boundsOf>[0];
  expect(readGeneralConfig(['--supergraph', 'x'], {})).toMatchObject(boundsOf(limits));
  expect(Object.keys(saidForGeneral)).toHaveLength(9);
});
