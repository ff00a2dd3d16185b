import type { LogFiles } from '../../../audit/verify/core/crypto.ts';
import type { Memo } from '../../../audit/verify/core/memo.ts';

/** A log in memory, with some of its files replaced, or gone (null). */
export function memoryFiles(
  files: ReadonlyMap<string, Uint8Array>,
  changes: ReadonlyMap<string, Uint8Array | null> = new Map(),
): LogFiles {
  const read = (path: string): Uint8Array | undefined => {
    const changed = changes.get(path);
    return changed === undefined ? files.get(path) : (changed ?? undefined);
  };
  return {
    list: () =>
      Promise.resolve(
        [...new Set([...files.keys(), ...changes.keys()])].sort().flatMap((path) => {
          const bytes = read(path);
          return bytes === undefined ? [] : [{ path, bytes: bytes.length }];
        }),
      ),
    read: (path) => Promise.resolve(read(path)),
  };
}

const absent = new Uint8Array();

/**
 * Remembers what was worked out of files that are the very same bytes in memory: a changed file is
 * another array, so nothing that was worked out of it before is found again.
 */
export function createMemo(): Memo {
  interface Node {
    readonly next: WeakMap<Uint8Array, Node>;
    readonly values: Map<string, unknown>;
  }
  const node = (): Node => ({ next: new WeakMap(), values: new Map() });
  const root = node();
  return <Value>(
    name: string,
    bytes: readonly (Uint8Array | undefined)[],
    compute: () => Value,
  ): Value => {
    let at = root;
    for (const part of bytes) {
      const key = part ?? absent;
      let next = at.next.get(key);
      if (next === undefined) at.next.set(key, (next = node()));
      at = next;
    }
    if (!at.values.has(name)) at.values.set(name, compute());
    return at.values.get(name) as Value;
  };
}
