import { redactFreeText } from '../../../lib/freeText/redact.ts';
import type { PolicyLock } from '../../../policies/lock.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Path = readonly string[];

export interface RedactedInput {
  readonly args: Arguments;
  /** Where something was taken out. */
  readonly paths: readonly Path[];
}

/**
 * A command's arguments with every free text of them redacted by shape: what the published policy
 * calls free text may come to hold what nobody declared, and this is where it would.
 */
export function redactInputs(lock: PolicyLock, command: string, args: Arguments): RedactedInput {
  const paths: Path[] = [];
  const walk = (coordinate: string, value: unknown, path: Path): unknown => {
    const rule = lock.arguments[coordinate];
    if (rule === undefined) return value;
    const { meaning } = rule;
    if (meaning.kind === 'nested') {
      return onItems(value, path, (item, at) =>
        isObject(item) ? members(item, at, (name) => `${meaning.type}.${name}`) : item,
      );
    }
    if (rule.class !== 'free-text') return value;
    return onItems(value, path, (item, at) => {
      if (typeof item !== 'string') return item;
      const { text, found } = redactFreeText(item);
      if (found.length > 0) paths.push(at);
      return text;
    });
  };
  const members = (object: Arguments, path: Path, coordinate: (name: string) => string): object =>
    Object.fromEntries(
      Object.entries(object).map(([name, value]) => [
        name,
        walk(coordinate(name), value, [...path, name]),
      ]),
    );
  const redacted = members(args, [], (name) => `Mutation.${command}(${name}:)`);
  return paths.length === 0 ? { args, paths } : { args: redacted as Arguments, paths };
}

const isObject = (value: unknown): value is Arguments =>
  value !== null && typeof value === 'object';

const onItems = (
  value: unknown,
  path: Path,
  change: (item: unknown, path: Path) => unknown,
): unknown =>
  Array.isArray(value)
    ? value.map((item, index) => change(item, [...path, String(index)]))
    : change(value, path);
