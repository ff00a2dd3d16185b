import { Kind, OperationTypeNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Caller } from '../../lib/bearer.ts';
import { AppError } from '../../lib/errors/appError.ts';
import { sha256Hex } from '../../lib/hash.ts';
import { coordinatesOf } from '../../policies/coordinates.ts';
import { decideArgument, decideField } from '../../policies/decide.ts';
import type { FieldClass, PolicyLock } from '../../policies/lock.ts';
import { parseScreen, ScreenError, type Screen } from '../../policies/screen.ts';
import type { DocumentLimits } from '../bounds.ts';
import { checkScreen } from './checkScreen.ts';
import { invalid } from './limits.ts';
import { operationOf, parseBounded, selectOperation, validateDocument } from './parseText.ts';
import { sensitiveInputs } from './sensitiveInputs.ts';
import { servedScreen, type ServedDocument } from './servedDocument.ts';

export interface AdHocContext {
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  /** True where every store holds synthetic data. */
  readonly everyStoreSynthetic: () => Promise<boolean>;
}

export type ResolvedText =
  | { readonly kind: 'introspection'; readonly document: DocumentNode }
  | { readonly kind: 'document'; readonly served: ServedDocument };

/** Understands a text body: development mode alone sends one here. */
export async function resolveText(
  context: AdHocContext,
  text: string,
  operationName: string | undefined,
  caller: Caller,
): Promise<ResolvedText> {
  const document = parseBounded(text, context.limits);
  if (statesPurpose(document)) {
    if (!(await context.everyStoreSynthetic())) throw new AppError('TEXT_NOT_ALLOWED');
    return { kind: 'document', served: serveScreenText(context, text) };
  }
  const selected = selectOperation(document, operationName);
  validateDocument(context.schema, selected);
  return isIntrospection(selected)
    ? { kind: 'introspection', document: selected }
    : { kind: 'document', served: serveBusiness(context, text, selected, caller) };
}

const statesPurpose = (document: DocumentNode): boolean =>
  document.definitions.some((node) => node.directives?.some(({ name }) => name.value === 'screen'));

/** A text with `@screen` is held to what a registered one is held to. */
function serveScreenText({ lock, schema }: AdHocContext, text: string): ServedDocument {
  const screen = parseOwnScreen(text);
  validateDocument(schema, screen.document);
  const violations = checkScreen(lock, schema, screen);
  if (violations.length > 0) throw namingFields(violations.map(({ coordinate }) => coordinate));
  return servedScreen(lock, schema, screen);
}

function parseOwnScreen(text: string): Screen {
  try {
    return parseScreen(text);
  } catch (error) {
    if (error instanceof ScreenError) throw invalid();
    throw error;
  }
}

const namedMax = 20;

/** Names of fields of the graph, never anything that the client wrote. */
const namingFields = (coordinates: readonly string[]): AppError =>
  new AppError('DOCUMENT_INVALID', { subject: coordinates.slice(0, namedMax).join(', ') });

const withoutPurpose: ReadonlySet<FieldClass> = new Set<FieldClass>(['business', 'structure']);

/** Without a stated purpose: business fields, read for a purpose of the caller's own roles. */
function serveBusiness(
  { lock, schema }: AdHocContext,
  text: string,
  document: DocumentNode,
  caller: Caller,
): ServedDocument {
  const operation = operationOf(document);
  if (operation.operation === OperationTypeNode.MUTATION) throw namingFields(['Mutation']);
  const used = coordinatesOf(schema, document);
  const refused = [
    ...used.fields.filter((name) => !withoutPurpose.has(lock.fields[name]?.class ?? 'personal')),
    ...used.arguments.filter(
      (name) => !withoutPurpose.has(lock.arguments[name]?.class ?? 'personal'),
    ),
  ];
  if (refused.length > 0) throw namingFields(refused);
  const purpose = widestPurpose(lock, caller, used);
  return {
    name: 'ad-hoc',
    kind: 'ad-hoc',
    hash: sha256Hex(text),
    document,
    operation,
    isMutation: false,
    purpose,
    roles: lock.purposes[purpose]?.roles ?? [],
    subjectsMax: 0,
    onDenied: 'WITHHOLD',
    sensitive: sensitiveInputs(lock, schema, document),
  };
}

/** Of the purposes that the caller's roles know, the one that denies least; the first of equals. */
function widestPurpose(
  lock: PolicyLock,
  { roles, region }: Caller,
  used: ReturnType<typeof coordinatesOf>,
): string {
  const candidates = Object.entries(lock.purposes)
    .filter(([, purpose]) => purpose.roles.some((role) => roles.includes(role)))
    .map(([purpose]) => {
      const ask = (coordinate: string) => ({ coordinate, purpose, roles, region });
      const denied =
        used.fields.filter((name) => decideField(lock, ask(name)).effect === 'deny').length +
        used.arguments.filter((name) => decideArgument(lock, ask(name)).effect === 'deny').length;
      return { purpose, denied };
    });
  const best = candidates.reduce<(typeof candidates)[number] | undefined>(
    (chosen, next) => (chosen === undefined || next.denied < chosen.denied ? next : chosen),
    undefined,
  );
  if (best === undefined) throw new AppError('ROLE_NOT_ALLOWED');
  return best.purpose;
}

/** True where the graph itself is asked for. Values beside it would be two answers in one. */
function isIntrospection(document: DocumentNode): boolean {
  const names = rootNames(document, operationOf(document).selectionSet.selections);
  const meta = names.filter((name) => name === '__schema' || name === '__type');
  if (meta.length === 0) return false;
  if (names.some((name) => !name.startsWith('__'))) throw new AppError('NOT_SUPPORTED');
  return true;
}

type Selections = ReturnType<typeof operationOf>['selectionSet']['selections'];

const rootNames = (document: DocumentNode, selections: Selections): readonly string[] =>
  selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node.name.value];
    if (node.kind === Kind.INLINE_FRAGMENT)
      return rootNames(document, node.selectionSet.selections);
    const fragment = document.definitions.find(
      (known) => known.kind === Kind.FRAGMENT_DEFINITION && known.name.value === node.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION
      ? rootNames(document, fragment.selectionSet.selections)
      : [];
  });
