import {
  execute,
  GraphQLError,
  isNonNullType,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import type { Execution, ResponsePath, StoreError } from '../execute/executor.ts';
import type { AnswerTemplate } from './compiledAnswer.ts';
import { nullPrefix, patternOf, startsWith } from './responsePath.ts';

export interface WithheldEntry {
  readonly path: string;
  readonly code: ErrorCode;
}

export interface Projection {
  readonly data: unknown;
  readonly errors: readonly StoreError[];
  readonly withheld: readonly WithheldEntry[];
}

export interface ProjectionInput {
  readonly schema: GraphQLSchema;
  /** The document as the client knows it, denied selections included. */
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly template: AnswerTemplate;
  readonly execution: Execution;
}

/** Why a field has no value. */
type Verdict =
  | { readonly kind: 'denied' }
  | { readonly kind: 'failed'; readonly code: ErrorCode }
  | { readonly kind: 'absent' };

class FieldFailure extends Error {
  override readonly name = 'FieldFailure';
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

/**
 * Lays the original document over what the stores answered: order, merging, `@skip`, `@include`
 * and the bubbling of nulls are those of graphql-js itself (GraphQL, section 6.4).
 */
export function project(input: ProjectionInput): Projection {
  const notes = createNotes(input.template);
  const result = execute({
    schema: input.schema,
    document: input.document,
    rootValue: input.execution.data,
    variableValues: input.variables,
    fieldResolver: resolver(input, notes),
    typeResolver: (value: { readonly __typename?: string }) => value.__typename,
  });
  if (result instanceof Promise) throw new TypeError('nothing here waits');
  const data = result.data ?? null;
  const errors: StoreError[] = [];
  for (const error of result.errors ?? []) addError(input, notes, data, error, errors);
  addUnseen(input.execution.errors, data, errors);
  return { data, errors, withheld: notes.entries() };
}

interface Notes {
  readonly note: (path: string, code: ErrorCode) => void;
  readonly entries: () => readonly WithheldEntry[];
}

/** One entry a path: what the mask withheld first, then what the answer showed, in its order. */
function createNotes(template: AnswerTemplate): Notes {
  const codes = new Map<string, ErrorCode>(template.withheld.map(({ path, code }) => [path, code]));
  return {
    note: (path, code) => {
      if (!codes.has(path)) codes.set(path, code);
    },
    entries: () => [...codes].map(([path, code]) => ({ path, code })),
  };
}

function resolver(input: ProjectionInput, notes: Notes): GraphQLFieldResolver<unknown, unknown> {
  const { template } = input;
  return (source, _args, _context, info) => {
    const path = pathOf(info);
    const pattern = patternOf(path);
    const value = (source as Readonly<Record<string, unknown>>)[String(info.path.key)];
    if (value !== null && value !== undefined) {
      if (template.filteredLists.has(pattern)) notes.note(pattern, 'PARTY_NOT_PERMITTED');
      return value;
    }
    const verdict = judge(input, path, pattern);
    if (verdict.kind === 'failed') throw new FieldFailure(verdict.code);
    // Where no null may stand, the place that takes it is only known once it has bubbled up.
    if (verdict.kind === 'absent' && !isNonNullType(info.returnType)) {
      if (template.filteredEdges.has(pattern)) notes.note(pattern, 'PARTY_NOT_PERMITTED');
      else if (template.conditional.has(pattern)) notes.note(pattern, 'NOT_AVAILABLE');
    }
    return null;
  };
}

function judge(
  { template, execution }: ProjectionInput,
  path: ResponsePath,
  pattern: string,
): Verdict {
  if (template.denied.has(pattern)) return { kind: 'denied' };
  const reported = execution.errors.find((error) => startsWith(error.path, path));
  const code = reported?.code ?? execution.failed.get(pattern);
  if (code !== undefined) return { kind: 'failed', code };
  if (execution.answered.has(pattern)) return { kind: 'absent' };
  // Never asked, because what it depends on did not come: it shares that failure.
  const [cause] = execution.failed.values();
  return cause === undefined ? { kind: 'absent' } : { kind: 'failed', code: cause };
}

/** An error of graphql-js: a failure that was thrown above, or a null where none may stand. */
function addError(
  input: ProjectionInput,
  notes: Notes,
  data: unknown,
  error: GraphQLError,
  errors: StoreError[],
): void {
  const path = error.path ?? [];
  if (error.originalError instanceof FieldFailure) {
    errors.push({ path, code: error.originalError.code });
    return;
  }
  const pattern = patternOf(path);
  const nullPath = nullPrefix(data, path) ?? path;
  const at = patternOf(nullPath.length === 0 ? path.slice(0, 1) : nullPath);
  if (input.template.denied.has(pattern)) {
    notes.note(at, 'NOT_PERMITTED');
    return;
  }
  const code = codeOfMissing(input.template, path, pattern);
  if (code === undefined) errors.push({ path, code: 'STORE_ANSWER_INVALID' });
  else notes.note(at, code);
}

/**
 * A personal or party value that is not there, in a field that can't be null: the nearest nullable
 * edge above it is withheld whole (policy.md, I8). Of any other field its store owed the value.
 */
function codeOfMissing(
  { filteredEdges, conditional, party }: AnswerTemplate,
  path: ResponsePath,
  pattern: string,
): ErrorCode | undefined {
  const above = path.map((_, index) => patternOf(path.slice(0, index + 1)));
  if (above.some((edge) => filteredEdges.has(edge))) return 'PARTY_NOT_PERMITTED';
  return conditional.has(pattern) || party.has(pattern) ? 'NOT_AVAILABLE' : undefined;
}

/** Errors of stores at places that no field resolver sees: items of lists. */
function addUnseen(reported: readonly StoreError[], data: unknown, errors: StoreError[]): void {
  for (const { path, code } of reported) {
    const at = nullPrefix(data, path);
    const seen =
      at === undefined ||
      errors.some((error) => startsWith(error.path, at) || startsWith(at, error.path));
    if (!seen) errors.push({ path: at, code });
  }
}

function pathOf(info: GraphQLResolveInfo): ResponsePath {
  const path: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = info.path; at !== undefined; at = at.prev) {
    path.push(at.key);
  }
  return path.reverse();
}
