import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
  type Pair,
} from 'yaml';

/** What is wrong with a YAML text, and where. */
export interface YamlFault {
  readonly line: number;
  readonly message: string;
  readonly mend: string;
}

export type YamlPath = readonly (string | number)[];

/** The value of a YAML text, with the line of each of its parts. */
export interface LocatedYaml {
  readonly value: unknown;
  /** The line of the part, or of the nearest part around it. */
  readonly lineOf: (path: YamlPath) => number;
}

export interface StrictYaml {
  readonly yaml: LocatedYaml | undefined;
  readonly faults: readonly YamlFault[];
}

const bytesMax = 1_048_576;
const depthMax = 32;
/** Keys that would reach an object's prototype. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
/** Characters that change how a line reads without being seen (Unicode TR 36: invisible and bidirectional controls). */
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const printableAscii = /^[\x20-\x7e]+$/;

interface Reader {
  readonly lineOfOffset: (offset: number) => number;
  readonly lines: Map<string, number>;
  readonly faults: YamlFault[];
}

/**
 * Reads YAML with what policies don't need left out: duplicate keys, anchors, aliases, merge keys,
 * tags, keys that aren't plain ASCII, and texts over 1 MiB are refused.
 */
export function parseStrictYaml(text: string): StrictYaml {
  if (Buffer.byteLength(text) > bytesMax) {
    return {
      yaml: undefined,
      faults: [{ line: 1, message: 'The file is over 1 MiB.', mend: 'Split the file by store.' }],
    };
  }
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    schema: 'core',
    strict: true,
    uniqueKeys: true,
    merge: false,
    prettyErrors: false,
  });
  const lineOfOffset = (offset: number): number => counter.linePos(offset).line;
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    line: lineOfOffset(error.pos[0]),
    message: `Not valid YAML: ${error.message}`,
    mend: 'Correct the YAML at this line; each key stands once.',
  }));
  const reader: Reader = { lineOfOffset, lines: new Map(), faults };
  const value = read(reader, document.contents, []);
  if (faults.length > 0) return { yaml: undefined, faults };
  const lineOf = (path: YamlPath): number => nearestLine(reader.lines, path);
  return { yaml: { value, lineOf }, faults };
}

function nearestLine(lines: ReadonlyMap<string, number>, path: YamlPath): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const line = lines.get(pathKey(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}

const pathKey = (path: YamlPath): string => JSON.stringify(path.map(String));

function read(reader: Reader, node: Node | null, path: YamlPath): unknown {
  if (node === null) return null;
  const line = reader.lineOfOffset(node.range?.[0] ?? 0);
  const key = pathKey(path);
  if (!reader.lines.has(key)) reader.lines.set(key, line);
  const fault = faultOf(node, path);
  if (fault !== undefined) {
    reader.faults.push({ line, ...fault });
    return null;
  }
  if (isScalar(node)) return node.value;
  if (isSeq(node)) {
    return node.items.map((item, index) => read(reader, item as Node | null, [...path, index]));
  }
  return isMap(node) ? readMap(reader, node.items as Pair<Node, Node | null>[], path) : null;
}

function faultOf(node: Node, path: YamlPath): Omit<YamlFault, 'line'> | undefined {
  if (isAlias(node) || (node as { readonly anchor?: unknown }).anchor !== undefined) {
    return { message: 'Anchors and aliases are refused.', mend: 'Write the value out.' };
  }
  if (typeof node.tag === 'string') {
    return { message: 'Tags are refused.', mend: 'Write the plain value.' };
  }
  if (path.length > depthMax) {
    return { message: 'The file is nested too deeply.', mend: 'Use the format of the policy map.' };
  }
  if (isScalar(node) && typeof node.value === 'string' && invisible.test(node.value)) {
    return {
      message: 'The text holds an invisible or bidirectional control character.',
      mend: 'Type the text again without it.',
    };
  }
  return undefined;
}

function readMap(
  reader: Reader,
  pairs: readonly Pair<Node, Node | null>[],
  path: YamlPath,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const pair of pairs) {
    const line = reader.lineOfOffset(pair.key.range?.[0] ?? 0);
    const name = isScalar(pair.key) ? String(pair.key.value) : undefined;
    const fault = faultOf(pair.key, []) ?? faultOfKey(name);
    if (fault !== undefined || name === undefined) {
      reader.faults.push({ line, ...(fault ?? complexKey) });
      continue;
    }
    const inner = [...path, name];
    reader.lines.set(pathKey(inner), line);
    result[name] = read(reader, pair.value, inner);
  }
  return result;
}

const complexKey = { message: 'A key must be a plain word.', mend: 'Write a plain key.' };

function faultOfKey(name: string | undefined): Omit<YamlFault, 'line'> | undefined {
  if (name === undefined) return complexKey;
  if (name === '<<') {
    return { message: 'Merge keys are refused.', mend: 'Write the members out.' };
  }
  if (forbiddenKeys.has(name)) {
    return { message: `The key ${name} is refused.`, mend: 'Use another name.' };
  }
  if (!printableAscii.test(name)) {
    return {
      message: 'The key holds characters outside ASCII, which may look like others.',
      mend: 'Type the key again in plain letters.',
    };
  }
  return undefined;
}
