import type { UsedCoordinates } from '../coordinates.ts';
import { decideArgument, decideField, type AccessRequest, type DenialReason } from '../decide.ts';
import type { Coordinate, PolicyLock } from '../lock.ts';

/** Who was answered, for what, as the entry of the answer says. */
export type AnsweredCaller = Omit<AccessRequest, 'coordinate'>;

/** One thing that an answer lacks, and why. */
export interface Withheld {
  readonly subject: Coordinate;
  readonly reason: DenialReason | 'NATURAL_PERSONS';
  readonly sentence: string;
}

/**
 * Why an answer lacks what its document asks for, decided again by the policy that was in force. What
 * depends on the moment is in the entry's own code and conditions.
 */
export function whyWithheld(
  lock: PolicyLock,
  caller: AnsweredCaller,
  asked: UsedCoordinates,
): readonly Withheld[] {
  const denied = [
    ...asked.fields.map((coordinate) => [coordinate, decideField] as const),
    ...asked.arguments.map((coordinate) => [coordinate, decideArgument] as const),
  ].flatMap(([subject, decide]): Withheld[] => {
    const decision = decide(lock, { ...caller, coordinate: subject });
    if (decision.effect === 'allow') return [];
    return [{ subject, reason: decision.reason, sentence: words[decision.reason](caller) }];
  });
  return [...denied, ...peopleLeftOut(lock, caller, asked)];
}

/** Types whose rows of natural persons this purpose never sees; such rows are left out of lists. */
function peopleLeftOut(
  lock: PolicyLock,
  { purpose }: AnsweredCaller,
  asked: UsedCoordinates,
): readonly Withheld[] {
  const types = new Set(asked.fields.map((coordinate) => coordinate.split('.')[0] ?? ''));
  const closed = Object.values(lock.types).flatMap((rules) =>
    Object.entries(rules).flatMap(([type, { natural }]) =>
      types.has(type) && natural !== undefined && !natural.includes(purpose) ? [type] : [],
    ),
  );
  return [...new Set(closed)].sort().map((subject) => ({
    subject,
    reason: 'NATURAL_PERSONS',
    sentence: `Rows of natural persons and sole traders are not for ${purpose}.`,
  }));
}

const words: Readonly<Record<DenialReason, (caller: AnsweredCaller) => string>> = {
  NO_RULE: () => 'The policy had no rule for it, and what has no rule is denied.',
  PURPOSE_UNKNOWN: ({ purpose }) => `The policy knew no purpose ${purpose}.`,
  ROLE_NOT_ALLOWED: ({ purpose, roles }) => `${roles.join(', ')} may not act for ${purpose}.`,
  PURPOSE_NOT_ALLOWED: ({ purpose }) => `Its rule does not name the purpose ${purpose}.`,
  CONSENT_NOT_YET: ({ purpose }) => `${purpose} rests on consent, which is not asked for yet.`,
  WINDOW_NOT_YET: ({ purpose }) =>
    `${purpose} may see it only while a window is open, and windows are not opened yet.`,
  REGION_NOT_ALLOWED: ({ region }) => `Its values stay in other regions than ${region}.`,
};
