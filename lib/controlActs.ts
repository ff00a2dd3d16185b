import { z } from 'zod';
import { canonicalJson } from './canonicalJson.ts';
import { signDetached } from './detachedJws.ts';
import { impersonalText, isImpersonal } from './freeText/statement.ts';
import { sha256Hex } from './hash.ts';
import type { ProcessKeys } from './keys.ts';

/**
 * What officers sign: one act each, as canonical JSON (RFC 8785) under a detached JWS. The act names the
 * installation, so that it counts nowhere else, and has an id, so that it counts once.
 */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);
const word = z.string().min(1).max(200);
const words = z.array(word).min(1).max(100);
/** What is signed is kept word for word for ever, so it is refused rather than redacted. */
export const officialReason = z
  .string({ error: 'say why' })
  .min(3)
  .max(2_000)
  .refine(isImpersonal, { message: impersonalText });
const reason = officialReason;

/** How far access is cut, from single fields to everything (policy.md, section 7). */
export const lockdownLevels = [
  'withhold',
  'mask',
  'personal-off-except-rights',
  'personal-off',
  'all-off',
] as const;
export type LockdownLevel = (typeof lockdownLevels)[number];

/** What a restriction covers: dimensions combine with AND, the words of one with OR. */
export const LockdownScope = z.strictObject({
  field: words.optional(),
  store: words.optional(),
  category: words.optional(),
  purpose: words.optional(),
  role: words.optional(),
  team: words.optional(),
  actor: words.optional(),
  region: words.optional(),
});
export type LockdownScope = Readonly<z.output<typeof LockdownScope>>;

const common = {
  id,
  /** Hash of the installation's genesis lock. */
  installation: hash,
  at: z.iso.datetime(),
};

export const ControlAct = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('policy.propose'), ...common, base: hash, lock: hash, reason }),
  /** `statement`: hash over the lock before, the lock after and the difference between them. */
  z.strictObject({ act: z.literal('policy.approve'), ...common, proposal: id, statement: hash }),
  z.strictObject({
    ...{ act: z.literal('policy.refuse'), ...common, proposal: id, statement: hash, reason },
  }),
  z.strictObject({ act: z.literal('policy.activate'), ...common, proposal: id, next: hash }),
  z.strictObject({
    ...{ act: z.literal('restrict'), ...common, reason },
    level: z.enum(lockdownLevels),
    scope: LockdownScope,
  }),
  /** The second signature of a restriction that needs two. */
  z.strictObject({ act: z.literal('restrict.agree'), ...common, lockdown: id }),
  z.strictObject({ act: z.literal('lift'), ...common, lockdown: id }),
  /** What a restriction would take away: it changes nothing. */
  z.strictObject({
    ...{ act: z.literal('preview'), ...common },
    level: z.enum(lockdownLevels),
    scope: LockdownScope,
  }),
  /** Asking changes nothing; it is signed because governance answers it to officers alone. */
  z.strictObject({ act: z.literal('ask'), ...common, about: z.enum(['policy', 'lockdowns']) }),
]);
export type ControlAct = Readonly<z.output<typeof ControlAct>>;
export type ActOf<Name extends ControlAct['act']> = Extract<ControlAct, { readonly act: Name }>;

/** An act as it travels: the exact text and its signature. `attached` is what hashes in it speak of. */
export const SignedAct = z.strictObject({
  payload: z.string().max(65_536),
  signature: z.string().max(1_024),
  attached: z
    .strictObject({
      lock: z.string().max(8_388_608).optional(),
      documents: z.array(z.string().max(262_144)).max(2_000).optional(),
      installation: z.string().max(262_144).optional(),
    })
    .optional(),
});
export type SignedAct = Readonly<z.output<typeof SignedAct>>;

export function signAct(keys: ProcessKeys, act: ControlAct): SignedAct {
  const payload = canonicalJson(act);
  return { payload, signature: signDetached(keys, payload) };
}

/** What approvals are given to: nobody can change a word of it and keep them (I14). */
export const policyStatement = (
  before: string,
  after: string,
  changes: readonly { readonly direction: string; readonly sentence: string }[],
): string =>
  sha256Hex(
    canonicalJson({
      ...{ before, after },
      diff: changes.map(({ direction, sentence }) => [direction, sentence]),
    }),
  );
