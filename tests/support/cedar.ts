import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { setFlagsFromString } from 'node:v8';
import type { CedarTwin } from '../../policies/cedar/twin.ts';
import type { Coordinate, Form } from '../../policies/lock.ts';
import { forms } from '../../policies/lock.ts';

// V8 of Node 20 ends the process where it has inlined a call into WebAssembly and must undo it.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

export interface CedarRequest {
  readonly coordinate: Coordinate;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly region: string;
}

/** What Cedar says: the forms in which a field may be shown, `use` for an input, or nothing. */
export interface CedarEvaluator {
  readonly decide: (request: CedarRequest) => readonly (Form | 'use')[];
  /** Problems of the policies against their schema, in strict mode. */
  readonly problems: readonly string[];
}

/** Real Cedar over a twin. Any diagnostic is thrown: Cedar itself would skip the policy that erred. */
export function cedarEvaluator(twin: CedarTwin, name: string): CedarEvaluator {
  const policies = { staticPolicies: { ...twin.policies } };
  parsed(cedar.preparsePolicySet(name, policies));
  parsed(cedar.preparseSchema(name, twin.schema));
  const validation = cedar.validate({
    validationSettings: { mode: 'strict' },
    schema: twin.schema,
    policies,
  });
  const problems =
    validation.type === 'failure'
      ? validation.errors.map(({ message }) => message)
      : [...validation.validationErrors, ...validation.validationWarnings].map(
          ({ policyId, error }) => `${policyId}: ${error.message}`,
        );
  const kept = new Map<string, readonly (Form | 'use')[]>();
  return {
    problems,
    decide: ({ coordinate, purpose, roles, region }) => {
      const id = twin.classOf.get(coordinate);
      const group = id === undefined ? undefined : twin.classes.get(id);
      if (id === undefined || group === undefined) return [];
      const key = JSON.stringify([id, purpose, roles, region]);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const { type, anyRegion, regions } = group;
      const caller = { type: 'Caller', id: 'caller' };
      const resource = { type, id };
      const ask = (action: string): boolean =>
        allowed(
          cedar.statefulIsAuthorized({
            principal: caller,
            action: { type: 'Action', id: action },
            resource,
            context: { purpose },
            preparsedSchemaName: name,
            validateRequest: true,
            preparsedPolicySetId: name,
            entities: [
              { uid: caller, attrs: { roles: [...roles], region }, parents: [] },
              { uid: resource, attrs: { anyRegion, regions: [...regions] }, parents: [] },
            ],
          }),
        );
      const found: readonly (Form | 'use')[] =
        type === 'Input'
          ? ask('use')
            ? ['use']
            : []
          : askedForms(twin, id).filter((form) => ask(`show-as-${form}`));
      kept.set(key, found);
      return found;
    },
  };
}

/** Cedar denies what no policy permits, so a form that none of a class names is asked for once. */
function askedForms(twin: CedarTwin, id: string): readonly Form[] {
  const permits = Object.entries(twin.policies).filter(([name]) => name.startsWith(`${id}-`));
  return forms.filter((form) => permits.some(([, policy]) => policy.includes(`show-as-${form}`)));
}

function parsed(answer: cedar.CheckParseAnswer): void {
  if (answer.type === 'failure') throw new Error(answer.errors.map((each) => each.message).join());
}

function allowed(answer: cedar.AuthorizationAnswer): boolean {
  const faults =
    answer.type === 'failure'
      ? answer.errors.map(({ message }) => message)
      : answer.response.diagnostics.errors.map(({ error }) => error.message);
  if (answer.type === 'failure' || faults.length > 0) throw new Error(faults.join());
  return answer.response.decision === 'allow';
}
