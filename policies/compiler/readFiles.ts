import { basename } from 'node:path';
import { z } from 'zod';
import { isStoreName } from '../../lib/storeName.ts';
import type { GateRule, Purpose, StoreRule } from '../lock.ts';
import { parseStrictYaml, type LocatedYaml, type YamlPath } from '../yaml.ts';
import { definedOf } from './collections.ts';
import {
  FieldFormat,
  GateFormat,
  InputFormat,
  InternalFormat,
  PurposeFormat,
  PurposesFormat,
  StoreFormat,
  TypeFormat,
  TypesFormat,
} from './fileFormat.ts';
import type { FieldEntry, InputEntry, Owner, PolicySources, TypeEntry } from './policySources.ts';
import { violationAt, type Invariant, type Place, type TextFile, type Violation } from './types.ts';

/** Collects what the files say; every fault is a violation at its line, and reading goes on. */
interface Sink {
  readonly sources: {
    readonly stores: Map<Owner, StoreRule>;
    readonly fields: FieldEntry[];
    readonly inputs: InputEntry[];
    readonly types: TypeEntry[];
    readonly purposes: Map<string, { readonly purpose: Purpose; readonly place: Place }>;
    readonly gate: Map<string, { readonly rule: GateRule; readonly place: Place }>;
    conflicts: readonly (readonly [string, string])[];
  };
  readonly violations: Violation[];
}

interface OpenFile {
  readonly file: string;
  readonly yaml: LocatedYaml;
  readonly members: Readonly<Record<string, unknown>>;
}

/** Parses all policy files. */
export function readPolicyFiles(files: readonly TextFile[]): {
  readonly sources: PolicySources;
  readonly violations: readonly Violation[];
} {
  const sink: Sink = {
    sources: {
      stores: new Map(),
      fields: [],
      inputs: [],
      types: [],
      purposes: new Map(),
      gate: new Map(),
      conflicts: [],
    },
    violations: [],
  };
  for (const file of files) {
    const open = openFile(file, sink);
    if (open !== undefined) readFile(open, sink);
  }
  return { sources: sink.sources, violations: sink.violations };
}

function openFile(file: TextFile, sink: Sink): OpenFile | undefined {
  const { yaml, faults } = parseStrictYaml(file.text);
  for (const { line, message, mend } of faults) {
    sink.violations.push(
      violationAt({ file: file.file, line }, 'FORMAT', file.file, message, mend),
    );
  }
  if (yaml === undefined) return undefined;
  const members = z.record(z.string(), z.unknown()).safeParse(yaml.value);
  if (members.success) return { file: file.file, yaml, members: members.data };
  sink.violations.push(
    violationAt(
      { file: file.file, line: 1 },
      'FORMAT',
      file.file,
      'The file is not a list of named entries.',
      'Write one `name: {…}` a line.',
    ),
  );
  return undefined;
}

function readFile(open: OpenFile, sink: Sink): void {
  const name = basename(open.file, '.yaml');
  if (name === 'purposes') readPurposes(open, sink);
  else if (name === 'gate') readGate(open, sink);
  else if (name === 'shared' || isStoreName(name)) readStore(open, name, sink);
  else {
    fault(sink, open, [], open.file, 'The file is named after no store.', [
      'Name it after a store, or shared, purposes or gate.',
    ]);
  }
}

function fault(
  sink: Sink,
  open: OpenFile,
  path: YamlPath,
  coordinate: string,
  message: string,
  [mend, invariant]: readonly [mend: string, invariant?: Invariant],
): void {
  const place = { file: open.file, line: open.yaml.lineOf(path) };
  sink.violations.push(violationAt(place, invariant ?? 'FORMAT', coordinate, message, mend));
}

/** Parses one part of a file; undefined where it is faulty, which is then a violation. */
function parsePart<Schema extends z.ZodType>(
  sink: Sink,
  open: OpenFile,
  path: readonly string[],
  schema: Schema,
  value: unknown,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const inner = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    const where = inner.join('.');
    fault(
      sink,
      open,
      [...path, ...inner],
      path.at(-1) ?? open.file,
      `${where === '' ? '' : `${where}: `}${issue.message}`,
      ['Write it in the format of the policy map.'],
    );
  }
  return undefined;
}

function readPurposes(open: OpenFile, sink: Sink): void {
  const parsed = parsePart(sink, open, [], PurposesFormat, open.members);
  if (parsed === undefined) return;
  sink.sources.conflicts = parsed.conflicts;
  for (const [name, value] of Object.entries(parsed.purposes)) {
    const path = ['purposes', name];
    const purpose = parsePart(sink, open, path, PurposeFormat, value);
    if (purpose === undefined) continue;
    const place = { file: open.file, line: open.yaml.lineOf(path) };
    sink.sources.purposes.set(name, { purpose: definedOf(purpose), place });
  }
}

function readGate(open: OpenFile, sink: Sink): void {
  const gate = parsePart(sink, open, [], GateFormat, open.members) ?? {};
  for (const [name, rule] of Object.entries(gate)) {
    const place = { file: open.file, line: open.yaml.lineOf([name]) };
    sink.sources.gate.set(name, { rule: definedOf(rule), place });
  }
}

const storeRule = (
  { accountable, steward, residency, sealed = false }: StoreFormat,
  internal: StoreRule['internal'],
): StoreRule => ({
  ...{ accountable, steward, residency, internal },
  ...(sealed ? { sealed } : {}),
});

function readStore(open: OpenFile, owner: Owner, sink: Sink): void {
  const header = parsePart(sink, open, ['store'], StoreFormat, open.members.store);
  if (header !== undefined && header.name !== owner) {
    fault(
      sink,
      open,
      ['store', 'name'],
      open.file,
      `The file is ${owner}'s, its header names ${header.name}.`,
      [`Write name: ${owner}.`],
    );
  }
  const internal = parsePart(sink, open, ['internal'], InternalFormat, open.members.internal ?? {});
  if (header !== undefined) {
    sink.sources.stores.set(owner, storeRule(header, internal ?? {}));
  }
  readTypes(open, owner, sink);
  for (const [key, value] of Object.entries(open.members)) {
    if (key === 'store' || key === 'internal' || key === 'types') continue;
    readEntry(open, owner, sink, key, value);
  }
}

function readTypes(open: OpenFile, owner: Owner, sink: Sink): void {
  const types = parsePart(sink, open, ['types'], TypesFormat, open.members.types ?? {}) ?? {};
  for (const [type, value] of Object.entries(types)) {
    const path = ['types', type];
    const clauses = parsePart(sink, open, path, TypeFormat, value);
    if (clauses === undefined) continue;
    const place = { file: open.file, line: open.yaml.lineOf(path) };
    sink.sources.types.push({ owner, type, clauses, place });
  }
}

function readEntry(open: OpenFile, owner: Owner, sink: Sink, key: string, value: unknown): void {
  const place = { file: open.file, line: open.yaml.lineOf([key]) };
  const lineOf = (path: YamlPath): number => open.yaml.lineOf([key, ...path]);
  if (/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/.test(key)) {
    const rule = parsePart(sink, open, [key], FieldFormat, value);
    if (rule !== undefined)
      sink.sources.fields.push({ owner, coordinate: key, rule, place, lineOf });
  } else if (/^[A-Za-z_]\w*$/.test(key)) {
    const rule = parsePart(sink, open, [key], InputFormat, value);
    if (rule !== undefined) sink.sources.inputs.push({ owner, type: key, rule, place, lineOf });
  } else {
    fault(sink, open, [key], key, 'The entry is neither a coordinate nor an input type.', [
      'Write Type.field, or the name of an input type.',
    ]);
  }
}
