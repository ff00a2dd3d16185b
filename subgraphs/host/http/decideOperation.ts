import type { DocumentNode, GraphQLSchema } from 'graphql';
import { coordinatesOf } from '../../../policies/coordinates.ts';
import { decideArgument, decideField, type Decision } from '../../../policies/decide.ts';
import type { Coordinate, Form, PolicyLock } from '../../../policies/lock.ts';
import type { StoreCaller } from '../definition.ts';

/** What the policy says of one sub-request. */
export interface OperationDecision {
  readonly coordinates: readonly Coordinate[];
  readonly denied: readonly Coordinate[];
  /** Forms other than `clear`. */
  readonly forms: ReadonlyMap<Coordinate, Form>;
}

export interface DecisionRequest {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: StoreCaller;
}

export interface Decider {
  readonly operation: (request: DecisionRequest) => OperationDecision;
  readonly field: (caller: StoreCaller, coordinate: Coordinate) => Decision;
}

/** Federation's own way into entities: what is selected below it is decided field by field. */
const entityAccess: ReadonlySet<Coordinate> = new Set([
  'Query._entities',
  'Query._entities(representations:)',
]);

/** The store decides each coordinate from its own lock, whatever the gateway has decided before. */
export function createDecider(lock: PolicyLock, schema: GraphQLSchema): Decider {
  const field = (caller: StoreCaller, coordinate: Coordinate): Decision => {
    const decision = decideField(lock, { ...caller, coordinate });
    const isCommand = coordinate.startsWith('Mutation.');
    if (decision.effect === 'deny' || !isCommand) return decision;
    const mayWrite = lock.fields[coordinate]?.write.includes(caller.purpose) === true;
    return mayWrite ? decision : { effect: 'deny', reason: 'PURPOSE_NOT_ALLOWED' };
  };
  return {
    field,
    operation: ({ document, variables, caller }) => {
      const used = coordinatesOf(schema, document, variables);
      const forms = new Map<Coordinate, Form>();
      const denied: Coordinate[] = [];
      const decide = (coordinate: Coordinate, decision: Decision): void => {
        if (entityAccess.has(coordinate)) return;
        if (decision.effect === 'deny') denied.push(coordinate);
        else if (decision.form !== 'clear') forms.set(coordinate, decision.form);
      };
      for (const coordinate of used.fields) decide(coordinate, field(caller, coordinate));
      for (const coordinate of used.arguments) {
        decide(coordinate, decideArgument(lock, { ...caller, coordinate }));
      }
      return { coordinates: [...used.fields, ...used.arguments], denied, forms };
    },
  };
}
