/** Where a gateway may die between a request and its answer. */
export const points = [
  'before the intent is durable',
  'after the intent is durable',
  'with sub-requests out',
  'with answers in',
  'between the write of the release and its commit',
  'with half the bytes sent',
] as const;
export type Point = (typeof points)[number];
