import type { StoreDefinition } from '../host/definition.ts';
import { freezeBillingParty } from './calls/freezeBillingParty.ts';
import { addAddress } from './commands/addAddress.ts';
import { recordConsent } from './commands/recordConsent.ts';
import { rectifyPerson } from './commands/rectifyPerson.ts';
import { registerPerson } from './commands/registerPerson.ts';
import { edges } from './edges.ts';
import { customerPiiVault } from './encryption/customerPiiVault.ts';
import { PostalAddressRow } from './entities/address.ts';
import { ConsentEventRow, ConsentTextRow } from './entities/consent.ts';
import {
  BeneficialOwnerRow,
  BillingPartySnapshotRow,
  CompanyRegistrationRow,
  PartyIdentityRow,
  PaymentInstrumentRow,
} from './entities/party.ts';
import { ContactPointRow, NationalIdRow, PersonRow } from './entities/person.ts';
import { customerMade } from './events/customerMade.ts';
import { CreatePerson1764000000000 } from './migrations/1764000000000-create-person.ts';
import { CreatePartyIdentity1764000001000 } from './migrations/1764000001000-create-party-identity.ts';
import { CreatePostalAddress1764000002000 } from './migrations/1764000002000-create-postal-address.ts';
import { CreatePaymentInstrument1764000003000 } from './migrations/1764000003000-create-payment-instrument.ts';
import { CreateConsent1764000004000 } from './migrations/1764000004000-create-consent.ts';
import { CreateBillingPartySnapshot1764000005000 } from './migrations/1764000005000-create-billing-party-snapshot.ts';
import { SealPersonalColumns1764000006000 } from './migrations/1764000006000-seal-personal-columns.ts';
import { matchingBeside } from './matching/matchingBeside.ts';
import { resolvers } from './resolvers.ts';

/** SQL for the person behind a customer, where the party is one. */
const personOf = (customerId: string): string =>
  `(select i.person_id from party_identity i where i.customer_id = ${customerId})`;

const ofPerson = { subject: { person: 't.id' } };
const ofPersonsRow = { subject: { person: 't.person_id' } };
const ofParty = { party: 't.customer_id', subject: { person: personOf('t.customer_id') } };
const ofCustomer = { subject: { customer: 't.customer_id', person: personOf('t.customer_id') } };
const ofAddress = {
  subject: {
    customer: 't.customer_id',
    person: `coalesce(t.person_id, ${personOf('t.customer_id')})`,
  },
};

/** The fortified store: whatever says who a natural person is lives here alone. */
export const customerPii: StoreDefinition = {
  name: 'customer-pii',
  types: {
    DataSubject: {},
    Customer: { party: 't.id', subject: { person: personOf('t.id') } },
    PartyIdentity: {
      row: PartyIdentityRow,
      key: 'customerId',
      party: 't.customer_id',
      subject: { person: 't.person_id' },
    },
    CompanyRegistration: { row: CompanyRegistrationRow, ...ofParty },
    Person: { row: PersonRow, ...ofPerson },
    PersonName: { row: PersonRow, ...ofPerson },
    EmailAddress: { row: ContactPointRow, ...ofPersonsRow },
    PhoneNumber: { row: ContactPointRow, ...ofPersonsRow },
    NationalId: { row: NationalIdRow, ...ofPersonsRow },
    PostalAddress: { row: PostalAddressRow, ...ofAddress },
    CoarseLocation: { row: PostalAddressRow, ...ofAddress },
    PaymentInstrument: { row: PaymentInstrumentRow, ...ofCustomer },
    SepaMandate: { row: PaymentInstrumentRow, ...ofCustomer },
    BillingPartySnapshot: { row: BillingPartySnapshotRow, ...ofParty },
    Consent: { row: ConsentEventRow, ...ofPersonsRow },
  },
  tells: new Set(['Customer.legalName']),
  otherRows: [BeneficialOwnerRow, ConsentTextRow],
  migrations: [
    CreatePerson1764000000000,
    CreatePartyIdentity1764000001000,
    CreatePostalAddress1764000002000,
    CreatePaymentInstrument1764000003000,
    CreateConsent1764000004000,
    CreateBillingPartySnapshot1764000005000,
    SealPersonalColumns1764000006000,
  ],
  edges,
  vault: customerPiiVault,
  resolvers,
  commands: { registerPerson, rectifyPerson, addAddress, recordConsent },
  receives: { 'customer-made': customerMade },
  answers: { 'freeze-billing-party': freezeBillingParty },
  beside: matchingBeside,
};
