import { expect, test } from '@jest/globals';
import {
  decideContact,
  type ContactDecision,
  type ContactFacts,
} from '../../../subgraphs/customer-pii/contactDecision.ts';

/** A customer's contact, asked for a purpose that rests on the contract. */
const reachable: ContactFacts = {
  restricted: false,
  reachable: true,
  lastWord: null,
  consentNeeded: false,
};

test.each<[guarantee: string, change: Partial<ContactFacts>, decision: ContactDecision]>([
  [
    'a restricted person is contacted by nobody',
    { restricted: true },
    { allowed: false, reasons: ['RESTRICTED'] },
  ],
  [
    'consent does not lift a restriction',
    { restricted: true, lastWord: 'GIVEN' },
    { allowed: false, reasons: ['RESTRICTED'] },
  ],
  [
    'without a contact point of the channel there is no contact',
    { reachable: false },
    { allowed: false, reasons: ['NO_CONTACT_POINT'] },
  ],
  [
    'a refusal binds a purpose that rests on the contract too',
    { lastWord: 'REFUSED' },
    { allowed: false, reasons: ['CONSENT_REFUSED'] },
  ],
  [
    'a withdrawal binds',
    { lastWord: 'WITHDRAWN', consentNeeded: true },
    { allowed: false, reasons: ['CONSENT_WITHDRAWN'] },
  ],
  [
    'silence is no consent',
    { consentNeeded: true },
    { allowed: false, reasons: ['CONSENT_MISSING'] },
  ],
  [
    'a lapsed consent is no consent',
    { consentNeeded: true, lastWord: 'EXPIRED' },
    { allowed: false, reasons: ['CONSENT_EXPIRED'] },
  ],
  [
    'every ground is named',
    { restricted: true, reachable: false, consentNeeded: true },
    { allowed: false, reasons: ['RESTRICTED', 'NO_CONTACT_POINT', 'CONSENT_MISSING'] },
  ],
  [
    'consent allows what needs it',
    { consentNeeded: true, lastWord: 'GIVEN' },
    { allowed: true, reasons: ['CONSENT_GIVEN'] },
  ],
  [
    'the contract allows contact that nobody objected to',
    {},
    { allowed: true, reasons: ['NO_OBJECTION'] },
  ],
  [
    'a lapsed consent takes nothing from the contract',
    { lastWord: 'EXPIRED' },
    { allowed: true, reasons: ['NO_OBJECTION'] },
  ],
])('%s', (_guarantee, change, decision) => {
  expect(decideContact({ ...reachable, ...change })).toEqual(decision);
});
