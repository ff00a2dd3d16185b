import { sha256Hex } from '../../lib/hash.ts';
import type { GraphIndex } from '../compiler/graphIndex.ts';
import { forms, type Coordinate, type Purpose } from '../lock.ts';
import type { InputRights } from './inputs.ts';
import { rightsOf, type FieldRights } from './rights.ts';

/** The policy once more, for a second evaluator: Cedar's text, schema and entities. */
export interface CedarTwin {
  /** Cedar's human-readable schema. */
  readonly schema: string;
  /** Policy id → Cedar's text. */
  readonly policies: Readonly<Record<string, string>>;
  /** Which decision class a coordinate is in; coordinates of one class are decided alike. */
  readonly classOf: ReadonlyMap<Coordinate, string>;
  /** By id: what Cedar is told of a class. */
  readonly classes: ReadonlyMap<string, DecisionClass>;
}

export interface DecisionClass {
  readonly type: 'Field' | 'Input';
  readonly anyRegion: boolean;
  readonly regions: readonly string[];
}

const shape = 'anyRegion: Bool, regions: Set<String>';

/** Actions: `show-as-<form>` for output fields, `use` for arguments and input fields. */
const schemaText = `
entity Caller { roles: Set<String>, region: String };
entity Field { ${shape} };
entity Input { ${shape} };
action ${forms.map((form) => `"show-as-${form}"`).join(', ')} appliesTo {
  principal: Caller, resource: Field, context: { purpose: String }
};
action "use" appliesTo { principal: Caller, resource: Input, context: { purpose: String } };
`;

/**
 * Generates Cedar policies (docs.cedarpolicy.com) from the policy files: a permit a decision class
 * and form, and forbids for what holds of all. Cedar skips a policy whose condition errors, so no
 * condition here can: attributes are required by the schema and requests are validated against it.
 */
export function cedarTwin(index: GraphIndex): CedarTwin {
  const { fields, inputs } = rightsOf(index);
  const purposes = new Map(
    [...index.sources.purposes].map(([name, { purpose }]) => [name, purpose]),
  );
  const classOf = new Map<Coordinate, string>();
  const classes = new Map<string, DecisionClass>();
  const policies: Record<string, string> = forbids(purposes);
  const put = (
    type: DecisionClass['type'],
    coordinate: Coordinate,
    rights: FieldRights | InputRights,
  ): void => {
    const lines = 'read' in rights ? fieldPermits(rights) : inputPermits(rights);
    const regions = [...(rights.regions ?? [])].sort();
    const anyRegion = rights.regions === undefined;
    const id = sha256Hex(JSON.stringify([type, anyRegion, regions, lines])).slice(0, 16);
    classOf.set(coordinate, id);
    if (classes.has(id)) return;
    classes.set(id, { type, anyRegion, regions });
    for (const [at, line] of lines.entries()) {
      policies[`${id}-${String(at)}`] = line.replace('$resource', `${type}::"${id}"`);
    }
  };
  for (const [coordinate, rights] of fields) put('Field', coordinate, rights);
  for (const [coordinate, rights] of inputs) put('Input', coordinate, rights);
  return { schema: schemaText, policies, classOf, classes };
}

/** What no permit can outweigh. */
function forbids(purposes: ReadonlyMap<string, Purpose>): Record<string, string> {
  const all = 'forbid (principal, action, resource)';
  const policies: Record<string, string> = {
    'purpose-unknown': `${all} unless { ${setOf([...purposes.keys()])}.contains(context.purpose) };`,
    'region-field': `${all} when { resource is Field && !resource.anyRegion && !resource.regions.contains(principal.region) };`,
    'region-input': `${all} when { resource is Input && !resource.anyRegion && !resource.regions.contains(principal.region) };`,
  };
  for (const [name, { roles, consent }] of purposes) {
    const is = `context.purpose == ${text(name)}`;
    policies[`roles-${name}`] =
      `${all} when { ${is} && !principal.roles.containsAny(${setOf(roles)}) };`;
    // Consent is a live condition; until it is evaluated, nothing rests on it.
    if (consent !== undefined) policies[`consent-${name}`] = `${all} when { ${is} };`;
  }
  return policies;
}

function fieldPermits({ read, window }: FieldRights): readonly string[] {
  const closed =
    window.length === 0
      ? []
      : [`forbid (principal, action, resource == $resource) when { ${among(window)} };`];
  if (read === 'every') {
    return [
      `permit (principal, action == Action::"show-as-clear", resource == $resource);`,
      ...closed,
    ];
  }
  const permits = forms.flatMap((form) => {
    const names = [...read].flatMap(([name, given]) => (given === form ? [name] : []));
    if (names.length === 0) return [];
    const action = `action == Action::"show-as-${form}"`;
    return [`permit (principal, ${action}, resource == $resource) when { ${among(names)} };`];
  });
  return [...permits, ...closed];
}

function inputPermits({ use }: InputRights): readonly string[] {
  const head = 'permit (principal, action == Action::"use", resource == $resource)';
  if (use === 'every') return [`${head};`];
  return use.size === 0 ? [] : [`${head} when { ${among([...use])} };`];
}

const text = (value: string): string => JSON.stringify(value);
const setOf = (names: readonly string[]): string => `[${[...names].sort().map(text).join(', ')}]`;
const among = (names: readonly string[]): string => `${setOf(names)}.contains(context.purpose)`;
