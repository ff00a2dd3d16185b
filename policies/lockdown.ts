import { getNamedType, isObjectType, isScalarType, type GraphQLSchema } from 'graphql';
import type { LockdownLevel, LockdownScope } from '../lib/controlActs.ts';
import type { LockdownOrder } from '../lib/lockdowns.ts';
import { targetsOf } from './decide.ts';
import {
  personalClasses,
  type Coordinate,
  type FieldRule,
  type Form,
  type PolicyLock,
  type TypeRule,
} from './lock.ts';

/** Whom a decision is made for, with all that a scope can name. */
export interface RestrictedCaller {
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly region: string;
  readonly team: string | undefined;
  readonly actor: string;
}

/** Work for the people whose data these are goes on, where the order says so. */
const rightsPurposes: readonly string[] = ['rights'];

/** The orders that reach this caller; a role counts where the caller holds it, whatever else he holds. */
export const applyingTo = (
  orders: readonly LockdownOrder[],
  caller: RestrictedCaller,
): readonly LockdownOrder[] =>
  orders.filter(({ level, scope }) => {
    if (level === 'personal-off-except-rights' && rightsPurposes.includes(caller.purpose)) {
      return false;
    }
    const team = caller.team === undefined ? [] : [caller.team];
    return (
      meets(scope.purpose, [caller.purpose]) &&
      meets(scope.role, caller.roles) &&
      meets(scope.region, [caller.region]) &&
      meets(scope.team, team) &&
      meets(scope.actor, [caller.actor])
    );
  });

const meets = (asked: readonly string[] | undefined, held: readonly string[]): boolean =>
  asked === undefined || held.some((word) => asked.includes(word));

/** Whether a value of the field can be shown shortened: it is text. */
export type IsText = (coordinate: Coordinate) => boolean;

/**
 * The published policy as it stands for one purpose under these orders: what they withhold is readable
 * for nobody, so that everything that decides by the policy decides by them too. Pure.
 */
export function restrictedLock(
  lock: PolicyLock,
  orders: readonly LockdownOrder[],
  purpose: string,
  isText: IsText,
): PolicyLock {
  if (orders.length === 0) return lock;
  const denied = new Set<Coordinate>();
  const fields = Object.fromEntries(
    Object.entries(lock.fields).map(([coordinate, rule]) => {
      const form = strictest(orders, coordinate, rule, purpose, isText);
      if (form === undefined) return [coordinate, rule];
      if (form === 'deny') {
        denied.add(coordinate);
        return [coordinate, { ...rule, read: {}, write: [] }];
      }
      return [coordinate, { ...rule, read: { ...rule.read, [purpose]: form } }];
    }),
  );
  const argumentRules = Object.fromEntries(
    Object.entries(lock.arguments).map(([coordinate, rule]) => {
      const reaches = targetsOf(rule.meaning).some((target) => denied.has(target));
      return [coordinate, reaches ? { ...rule, purposes: [] } : rule];
    }),
  );
  return { ...lock, fields, arguments: argumentRules, types: restrictedTypes(lock, orders) };
}

type Effect = Form | 'deny' | undefined;

function strictest(
  orders: readonly LockdownOrder[],
  coordinate: Coordinate,
  rule: FieldRule,
  purpose: string,
  isText: IsText,
): Effect {
  let found: Effect;
  for (const order of orders) {
    if (!covers(order, coordinate, rule)) continue;
    if (order.level !== 'mask') return 'deny';
    if (rule.class === 'free-text' || !isText(coordinate)) return 'deny';
    // A form that shows less than the whole stays as it is.
    if (Object.hasOwn(rule.read, purpose) && rule.read[purpose] === 'clear') found = 'initial';
  }
  return found;
}

/** Policy, log and controls stay readable unless an order names them: whoever lifts must see. */
const keptOpen: ReadonlySet<string> = new Set(['governance', 'shared']);

/** Whether the order speaks of this field. */
export function covers(
  { level, scope }: LockdownOrder,
  coordinate: Coordinate,
  rule: FieldRule,
): boolean {
  if (!isInScope(scope, coordinate, rule)) return false;
  return level === 'withhold' || level === 'all-off' || personalClasses.has(rule.class);
}

function isInScope(scope: LockdownScope, coordinate: Coordinate, rule: FieldRule): boolean {
  if (!meets(scope.store, [rule.store]) || !meets(scope.category, categoryOf(rule))) return false;
  if (scope.field !== undefined) return scope.field.some((word) => names(word, coordinate));
  if (rule.class === 'structure') return false;
  return scope.store !== undefined || !keptOpen.has(rule.store);
}

const categoryOf = ({ category }: FieldRule): readonly string[] => [
  ...(category === undefined ? [] : [category.is]),
  ...(category?.fides === undefined ? [] : [category.fides]),
];

/** `Person.birthDate`, or `Person.*` for all fields of a type. */
const names = (word: string, coordinate: Coordinate): boolean =>
  word === coordinate || (word.endsWith('.*') && coordinate.startsWith(word.slice(0, -1)));

/** True where what was asked for by these coordinates is reached by the order. */
export const touches = (
  order: LockdownOrder,
  coordinates: readonly Coordinate[],
  lock: Pick<PolicyLock, 'fields' | 'arguments'>,
): boolean =>
  coordinates.some((coordinate) => {
    const rule = lock.fields[coordinate];
    if (rule !== undefined) {
      return covers(order, coordinate, rule) || (reachesPersons(order) && rule.class === 'party');
    }
    const argument = lock.arguments[coordinate];
    return argument !== undefined && touchesTargets(order, targetsOf(argument.meaning), lock);
  });

const touchesTargets = (
  order: LockdownOrder,
  targets: readonly Coordinate[],
  { fields }: Pick<PolicyLock, 'fields'>,
): boolean =>
  targets.some((target) => {
    const rule = fields[target];
    return rule !== undefined && covers(order, target, rule);
  });

/** Fields whose value is text: an order can show those shortened. */
export const textFields =
  (schema: GraphQLSchema): IsText =>
  (coordinate) => {
    const [type = '', field = ''] = coordinate.split('.');
    const parent = schema.getType(type);
    const found = isObjectType(parent) ? parent.getFields()[field] : undefined;
    const named = found === undefined ? undefined : getNamedType(found.type);
    return isScalarType(named) && named.name === 'String';
  };

/** Words of a scope that the published policy does not know: an order with one would reach nothing. */
export function unknownWords(
  scope: LockdownScope,
  lock: Pick<PolicyLock, 'fields' | 'purposes'>,
): readonly string[] {
  const coordinates = Object.keys(lock.fields);
  const rules = Object.values(lock.fields);
  const known: Partial<Record<keyof LockdownScope, (word: string) => boolean>> = {
    field: (word) => coordinates.some((coordinate) => names(word, coordinate)),
    store: (word) => rules.some(({ store }) => store === word),
    category: (word) => rules.some((rule) => categoryOf(rule).includes(word)),
    purpose: (word) => Object.hasOwn(lock.purposes, word),
    role: (word) => Object.values(lock.purposes).some(({ roles }) => roles.includes(word)),
  };
  return Object.entries(known).flatMap(([part, isKnown]) =>
    (scope[part as keyof LockdownScope] ?? []).filter((word) => !isKnown(word)),
  );
}

/** Where personal values are off as a whole, rows of natural persons are left out with them. */
export const reachesPersons = ({ level, scope }: LockdownOrder): boolean =>
  level.startsWith('personal-off') && scope.field === undefined && scope.category === undefined;

/** Where personal values are off, rows of natural persons are for nobody. */
function restrictedTypes(lock: PolicyLock, orders: readonly LockdownOrder[]): PolicyLock['types'] {
  if (!orders.some(reachesPersons)) return lock.types;
  return Object.fromEntries(
    Object.entries(lock.types).map(([store, types]) => {
      const isOff = orders.some((order) => leavesPersonsOut(order, store));
      return [store, isOff ? closed(types) : types];
    }),
  );
}

/** True where the store shows rows of natural persons to nobody whom the order reaches. */
export const leavesPersonsOut = (order: LockdownOrder, store: string): boolean =>
  reachesPersons(order) && meets(order.scope.store, [store]);

const closed = (types: Readonly<Record<string, TypeRule>>): Readonly<Record<string, TypeRule>> =>
  Object.fromEntries(
    Object.entries(types).map(([name, rule]) => [
      name,
      rule.class === 'party' ? { ...rule, natural: [] } : rule,
    ]),
  );

/** `PostalAddress.lines of customer-pii, for role care-agent`: an order's reach as people read it. */
export function scopeSentence({ level, scope }: Omit<LockdownOrder, 'id'>): string {
  const part = (name: keyof LockdownScope, words: string): string[] =>
    scope[name] === undefined ? [] : [`${words} ${scope[name].join(' or ')}`];
  const data = [
    ...(scope.field === undefined ? [] : [scope.field.join(', ')]),
    ...part('category', 'category'),
    ...part('store', 'store'),
  ];
  const whom = [
    ...[part('role', 'role'), part('team', 'team'), part('actor', 'actor')].flat(),
    ...[part('purpose', 'purpose'), part('region', 'region')].flat(),
  ];
  const what = data.length > 0 ? data.join(' of ') : levelWords[level];
  return `${what} for ${whom.length > 0 ? whom.join(' and ') : 'everybody'}`;
}

const levelWords: Readonly<Record<LockdownLevel, string>> = {
  withhold: 'every field',
  mask: 'every personal field',
  'personal-off-except-rights': 'every personal field',
  'personal-off': 'every personal field',
  'all-off': 'every field',
};
