import {
  GraphQLError,
  Kind,
  Lexer,
  Source,
  TokenKind,
  type DocumentNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';
import { AppError } from '../../lib/errors/appError.ts';
import type { DocumentLimits } from '../bounds.ts';

const over = (limit: string): AppError =>
  new AppError('LIMIT_EXCEEDED', { subject: limit, details: { limit } });

const opening: ReadonlySet<string> = new Set([
  TokenKind.BRACE_L,
  TokenKind.PAREN_L,
  TokenKind.BRACKET_L,
]);
const closing: ReadonlySet<string> = new Set([
  TokenKind.BRACE_R,
  TokenKind.PAREN_R,
  TokenKind.BRACKET_R,
]);

/**
 * Bounds a text before it is parsed: bytes, tokens, and brackets within brackets, since the parser
 * descends by recursion.
 */
export function checkText(text: string, limits: DocumentLimits): void {
  if (Buffer.byteLength(text) > limits.bytesMax) throw over('bytes');
  const lexer = new Lexer(new Source(text));
  const nestingMax = 4 * limits.depthMax;
  let tokens = 0;
  let nesting = 0;
  try {
    while (lexer.advance().kind !== TokenKind.EOF) {
      const { kind } = lexer.token;
      tokens += 1;
      if (opening.has(kind)) nesting += 1;
      if (closing.has(kind)) nesting -= 1;
      if (tokens > limits.tokensMax) throw over('tokens');
      if (nesting > nestingMax) throw over('depth');
    }
  } catch (error) {
    throw error instanceof GraphQLError ? invalid(error) : error;
  }
}

/** Says where a document is wrong, never what stands there: the parser's words quote it. */
export class InvalidDocument extends AppError {
  readonly locations: readonly { readonly line: number; readonly column: number }[];

  constructor(errors: readonly GraphQLError[]) {
    super('DOCUMENT_INVALID');
    this.locations = errors.flatMap((error) => error.locations ?? []);
  }
}

export const invalid = (...errors: readonly GraphQLError[]): InvalidDocument =>
  new InvalidDocument(errors);

/** What a selection set comes to once its fragments are written out. */
interface Measure {
  readonly selections: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly fields: number;
  /** Values that the answer may hold, as far as the document itself bounds its lists. */
  readonly cost: number;
}

const none: Measure = { selections: 0, depth: 0, aliases: 0, directives: 0, fields: 0, cost: 0 };

/** The most rows that one page holds, whatever a variable says. */
const pageMax = 100;

/** How often what stands below a field may stand there, by the size of page that it asks for. */
function pageSize({ arguments: given = [] }: FieldNode): number {
  const size = given.find(({ name }) => name.value === 'first' || name.value === 'last')?.value;
  if (size === undefined || size.kind === Kind.NULL) return 1;
  return size.kind === Kind.INT ? Math.max(1, Number(size.value)) : pageMax;
}

interface Measuring {
  readonly fragments: ReadonlyMap<string, SelectionSetNode>;
  /** Each fragment is measured once, so that doubling fragments cost nothing. */
  readonly known: Map<string, Measure | 'open'>;
}

/** Bounds a parsed document by what it asks for after fragments are expanded. Nothing is expanded. */
export function checkShape(document: DocumentNode, limits: DocumentLimits): void {
  const measuring: Measuring = {
    fragments: new Map(
      document.definitions
        .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
        .map((node) => [node.name.value, node.selectionSet]),
    ),
    known: new Map(),
  };
  for (const name of measuring.fragments.keys()) {
    checkMeasure(measureFragment(measuring, name), limits);
  }
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const measure = measureSet(measuring, node.selectionSet);
    checkMeasure(measure, limits);
    if (measure.fields > limits.rootFieldsMax) throw over('root fields');
  }
}

function checkMeasure(measure: Measure, limits: DocumentLimits): void {
  if (measure.depth > limits.depthMax) throw over('depth');
  if (measure.aliases > limits.aliasesMax) throw over('aliases');
  if (measure.directives > limits.directivesMax) throw over('directives');
  if (measure.selections > limits.selectionsMax) throw over('selections');
  if (measure.cost > limits.costMax) throw over('cost');
}

const measureSet = (measuring: Measuring, set: SelectionSetNode | undefined): Measure =>
  (set?.selections ?? []).reduce<Measure>((sum, node) => {
    const directives = node.directives?.length ?? 0;
    if (node.kind === Kind.FIELD) {
      const inner = measureSet(measuring, node.selectionSet);
      const aliases = inner.aliases + (node.alias === undefined ? 0 : 1);
      return plus(sum, {
        selections: inner.selections + 1,
        depth: inner.depth + 1,
        aliases,
        directives: inner.directives + directives,
        fields: 1,
        cost: 1 + pageSize(node) * inner.cost,
      });
    }
    const inner =
      node.kind === Kind.INLINE_FRAGMENT
        ? measureSet(measuring, node.selectionSet)
        : measureFragment(measuring, node.name.value);
    return plus(sum, { ...inner, directives: inner.directives + directives });
  }, none);

function measureFragment(measuring: Measuring, name: string): Measure {
  const known = measuring.known.get(name);
  // A fragment within itself has no size at all.
  if (known === 'open') throw invalid();
  if (known !== undefined) return known;
  measuring.known.set(name, 'open');
  const measure = measureSet(measuring, measuring.fragments.get(name));
  measuring.known.set(name, measure);
  return measure;
}

const plus = (left: Measure, right: Measure): Measure => ({
  selections: left.selections + right.selections,
  depth: Math.max(left.depth, right.depth),
  aliases: left.aliases + right.aliases,
  directives: left.directives + right.directives,
  fields: left.fields + right.fields,
  cost: left.cost + right.cost,
});
