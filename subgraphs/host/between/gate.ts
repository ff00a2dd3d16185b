import type { StoreName } from '../../../lib/storeName.ts';
import type { GateRule, PolicyLock } from '../../../policies/lock.ts';

/** A member of a message: a value, an object with members, or a list of either. */
interface MemberShape {
  readonly isList: boolean;
  readonly members: Map<string, MemberShape>;
}

type Fields = Readonly<Record<string, string>>;

/** `{'lines[].lineId': …}` as a tree. */
function shapeOf(fields: Fields): MemberShape {
  const root: MemberShape = { isList: false, members: new Map() };
  for (const path of Object.keys(fields)) {
    let node = root;
    for (const part of path.split('.')) {
      const name = part.replace(/\[\]$/, '');
      const next = node.members.get(name) ?? { isList: part.endsWith('[]'), members: new Map() };
      node.members.set(name, next);
      node = next;
    }
  }
  return root;
}

/** Paths of a message where it has more or less than the gate lets pass; empty where it fits. */
export const gateProblems = (fields: Fields, message: unknown): readonly string[] =>
  problemsAt(shapeOf(fields), message, 'message');

function problemsAt(shape: MemberShape, value: unknown, path: string): readonly string[] {
  if (shape.isList) {
    if (!Array.isArray(value)) return [path];
    const item = { ...shape, isList: false };
    return value.flatMap((member: unknown) => problemsAt(item, member, `${path}[]`));
  }
  const isObject = value !== null && typeof value === 'object';
  if (shape.members.size === 0) return isObject || value === undefined ? [path] : [];
  if (!isObject || Array.isArray(value)) return [path];
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  const names = new Set(present.map(([name]) => name));
  const surplus = [...names].filter((name) => !shape.members.has(name));
  const missing = [...shape.members.keys()].filter((name) => !names.has(name));
  return [
    ...[...surplus, ...missing].map((name) => `${path}.${name}`),
    ...present.flatMap(([name, member]) => {
      const inner = shape.members.get(name);
      return inner === undefined ? [] : problemsAt(inner, member, `${path}.${name}`);
    }),
  ];
}

export interface Crossing {
  readonly kind: GateRule['kind'];
  readonly name: string;
  readonly from: StoreName;
  readonly to: StoreName;
}

/** The gate's rule for a message between two stores; undefined where it lets none pass. */
export function gateRuleOf(lock: PolicyLock, crossing: Crossing): GateRule | undefined {
  const rule = Object.hasOwn(lock.gate, crossing.name) ? lock.gate[crossing.name] : undefined;
  const fits =
    rule?.kind === crossing.kind && rule.from === crossing.from && rule.to === crossing.to;
  return fits ? rule : undefined;
}

/** The same for what this store sends: a message that the gate does not know is a programmer's mistake. */
export function sentRule(lock: PolicyLock, crossing: Crossing, payload: unknown): GateRule {
  const rule = gateRuleOf(lock, crossing);
  const { kind, name, from, to } = crossing;
  if (rule === undefined) {
    throw new TypeError(`the gate lets no ${kind} ${name} pass from ${from} to ${to}`);
  }
  const problems = gateProblems(rule.fields, payload);
  if (problems.length > 0) {
    throw new TypeError(`${kind} ${name} does not fit the gate at ${problems.join(', ')}`);
  }
  return rule;
}
