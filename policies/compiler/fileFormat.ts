import { z } from 'zod';
import { fieldClasses, forms } from '../lock.ts';

/** The format of the policy files, as people write them (policy.md, section 1). */

const name = '[A-Za-z_][A-Za-z0-9_]*';
export const typeName = z.string().regex(new RegExp(`^${name}$`), 'is not the name of a type');
export const coordinate = z
  .string()
  .regex(new RegExp(`^${name}\\.${name}$`), 'is not a coordinate like Customer.segment');
const column = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, 'is not a column like customer.segment');
const internalColumn = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*\.([a-z_][a-z0-9_]*|\*)$/, 'is not table.column or table.*');
export const purposeName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'is not the name of a purpose like customer-care');
const words = z.string().trim().min(3).max(300);
const purposes = z.array(purposeName);
const fieldClass = z.enum(fieldClasses);
const read = z.record(purposeName, z.enum([...forms, 'deny']));

const columnSource = z.strictObject({ column });
const remoteSource = z.strictObject({
  remote: z.strictObject({ system: words, object: words, field: words }),
});
const partSource = z.union([columnSource, remoteSource], {
  error: 'a part of a partition is {column: …} or {remote: {system, object, field}}',
});
const sources = {
  column,
  columns: z.array(column).min(2),
  computed: words,
  edge: z.union([column, z.array(column).min(1), typeName], {
    error: 'an edge is a column, a list of columns, or for root fields the type',
  }),
  structure: z.literal(true),
  remote: remoteSource.shape.remote,
  partition: z.strictObject({ by: coordinate, of: z.record(z.string(), partSource) }),
};
const sourceKinds = Object.keys(sources).join(', ');
export const SourceFormat = z.preprocess(
  (value) => (value === 'structure' ? { structure: true } : value),
  z
    .strictObject(sources)
    .partial()
    .refine((source) => Object.keys(source).length === 1, {
      message: `a source is exactly one of: ${sourceKinds}`,
    }),
);
export type SourceFormat = z.output<typeof SourceFormat>;

const MeaningObject = z
  .strictObject({
    key: coordinate,
    exact: coordinate,
    from: coordinate,
    to: coordinate,
    sort: z.record(z.string(), coordinate),
    write: coordinate,
    version: typeName,
  })
  .partial()
  .refine((meaning) => Object.keys(meaning).length === 1, {
    message:
      'a meaning is one of: {key}, {exact}, {from}, {to}, {sort}, {write}, {version}, parameter, direction, idempotency',
  });
export const MeaningFormat = z.union([
  z.enum(['parameter', 'direction', 'idempotency']),
  MeaningObject,
]);
export type MeaningFormat = z.output<typeof MeaningFormat>;

const argumentMeanings = z.record(typeName, MeaningFormat);
const predicate = z.strictObject({
  exact: purposes.default([]),
  range: purposes.default([]),
  sort: purposes.default([]),
});
const erase = z.strictObject({
  how: z.enum(['delete', 'null', 'unlink', 'coarsen', 'shred', 'retain'], {
    error: "is delete, 'null' (in quotes), unlink, coarsen, shred or retain",
  }),
  until: z.string().optional(),
  law: words.optional(),
});
const copy = z.union(
  [
    z.enum(['forbidden', 'reference-only']),
    z.strictObject({ of: coordinate, because: words, until: z.string() }),
  ],
  { error: 'copy is forbidden, reference-only, or {of, because, until}' },
);

/** The clauses that a type may give to all of its fields. */
const clauses = {
  class: fieldClass.optional(),
  because: words.optional(),
  category: z.strictObject({ is: z.string(), fides: z.string().optional() }).optional(),
  subjectPath: z.string().optional(),
  copy: copy.optional(),
  read: read.optional(),
  predicate: predicate.optional(),
  protect: z
    .strictObject({
      encrypt: z.string().optional(),
      index: z.string().optional(),
      normalise: z.string().optional(),
      /** Why it stands in clear in a store whose personal columns are encrypted. */
      clear: words.optional(),
    })
    .optional(),
  residency: z.array(z.string()).optional(),
  steward: z.string().optional(),
  erase: erase.optional(),
  portable: z.boolean().optional(),
  natural: purposes.optional(),
  aggregate: z.strictObject({ k: z.int().min(2) }).optional(),
  window: purposes.optional(),
  reclassified: z.strictObject({ by: words, because: words }).optional(),
  /** Which rows of a table that several types share: `{column: contact_point.kind, is: EMAIL}`. */
  rows: z.strictObject({ column, is: z.string() }).optional(),
};

export const FieldFormat = z.strictObject({
  ...clauses,
  source: SourceFormat.optional(),
  guarantee: z.enum(['owned', 'attached']).optional(),
  says: z
    .string()
    .trim()
    .min(15, 'says is a sentence of 15 to 160 characters')
    .max(160, 'says is a sentence of 15 to 160 characters')
    .regex(/[.!?]$/, 'says is a sentence: it ends in a full stop'),
  derivedFrom: z.array(coordinate).optional(),
  write: purposes.optional(),
  arguments: argumentMeanings.optional(),
});
export type FieldFormat = z.output<typeof FieldFormat>;

export const InputFormat = z.strictObject({
  says: z.string().optional(),
  write: purposes.optional(),
  arguments: argumentMeanings,
});
export type InputFormat = z.output<typeof InputFormat>;

export const TypeFormat = z.union([z.literal('structure'), z.strictObject(clauses)], {
  error: 'a type is the word structure, or clauses for all of its fields',
});
export type TypeFormat = z.output<typeof TypeFormat>;

export const StoreFormat = z.strictObject({
  name: z.string(),
  accountable: words,
  steward: words,
  residency: z.array(z.string()),
  /** Every personal column is encrypted, or says why it is not. */
  sealed: z.boolean().optional(),
});
export type StoreFormat = z.output<typeof StoreFormat>;
export const InternalFormat = z.record(internalColumn, words);
export const TypesFormat = z.record(typeName, z.unknown());

export const PurposeFormat = z.strictObject({
  is: z.string(),
  legalBasis: z.string(),
  condition: z.string().optional(),
  roles: z.array(z.string().regex(/^[a-z][a-z0-9-]*$/)).min(1, 'a purpose names its roles'),
  recipients: z.array(z.string()).default([]),
  retention: z.strictObject({ keep: z.string(), from: z.string() }).optional(),
  consent: z.string().optional(),
  lia: z.string().optional(),
  dpia: z.string().optional(),
  law: z.string().optional(),
  evidence: z.enum(['open-case', 'open-request']).optional(),
});
export const PurposesFormat = z.strictObject({
  purposes: z.record(purposeName, z.unknown()),
  conflicts: z.array(z.tuple([z.string(), z.string()])).default([]),
});

const storeName = z.enum(['crm', 'finance', 'supply-chain', 'customer-pii', 'governance']);
const members = z.record(
  z.string(),
  z.string().regex(new RegExp(`^(${name}\\.${name}|reference|attestation)$`)),
);
export const GateFormat = z.record(
  z.string().regex(/^[a-z][a-z-]*$/),
  z.strictObject({
    kind: z.enum(['event', 'call']),
    from: storeName,
    to: storeName,
    because: words,
    fields: members,
    answer: members.optional(),
  }),
);
