import {
  GraphQLError,
  Kind,
  parse,
  valueFromASTUntyped,
  type ASTNode,
  type DirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
} from 'graphql';
import { isStoreName, type StoreName } from '../../lib/storeName.ts';
import {
  violationAt,
  type CompileInput,
  type Place,
  type TextFile,
  type Violation,
} from './types.ts';

/** One subgraph's declaration of an output field. */
export interface FieldDeclaration {
  readonly store: StoreName;
  readonly type: string;
  readonly field: string;
  readonly place: Place;
  /** Part of a key of the type in this subgraph: held as a reference or originated, never a second fact. */
  readonly key: boolean;
  readonly external: boolean;
  readonly shareable: boolean;
  readonly provides: string | undefined;
  readonly requires: string | undefined;
  readonly override: string | undefined;
}

export interface KeyDeclaration {
  readonly fields: string;
  readonly resolvable: boolean;
}

/** One subgraph's declaration of a type. */
export interface TypeDeclaration {
  readonly store: StoreName;
  readonly type: string;
  readonly place: Place;
  readonly keys: readonly KeyDeclaration[];
  readonly interfaceObject: boolean;
  readonly shareable: boolean;
  /** How many fields of its own it brings: the store where an entity originates brings most. */
  readonly fields: number;
}

/** Which subgraph declares what: the truth that composition starts from. */
export interface Federation {
  readonly stores: readonly StoreName[];
  readonly fields: ReadonlyMap<string, readonly FieldDeclaration[]>;
  readonly types: ReadonlyMap<string, readonly TypeDeclaration[]>;
  readonly faults: readonly Violation[];
}

/** Reads the subgraphs' SDL. A text that does not parse is a violation and brings nothing. */
export function federationOf(sdl: CompileInput['sdl']): Federation {
  const fields = new Map<string, FieldDeclaration[]>();
  const types = new Map<string, TypeDeclaration[]>();
  const faults: Violation[] = [];
  const stores = Object.keys(sdl).filter(isStoreName);
  for (const store of stores) {
    const file = sdl[store];
    if (file === undefined) continue;
    for (const node of definitionsOf(file, faults)) {
      const declared = typeDeclaration(store, file.file, node);
      if (declared === undefined) continue;
      push(types, declared.type, declared);
      for (const field of fieldDeclarations(store, file.file, node, declared)) {
        push(fields, `${field.type}.${field.field}`, field);
      }
    }
  }
  return { stores, fields, types, faults };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function definitionsOf(file: TextFile, faults: Violation[]): readonly DefinitionNode[] {
  try {
    return parse(file.text).definitions;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const place = { file: file.file, line: error.locations?.[0]?.line ?? 1 };
    faults.push(
      violationAt(place, 'COMPOSITION', file.file, error.message, 'Correct the SDL at this line.'),
    );
    return [];
  }
}

function typeDeclaration(
  store: StoreName,
  file: string,
  node: DefinitionNode,
): TypeDeclaration | undefined {
  if (!('name' in node) || !isTypeNode(node.kind)) return undefined;
  const directives: readonly DirectiveNode[] = node.directives ?? [];
  return {
    store,
    type: node.name.value,
    place: { file, line: lineOf(node) },
    keys: directives.filter(named('key')).map((key) => ({
      fields: textArgument(key, 'fields'),
      resolvable: argument(key, 'resolvable') !== false,
    })),
    interfaceObject: directives.some(named('interfaceObject')),
    shareable: directives.some(named('shareable')),
    fields: 'fields' in node ? node.fields.length : 0,
  };
}

const typeNodes: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_EXTENSION,
]);
const isTypeNode = (kind: string): boolean => typeNodes.has(kind);

function fieldDeclarations(
  store: StoreName,
  file: string,
  node: DefinitionNode,
  type: TypeDeclaration,
): readonly FieldDeclaration[] {
  if (!('fields' in node)) return [];
  const keyFields = new Set(type.keys.flatMap(({ fields }) => topFields(fields)));
  const declared = (node.fields ?? []).filter(
    (field): field is FieldDefinitionNode => field.kind === Kind.FIELD_DEFINITION,
  );
  return declared.map((field) => {
    const directives = field.directives ?? [];
    const text = (directive: string, name: string): string | undefined => {
      const found = directives.find(named(directive));
      return found === undefined ? undefined : textArgument(found, name);
    };
    return {
      store,
      type: type.type,
      field: field.name.value,
      place: { file, line: lineOf(field) },
      key: keyFields.has(field.name.value),
      external: directives.some(named('external')),
      shareable: type.shareable || directives.some(named('shareable')),
      provides: text('provides', 'fields'),
      requires: text('requires', 'fields'),
      override: text('override', 'from'),
    };
  });
}

const named =
  (name: string) =>
  (directive: DirectiveNode): boolean =>
    directive.name.value === name || directive.name.value === `federation__${name}`;

function argument(directive: DirectiveNode, name: string): unknown {
  const found = directive.arguments?.find((candidate) => candidate.name.value === name);
  return found === undefined ? undefined : valueFromASTUntyped(found.value);
}

const lineOf = (node: ASTNode): number =>
  // The description stands above the name; the name is what a reader looks for.
  ('name' in node ? node.name : node).loc?.startToken.line ?? 1;

const textArgument = (directive: DirectiveNode, name: string): string => {
  const value = argument(directive, name);
  return typeof value === 'string' ? value : '';
};

/** The outermost names of a field set: `period { start end } ownerId` → period, ownerId. */
export function topFields(fieldSet: string): readonly string[] {
  let depth = 0;
  const names: string[] = [];
  for (const word of fieldSet.match(/[{}]|\([^)]*\)|[_A-Za-z]\w*/g) ?? []) {
    if (word === '{') depth += 1;
    else if (word === '}') depth -= 1;
    else if (depth === 0 && !word.startsWith('(')) names.push(word);
  }
  return names;
}

/** True where a subgraph answers the field as a fact of its own. */
export const resolves = (declaration: FieldDeclaration): boolean =>
  !declaration.external && !declaration.key;
