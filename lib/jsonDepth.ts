/** Levels of objects and lists within each other; JSON.stringify overflows the stack at some thousands. */
export const jsonDepthMax = 500;

/** True where a JSON value is no deeper than can be written again. */
export function isWithinDepth(value: unknown, levels = jsonDepthMax): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isWithinDepth(member, levels - 1));
}
