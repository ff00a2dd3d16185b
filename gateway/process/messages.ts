import { z } from 'zod';

/** A worker to its keeper. */
export const FromWorker = z.discriminatedUnion('kind', [
  /** It is about to serve and asks what it has missed. */
  z.object({ kind: z.literal('documents.missed') }),
  /** A developer registered a document with it. */
  z.object({ kind: z.literal('document.registered'), id: z.string(), text: z.string() }),
  z.object({ kind: z.literal('document.taken'), id: z.string() }),
]);
export type FromWorker = z.output<typeof FromWorker>;

/** A keeper to one of its workers. */
export const FromKeeper = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('documents'), texts: z.array(z.string()) }),
  z.object({ kind: z.literal('document'), id: z.string(), text: z.string() }),
  /** All workers have the document. */
  z.object({ kind: z.literal('document.everywhere'), id: z.string() }),
]);
export type FromKeeper = z.output<typeof FromKeeper>;
