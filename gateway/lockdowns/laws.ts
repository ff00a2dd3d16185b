import type { GraphQLSchema } from 'graphql';
import type { Caller } from '../../lib/bearer.ts';
import {
  isLapsed,
  type LockdownOrder,
  type Lockdowns,
  type Standing,
} from '../../lib/lockdowns.ts';
import { coordinatesOf } from '../../policies/coordinates.ts';
import {
  applyingTo,
  restrictedLock,
  textFields,
  touches,
  type RestrictedCaller,
} from '../../policies/lockdown.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import {
  createDocumentCompiler,
  type CallerRights,
  type CompileContext,
  type CompiledDocument,
  type DocumentCompiler,
} from '../documents/compileDocument.ts';
import type { Registry } from '../documents/registry.ts';
import type { ServedDocument } from '../documents/servedDocument.ts';

/** By what a request is answered: the published policy, or what orders in force leave of it. */
export interface Law {
  readonly lock: PolicyLock;
  readonly compiler: DocumentCompiler;
  /** A registered document's mask, kept. */
  readonly compiled: Registry['compiled'];
}

/** The law that was found for a request, and when. */
export interface Ruling {
  readonly law: Law;
  readonly standing: Standing;
  /** Orders that reach the caller. */
  readonly orders: readonly LockdownOrder[];
}

/** Who asks for which document. */
export interface Ruled {
  readonly served: ServedDocument;
  readonly roles: readonly string[];
  readonly caller: Caller;
}

export interface Laws {
  /** Something is waited for only where governance was not heard in time. */
  readonly of: (ruled: Ruled) => Ruling | Promise<Ruling>;
  /** False where an order has come into force since that reaches what was asked. */
  readonly holds: (ruling: Ruling, ruled: Ruled) => boolean;
}

export interface LawsInput {
  readonly context: CompileContext;
  readonly compiler: DocumentCompiler;
  readonly registry: Registry;
  readonly lockdowns: Lockdowns;
}

const none: readonly LockdownOrder[] = [];
/** Sets of orders, each for a purpose, whose masks are kept; and masks of each. */
const lawsMax = 100;
const masksMax = 1_000;
/** For how long a request waits for word from governance. */
const settleMs = 250;

/** The gateway withholds what is restricted before anything is planned; each store decides it again. */
export function createLaws({ context, compiler, registry, lockdowns }: LawsInput): Laws {
  const { lock, schema } = context;
  const published: Law = { lock, compiler, compiled: registry.compiled };
  const restricted = createRestrictedLaws(context);
  let open: Ruling = { law: published, standing: lockdowns.standing(), orders: none };
  const under = (standing: Standing, ruled: Ruled): Ruling => {
    const orders = applyingTo(standing.orders, callerOf(ruled));
    const law = orders.length === 0 ? published : restricted(orders, ruled.served.purpose);
    return { law, standing, orders };
  };
  const heard = async (ruled: Ruled): Promise<Ruling> => {
    await lockdowns.settled(settleMs);
    return under(lockdowns.standing(), ruled);
  };
  const touched = usedBy(schema);
  return {
    of: (ruled) => {
      const standing = lockdowns.standing();
      if (standing.orders.length > 0) {
        return isLapsed(standing) ? heard(ruled) : under(standing, ruled);
      }
      // Nothing is made for a request while nothing is restricted.
      if (open.standing !== standing) open = { law: published, standing, orders: none };
      return open;
    },
    holds: (ruling, ruled) => {
      const standing = lockdowns.standing();
      if (standing === ruling.standing) return true;
      const fresh = applyingTo(standing.orders, callerOf(ruled)).filter(
        ({ id }) => !ruling.orders.some((order) => order.id === id),
      );
      return !fresh.some((order) => touches(order, touched(ruled.served), lock));
    },
  };
}

const callerOf = ({ served, roles, caller }: Ruled): RestrictedCaller => ({
  ...{ purpose: served.purpose, roles, region: caller.region },
  ...{ team: caller.team, actor: caller.actor },
});

/** What a document uses, found when an order comes while it is answered. */
function usedBy(schema: GraphQLSchema): (served: ServedDocument) => readonly string[] {
  const known = new WeakMap<ServedDocument, readonly string[]>();
  return (served) => {
    const found = known.get(served);
    if (found !== undefined) return found;
    const used = coordinatesOf(schema, served.document);
    const all = [...used.fields, ...used.arguments];
    known.set(served, all);
    return all;
  };
}

/** One law for each set of orders and purpose; made when it is first needed, forgotten when it is old. */
function createRestrictedLaws(
  context: CompileContext,
): (orders: readonly LockdownOrder[], purpose: string) => Law {
  const laws = new Map<string, Law>();
  const isText = textFields(context.schema);
  return (orders, purpose) => {
    const key = `${purpose} ${orders.map(({ id }) => id).join(' ')}`;
    const known = laws.get(key);
    if (known !== undefined) return known;
    const lock = restrictedLock(context.lock, orders, purpose, isText);
    const compiler = createDocumentCompiler({ ...context, lock, published: context.lock });
    const fresh = { lock, compiler, compiled: keeping(compiler) };
    if (laws.size >= lawsMax) laws.delete(laws.keys().next().value ?? '');
    laws.set(key, fresh);
    return fresh;
  };
}

/** Many ask for the same mask at once when an order has come: it is made once. */
function keeping(compiler: DocumentCompiler): Registry['compiled'] {
  const masks = new Map<string, CompiledDocument | Promise<CompiledDocument>>();
  const make = async (
    key: string,
    served: ServedDocument,
    rights: CallerRights,
  ): Promise<CompiledDocument> => {
    try {
      const fresh = compiler.compile(served, rights);
      await fresh.programs.prepare();
      masks.set(key, fresh);
      return fresh;
    } catch (error) {
      masks.delete(key);
      throw error;
    }
  };
  return (served, rights) => {
    const key = `${served.hash} ${rights.region} ${[...rights.roles].sort().join(' ')}`;
    const known = masks.get(key);
    if (known !== undefined) return known;
    if (masks.size >= masksMax) masks.delete(masks.keys().next().value ?? '');
    const making = make(key, served, rights);
    if (!masks.has(key)) masks.set(key, making);
    return making;
  };
}
