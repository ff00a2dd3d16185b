import type { GraphQLSchema } from 'graphql';
import { coordinatesOf } from '../../../policies/coordinates.ts';
import { decideArgument, decideField, type Decision } from '../../../policies/decide.ts';
import type { Coordinate, Form, PolicyLock } from '../../../policies/lock.ts';
import { isAudited } from '../audit/auditedFields.ts';
import type { StoreCaller } from '../definition.ts';
import type { StoreDocument } from './documents.ts';

/** What the policy says of one sub-request. */
export interface OperationDecision {
  readonly coordinates: readonly Coordinate[];
  readonly denied: readonly Coordinate[];
  /** True where personal, party or free-text fields are asked for: the answer has a receipt. */
  readonly isAudited: boolean;
  /** Forms other than `clear`. */
  readonly forms: ReadonlyMap<Coordinate, Form>;
}

export interface DecisionRequest {
  readonly document: Pick<StoreDocument, 'document' | 'takesInputs'>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: StoreCaller;
}

export interface Decider {
  readonly operation: (request: DecisionRequest) => OperationDecision;
  readonly field: (caller: StoreCaller, coordinate: Coordinate) => Decision;
}

/** All of a caller that a decision looks at; what it is kept by is exactly this. */
type DecidedBy = Pick<StoreCaller, 'purpose' | 'roles' | 'region'>;

/** Federation's own way into entities: what is selected below it is decided field by field. */
const entityAccess: ReadonlySet<Coordinate> = new Set([
  'Query._entities',
  'Query._entities(representations:)',
]);

/** Decisions kept a document: purposes times the sets of roles that callers hold. */
const decisionsMax = 64;

/**
 * The store decides each coordinate from its own lock, whatever the gateway has decided before.
 * What follows from document, purpose, roles and region is decided once and kept with the document;
 * where variables bring fields of input types, each request is decided by itself.
 */
export function createDecider(lock: PolicyLock, schema: GraphQLSchema): Decider {
  const field = fieldDecision(lock);
  const kept = new WeakMap<object, Map<string, OperationDecision>>();
  const decide = ({ document, variables, caller }: DecisionRequest): OperationDecision => {
    const by: DecidedBy = { purpose: caller.purpose, roles: caller.roles, region: caller.region };
    const used = coordinatesOf(schema, document.document, variables);
    const forms = new Map<Coordinate, Form>();
    const denied: Coordinate[] = [];
    const note = (coordinate: Coordinate, decision: Decision): void => {
      if (entityAccess.has(coordinate)) return;
      if (decision.effect === 'deny') denied.push(coordinate);
      else if (decision.form !== 'clear') forms.set(coordinate, decision.form);
    };
    for (const coordinate of used.fields) note(coordinate, field(by, coordinate));
    for (const coordinate of used.arguments) {
      note(coordinate, decideArgument(lock, { ...by, coordinate }));
    }
    return {
      coordinates: [...used.fields, ...used.arguments],
      denied,
      isAudited: used.fields.some((coordinate) => isAudited(lock, coordinate)),
      forms,
    };
  };
  const operation = (request: DecisionRequest): OperationDecision => {
    const { document, caller } = request;
    if (document.takesInputs) return decide(request);
    const decisions = kept.get(document) ?? new Map<string, OperationDecision>();
    kept.set(document, decisions);
    const key = JSON.stringify([caller.purpose, caller.region, caller.roles]);
    const found = decisions.get(key);
    if (found !== undefined) return found;
    const decided = decide(request);
    if (decisions.size < decisionsMax) decisions.set(key, decided);
    return decided;
  };
  return { field, operation };
}

const fieldDecision =
  (lock: PolicyLock) =>
  ({ purpose, roles, region }: DecidedBy, coordinate: Coordinate): Decision => {
    const decision = decideField(lock, { purpose, roles, region, coordinate });
    const isCommand = coordinate.startsWith('Mutation.');
    if (decision.effect === 'deny' || !isCommand) return decision;
    const mayWrite = lock.fields[coordinate]?.write.includes(purpose) === true;
    return mayWrite ? decision : { effect: 'deny', reason: 'PURPOSE_NOT_ALLOWED' };
  };
