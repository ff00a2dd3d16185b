import type { BatchLoader } from '../host/definition.ts';
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
  readonly id: string;
  readonly restricted: boolean;
  readonly reachable: boolean;
  readonly last_word: ContactFacts['lastWord'];
}

export interface ContactQuestion {
  readonly channel: ContactChannel;
}

/** What each channel needs, as SQL over the person `p`. */
const reachableBy: Readonly<Record<ContactChannel, string>> = {
  EMAIL: "exists (select 1 from contact_point c where c.person_id = p.id and c.kind = 'EMAIL')",
  PHONE: "exists (select 1 from contact_point c where c.person_id = p.id and c.kind = 'PHONE')",
  SMS: "exists (select 1 from contact_point c where c.person_id = p.id and c.kind = 'PHONE')",
  POST: `exists (
    select 1 from postal_address a
    left join party_identity i on i.customer_id = a.customer_id
    where a.superseded_by is null and (a.person_id = p.id or i.person_id = p.id)
  )`,
};

/** Consent, restriction and reachability in one statement, so that they are of one moment. */
export const contactDecisions: BatchLoader<string, ContactQuestion, ContactDecision | null> = {
  name: 'contactDecisions',
  load: async ({ db, caller, policy }, personIds, { channel }) => {
    const rows = await db.query<ContactFactsRow>(
      `select p.id, p.restricted, ${reachableBy[channel]} as reachable,
         (select held.status from current_consent held
          where held.person_id = p.id and held.purpose = $2
            and (held.channel is null or held.channel = $3)
          order by held.seq desc limit 1) as last_word
       from person p where p.id = any($1)`,
      [personIds, caller.purpose, channel],
    );
    const consentNeeded = policy.lock.purposes[caller.purpose]?.consent !== undefined;
    const byId = new Map(rows.map((row) => [row.id, row]));
    return personIds.map((id) => {
      const row = byId.get(id);
      return row === undefined
        ? null
        : decideContact({ ...row, lastWord: row.last_word, consentNeeded });
    });
  },
};
