import type { GraphQLSchema } from 'graphql';
import type { LockdownOrder } from '../../../lib/lockdowns.ts';
import type { Database } from '../../host/definition.ts';
import {
  apiSchemaOf,
  coordinatesOf,
  covers,
  decideField,
  parseScreen,
  reachesPersons,
  type Screen,
} from '../../host/policyControls.ts';
import type { PublishedPolicy } from '../publishedPolicy.ts';
import { policyInForce } from './proposals.ts';
import { releasesAnHour } from './releases.ts';

/** What a screen loses by an order. */
export interface LosingScreen {
  readonly screen: string;
  readonly purpose: string;
  /** Roles of the screen that the order reaches. */
  readonly roles: readonly string[];
  readonly fields: readonly string[];
  /** True where rows of natural persons are left out as well. */
  readonly personsLeftOut: boolean;
  /** Answers with values of persons within the last hour, from the log. */
  readonly callsAnHour: number;
}

export interface PreviewInput {
  readonly db: Database;
  readonly now: Date;
  readonly supergraph: () => string;
  /** Texts of the screens, commands and earlier versions that are there. */
  readonly documents: () => readonly string[];
}

/** Which published screens lose which fields by an order, before anybody signs it. */
export async function previewOf(
  order: Pick<LockdownOrder, 'level' | 'scope'>,
  { db, now, supergraph, documents }: PreviewInput,
): Promise<readonly LosingScreen[]> {
  const { lock } = await policyInForce(db);
  const calls = await releasesAnHour(db, now);
  const schema = apiSchemaOf(supergraph());
  const whole: LockdownOrder = { id: 'preview', ...order };
  const losing = new Map<string, LosingScreen>();
  for (const text of documents()) {
    const lost = lostBy(whole, parseScreen(text), lock, schema);
    if (lost !== undefined) {
      losing.set(lost.screen, { ...lost, callsAnHour: calls.get(lost.screen) ?? 0 });
    }
  }
  return [...losing.values()].sort((one, other) => (one.screen < other.screen ? -1 : 1));
}

/** Undefined where the document is not published, or loses nothing. */
function lostBy(
  order: LockdownOrder,
  screen: Screen,
  lock: PublishedPolicy,
  schema: GraphQLSchema,
): Omit<LosingScreen, 'callsAnHour'> | undefined {
  const { name, purpose } = screen;
  if (lock.screens[name]?.documents.includes(screen.hash) !== true) return undefined;
  const roles = reachedRoles(order, screen, lock);
  if (roles.length === 0 || order.scope.purpose?.includes(purpose) === false) return undefined;
  const region = order.scope.region?.[0] ?? usualRegion;
  const fields = coordinatesOf(schema, screen.document).fields.filter((coordinate) => {
    const rule = lock.fields[coordinate];
    if (rule === undefined || !covers(order, coordinate, rule)) return false;
    return decideField(lock, { coordinate, purpose, roles, region }).effect === 'allow';
  });
  if (fields.length === 0) return undefined;
  const personsLeftOut = reachesPersons(order);
  return { screen: name, purpose, roles, fields: [...fields].sort(), personsLeftOut };
}

const usualRegion = 'EU';

const reachedRoles = (
  { scope }: LockdownOrder,
  { roles, purpose }: Screen,
  lock: PublishedPolicy,
): readonly string[] =>
  roles.filter(
    (role) =>
      lock.purposes[purpose]?.roles.includes(role) === true && scope.role?.includes(role) !== false,
  );
