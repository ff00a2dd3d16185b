import type { GraphQLSchema } from 'graphql';
import { coordinatesOf } from './coordinates.ts';
import { decideArgument, decideField } from './decide.ts';
import type { Coordinate, PolicyLock, ScreenRule } from './lock.ts';
import { parseScreen, ScreenError, type Screen } from './screen.ts';
import { fieldOf } from './walk.ts';

/** One reason why a screen or command no longer does what it did. */
export interface BrokenScreen {
  readonly screen: string;
  readonly because:
    | 'SCREEN_GONE'
    | 'VERSION_RETIRED'
    | 'ROLE_LOST'
    | 'FIELD_GONE'
    | 'FIELD_DENIED'
    | 'ARGUMENT_DENIED';
  /** The field or argument, the role, or the document's hash. */
  readonly subject: string;
  readonly sentence: string;
}

export interface Comparison {
  readonly before: PolicyLock;
  readonly after: PolicyLock;
  /** The graph as it is after the change. */
  readonly schema: GraphQLSchema;
  /** The texts of all documents that are still valid. */
  readonly documents: readonly string[];
}

/** Names each screen that the change from one published policy to another breaks, and how. */
export function compareLocks(comparison: Comparison): readonly BrokenScreen[] {
  const screens = comparison.documents.flatMap(parsed);
  return Object.entries(comparison.before.screens).flatMap(([name, rule]) =>
    breaksOfScreen(comparison, name, rule, screens),
  );
}

function parsed(text: string): readonly Screen[] {
  try {
    return [parseScreen(text)];
  } catch (error) {
    if (error instanceof ScreenError) return [];
    throw error;
  }
}

const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function breaksOfScreen(
  comparison: Comparison,
  name: string,
  before: ScreenRule,
  screens: readonly Screen[],
): readonly BrokenScreen[] {
  const after = own(comparison.after.screens, name);
  if (after === undefined) {
    const sentence = `${name} is no longer registered.`;
    return [{ screen: name, because: 'SCREEN_GONE', subject: name, sentence }];
  }
  const retired = before.documents
    .filter((hash) => !after.documents.includes(hash))
    .map((hash): BrokenScreen => {
      const sentence = `The version ${hash.slice(0, 12)} of ${name} is no longer accepted.`;
      return { screen: name, because: 'VERSION_RETIRED', subject: hash, sentence };
    });
  const versions = screens.filter(({ hash }) => after.documents.includes(hash));
  return distinct([
    ...retired,
    ...rolesLost(comparison, name, before, after),
    ...versions.flatMap((screen) => lostCoordinates(comparison, name, before, screen)),
  ]);
}

function rolesLost(
  { before, after }: Comparison,
  name: string,
  was: ScreenRule,
  is: ScreenRule,
): readonly BrokenScreen[] {
  const holders = (lock: PolicyLock, rule: ScreenRule): readonly string[] =>
    rule.roles.filter((role) => own(lock.purposes, rule.purpose)?.roles.includes(role));
  const remaining = holders(after, is);
  return holders(before, was)
    .filter((role) => !remaining.includes(role))
    .map((role) => ({
      screen: name,
      because: 'ROLE_LOST',
      subject: role,
      sentence: `${role} may no longer use ${name}.`,
    }));
}

/** What the document asks for and got before, and gets no more. Any region of the rule counts. */
function lostCoordinates(
  { before, after, schema }: Comparison,
  name: string,
  was: ScreenRule,
  screen: Screen,
): readonly BrokenScreen[] {
  const used = coordinatesOf(schema, screen.document);
  const lost = (coordinate: Coordinate): boolean =>
    isAllowed(before, was.purpose, coordinate) && !isAllowed(after, screen.purpose, coordinate);
  const gone = used.fields.filter((coordinate) => !exists(schema, coordinate));
  return [
    ...gone.map((field) =>
      broken(
        name,
        'FIELD_GONE',
        field,
        `${field}, which ${name} asks for, is no longer in the graph.`,
      ),
    ),
    ...used.fields
      .filter((field) => exists(schema, field) && lost(field))
      .map((field) =>
        broken(
          name,
          'FIELD_DENIED',
          field,
          `${name} may no longer read ${field} for ${screen.purpose}.`,
        ),
      ),
    ...used.arguments
      .filter(lost)
      .map((input) =>
        broken(
          name,
          'ARGUMENT_DENIED',
          input,
          `${name} may no longer use ${input} for ${screen.purpose}.`,
        ),
      ),
  ];
}

/** Allowed to any role of the purpose, in any region that the policy knows. */
function isAllowed(lock: PolicyLock, purpose: string, coordinate: Coordinate): boolean {
  const decide = own(lock.fields, coordinate) === undefined ? decideArgument : decideField;
  const roles = own(lock.purposes, purpose)?.roles ?? [];
  const regions = new Set(Object.values(lock.stores).flatMap(({ residency }) => residency));
  return [...regions, ''].some(
    (region) => decide(lock, { coordinate, purpose, roles, region }).effect === 'allow',
  );
}

const broken = (
  screen: string,
  because: BrokenScreen['because'],
  subject: string,
  sentence: string,
): BrokenScreen => ({ screen, because, subject, sentence });

function exists(schema: GraphQLSchema, coordinate: Coordinate): boolean {
  const [type = '', field = ''] = coordinate.split('.');
  const parent = schema.getType(type);
  return parent !== undefined && 'getInterfaces' in parent && fieldOf(parent, field) !== undefined;
}

const distinct = (breaks: readonly BrokenScreen[]): readonly BrokenScreen[] => [
  ...new Map(breaks.map((item) => [item.sentence, item])).values(),
];
