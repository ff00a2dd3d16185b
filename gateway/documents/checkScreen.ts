import type { GraphQLSchema } from 'graphql';
import { coordinatesOf } from '../../policies/coordinates.ts';
import { decideArgument, decideField, type Decision } from '../../policies/decide.ts';
import type { Coordinate, PolicyLock } from '../../policies/lock.ts';
import type { Screen } from '../../policies/screen.ts';
import { subjectsMaxOf } from '../../policies/subjectsMax.ts';

/** Why a screen can't be registered: a field that its purpose may not read, a role it may not have. */
export interface ScreenViolation {
  readonly coordinate: string;
  readonly message: string;
  /** Purposes that the published policy allows this field for. */
  readonly allowedFor: readonly string[];
}

/** Invariant I12 for one document, against the published policy. */
export function checkScreen(
  lock: PolicyLock,
  schema: GraphQLSchema,
  screen: Screen,
): readonly ScreenViolation[] {
  const purpose = lock.purposes[screen.purpose];
  if (purpose === undefined) {
    return [{ coordinate: screen.name, message: 'its purpose does not exist', allowedFor: [] }];
  }
  const strangers = screen.roles
    .filter((role) => !purpose.roles.includes(role))
    .map((role) => ({
      coordinate: screen.name,
      message: `the role ${role} does not belong to the purpose ${screen.purpose}`,
      allowedFor: [],
    }));
  const used = coordinatesOf(schema, screen.document);
  const fields = used.fields.filter((coordinate) => !screen.showWithheld.includes(coordinate));
  const stray = screen.showWithheld
    .filter((coordinate) => !used.fields.includes(coordinate))
    .map((coordinate) => ({
      coordinate,
      message: 'showWithheld names it, but the document does not ask for it',
      allowedFor: [],
    }));
  return [
    ...strangers,
    ...stray,
    ...denials(lock, screen, fields, decideField),
    ...denials(lock, screen, used.arguments, decideArgument),
    ...subjects(lock, schema, screen),
  ];
}

function subjects(
  lock: PolicyLock,
  schema: GraphQLSchema,
  screen: Screen,
): readonly ScreenViolation[] {
  const computed = subjectsMaxOf(lock, schema, screen.document, screen.purpose);
  if (computed <= screen.subjectsMax) return [];
  const found = Number.isFinite(computed) ? String(computed) : 'any number of';
  const message = `it may show ${found} natural persons, and declares ${String(screen.subjectsMax)}`;
  return [{ coordinate: screen.name, message, allowedFor: [] }];
}

type Decide = typeof decideField;

function denials(
  lock: PolicyLock,
  screen: Screen,
  coordinates: readonly Coordinate[],
  decide: Decide,
): readonly ScreenViolation[] {
  return coordinates.flatMap((coordinate) => {
    if (allows(lock, decide, coordinate, screen.purpose)) return [];
    const allowedFor = Object.keys(lock.purposes).filter((name) =>
      allows(lock, decide, coordinate, name),
    );
    const message = `may not be used for the purpose ${screen.purpose}`;
    return [{ coordinate, message, allowedFor }];
  });
}

/** Asks for the purpose as such: with all its roles, from a region where the values may be read. */
function allows(
  lock: PolicyLock,
  decide: Decide,
  coordinate: Coordinate,
  purpose: string,
): boolean {
  const roles = lock.purposes[purpose]?.roles ?? [];
  const regions = Object.values(lock.stores).flatMap(({ residency }) => residency);
  const ask = (region: string): Decision => decide(lock, { coordinate, purpose, roles, region });
  return [...new Set(regions)].some((region) => ask(region).effect === 'allow');
}
