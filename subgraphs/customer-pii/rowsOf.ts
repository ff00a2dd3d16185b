import type { ReadContext } from '../host/definition.ts';

/** The rows of these keys that may be seen, in this order. */
export async function rowsOf(
  read: ReadContext,
  type: string,
  ids: readonly string[],
): Promise<readonly object[]> {
  const rows = await Promise.all(ids.map((id) => read.row(type, id)));
  return rows.filter((row) => row !== null);
}
