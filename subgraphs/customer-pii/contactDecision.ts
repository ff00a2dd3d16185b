import { fromRow, type RowValue } from '../host/definition.ts';
import type { PersonRow } from './entities/person.ts';
import type { ContactChannel } from './shapes.ts';

/** Whether the purpose that asks may use a channel, and why. */
export interface ContactDecision {
  readonly allowed: boolean;
  readonly reasons: readonly ContactReason[];
}

type ContactReason =
  | 'RESTRICTED'
  | 'NO_CONTACT_POINT'
  | 'CONSENT_WITHDRAWN'
  | 'CONSENT_REFUSED'
  | 'CONSENT_EXPIRED'
  | 'CONSENT_MISSING'
  | 'CONSENT_GIVEN'
  | 'NO_OBJECTION';

export interface ContactFacts {
  readonly restricted: boolean;
  /** The person has a contact point of this channel. */
  readonly reachable: boolean;
  /** The person's last word for this purpose, on this channel or on all. */
  readonly lastWord: 'GIVEN' | 'WITHDRAWN' | 'REFUSED' | 'EXPIRED' | null;
  /** The purpose rests on consent. */
  readonly consentNeeded: boolean;
}

/** What speaks against contact. */
const grounds: readonly (readonly [ContactReason, (facts: ContactFacts) => boolean])[] = [
  ['RESTRICTED', ({ restricted }) => restricted],
  ['NO_CONTACT_POINT', ({ reachable }) => !reachable],
  ['CONSENT_WITHDRAWN', ({ lastWord }) => lastWord === 'WITHDRAWN'],
  ['CONSENT_REFUSED', ({ lastWord }) => lastWord === 'REFUSED'],
  ['CONSENT_EXPIRED', ({ lastWord, consentNeeded }) => consentNeeded && lastWord === 'EXPIRED'],
  ['CONSENT_MISSING', ({ lastWord, consentNeeded }) => consentNeeded && lastWord === null],
];

/** Every ground against is named; only without one is contact allowed. */
export function decideContact(facts: ContactFacts): ContactDecision {
  const against = grounds.filter(([, holds]) => holds(facts)).map(([reason]) => reason);
  if (against.length > 0) return { allowed: false, reasons: against };
  return {
    allowed: true,
    reasons: [facts.lastWord === 'GIVEN' ? 'CONSENT_GIVEN' : 'NO_OBJECTION'],
  };
}

interface ContactFactsRow {
  readonly restricted: boolean;
  readonly reachable: boolean;
  readonly last_word: ContactFacts['lastWord'];
}

export interface ContactQuestion {
  readonly channel: ContactChannel;
}

/** What each channel needs, as SQL over the person `t`. */
const reachableBy: Readonly<Record<ContactChannel, string>> = {
  EMAIL: "exists (select 1 from contact_point c where c.person_id = t.id and c.kind = 'EMAIL')",
  PHONE: "exists (select 1 from contact_point c where c.person_id = t.id and c.kind = 'PHONE')",
  SMS: "exists (select 1 from contact_point c where c.person_id = t.id and c.kind = 'PHONE')",
  POST: `exists (
    select 1 from postal_address a
    left join party_identity i on i.customer_id = a.customer_id
    where a.superseded_by is null and (a.person_id = t.id or i.person_id = t.id)
  )`,
};

/** Consent, restriction and reachability in one statement, so that they are of one moment. */
const contactFacts: RowValue<ContactFactsRow, ContactQuestion> = {
  name: 'contactFacts',
  columns: ['restricted', 'reachable', 'last_word'],
  sql: ({ args: { channel }, add, caller }) => ({
    select: {
      restricted: 't.restricted',
      reachable: reachableBy[channel],
      last_word: `(select held.status from current_consent held
        where held.person_id = t.id and held.purpose = ${add(caller.purpose, 'text')}
          and (held.channel is null or held.channel = ${add(channel, 'text')})
        order by held.seq desc limit 1)`,
    },
  }),
};

export const canContact = fromRow(
  contactFacts,
  (_person: PersonRow, { restricted, reachable, last_word }: ContactFactsRow, read) => {
    const { caller, policy } = read;
    const consentNeeded = policy.lock.purposes[caller.purpose]?.consent !== undefined;
    return decideContact({ restricted, reachable, lastWord: last_word, consentNeeded });
  },
);
