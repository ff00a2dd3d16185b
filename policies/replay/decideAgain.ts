import type { UsedCoordinates } from '../coordinates.ts';
import { decideArgument, decideField, type AccessRequest, type DenialReason } from '../decide.ts';
import {
  personalClasses,
  type Coordinate,
  type FieldClass,
  type PolicyLock,
  type ScreenRule,
} from '../lock.ts';
import type { ObservedUse } from '../processing/observedUse.ts';
import type { ReplayInput } from './replay.ts';

export interface Loss {
  /** The field or argument; the screen where the whole answer is lost. */
  readonly subject: string;
  readonly screen: string;
  /** Form in which it was shown; null for what is no field. */
  readonly form: string | null;
  /** Form in which it would be shown; null where it would not. */
  readonly proposed: string | null;
  readonly reason: DenialReason | 'SCREEN_GONE' | 'VERSION_RETIRED' | 'SHOWN_LESS';
}

export interface Gain {
  readonly field: Coordinate;
  /** Form in which it was shown; null where it was withheld. */
  readonly form: string | null;
  readonly proposed: string;
}

export interface Change {
  readonly losses: readonly Loss[];
  readonly gains: readonly Gain[];
}

/** The classes of which releases name each field. */
const recorded: ReadonlySet<FieldClass> = new Set([...personalClasses, 'party']);

/** What one recorded use loses and gains under the proposed policy. */
export function changesOf(input: ReplayInput, use: ObservedUse): Change {
  const screen = own(input.proposed.screens, use.screen);
  const refusal = refusedWhole(use, screen);
  if (refusal !== undefined || screen === undefined) {
    const loss = { subject: use.screen, screen: use.screen, form: null, proposed: null };
    return { losses: [{ ...loss, reason: refusal ?? 'SCREEN_GONE' }], gains: [] };
  }
  const again: Again = {
    ...{ input, use, purpose: screen.purpose },
    roles: use.roles.filter((role) => screen.roles.includes(role)),
    shown: shownForms(use),
    asked: input.asked(use.document),
  };
  return {
    losses: [...lostFields(again), ...lostArguments(again)],
    gains: [...widened(again), ...gained(again)],
  };
}

interface Again {
  readonly input: ReplayInput;
  readonly use: ObservedUse;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly shown: ReadonlyMap<Coordinate, string>;
  readonly asked: UsedCoordinates | undefined;
}

const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function refusedWhole(
  use: ObservedUse,
  screen: ScreenRule | undefined,
): Loss['reason'] | undefined {
  if (screen === undefined) return 'SCREEN_GONE';
  if (!screen.documents.includes(use.document)) return 'VERSION_RETIRED';
  return use.roles.some((role) => screen.roles.includes(role)) ? undefined : 'ROLE_NOT_ALLOWED';
}

const shownForms = ({ forms }: ObservedUse): ReadonlyMap<Coordinate, string> =>
  new Map(Object.entries(forms).flatMap(([form, fields]) => fields.map((field) => [field, form])));

const requestOf = ({ purpose, roles, use }: Again, coordinate: Coordinate): AccessRequest => ({
  ...{ coordinate, purpose, roles, region: use.region },
});

function lostFields(again: Again): readonly Loss[] {
  const { input, shown, use } = again;
  return [...shown].flatMap(([field, form]): readonly Loss[] => {
    const decision = decideField(input.proposed, requestOf(again, field));
    const loss = { subject: field, screen: use.screen, form };
    if (decision.effect === 'deny') return [{ ...loss, proposed: null, reason: decision.reason }];
    return showsAllOf(decision.form, form)
      ? []
      : [{ ...loss, proposed: decision.form, reason: 'SHOWN_LESS' }];
  });
}

const showsAllOf = (proposed: string, form: string): boolean =>
  proposed === 'clear' || proposed === form;

function lostArguments(again: Again): readonly Loss[] {
  const { input, asked, use } = again;
  return (asked?.arguments ?? []).flatMap((argument): readonly Loss[] => {
    const decision = decideArgument(input.proposed, requestOf(again, argument));
    if (decision.effect === 'allow' || !wasAllowed(again, argument, decideArgument)) return [];
    const loss = { subject: argument, screen: use.screen, form: null, proposed: null };
    return [{ ...loss, reason: decision.reason }];
  });
}

/** A denial that the policy of the time shared is no loss; where that policy is not at hand, it was allowed. */
function wasAllowed(again: Again, coordinate: Coordinate, decide: typeof decideField): boolean {
  const then = policyOf(again);
  if (then === undefined) return true;
  const { use } = again;
  const request = { coordinate, purpose: use.purpose, roles: use.roles, region: use.region };
  return decide(then, request).effect === 'allow';
}

const policyOf = ({ input, use }: Again): PolicyLock | undefined =>
  use.policy === input.proposed.hash ? input.proposed : input.earlier.get(use.policy);

/** Shown then, and more of it under the proposed policy. */
function widened(again: Again): readonly Gain[] {
  return [...again.shown].flatMap(([field, form]) => {
    const decision = decideField(again.input.proposed, requestOf(again, field));
    if (decision.effect === 'deny' || decision.form === form) return [];
    return form === 'clear' ? [] : [{ field, form, proposed: decision.form }];
  });
}

/** Asked for then and not shown, though the proposed policy allows it and the policy of the time did not. */
function gained(again: Again): readonly Gain[] {
  const { input, asked, shown } = again;
  const then = policyOf(again);
  return (asked?.fields ?? [])
    .filter((field) => !shown.has(field))
    .flatMap((field) => {
      const rule = own(input.proposed.fields, field);
      const decision = decideField(input.proposed, requestOf(again, field));
      if (rule === undefined || !recorded.has(rule.class) || decision.effect === 'deny') return [];
      if (then !== undefined && wasAllowed(again, field, decideField)) return [];
      return [{ field, form: null, proposed: decision.form }];
    });
}
