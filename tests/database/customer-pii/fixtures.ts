import { randomUUID } from 'node:crypto';
import type { BearerVerifier } from '../../../lib/bearer.ts';
import type { Clock } from '../../../lib/clock.ts';
import { silentLog } from '../../../lib/log.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { signServiceToken } from '../../../lib/serviceToken.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import { customerPii } from '../../../subgraphs/customer-pii/store.ts';
import { compileProject, projectSdl } from '../../support/project.ts';
import { startTestStore, type Reply, type TestStore } from '../../support/testStore.ts';

/*
 * Ada is the person behind a customer, Bob a sole trader, Cy restricted. Their values are canaries:
 * no log and no error may hold one.
 */
export const canary = {
  given: 'Ada-Canary',
  family: 'Lovelace-Canary',
  email: 'Ada.Canary@Example.TEST',
  phone: '+33 1 99 00 12 34',
  birthDate: '1990-12-10',
  line: '12 rue du Canari',
  nationalId: 'CANARY-4711-0815',
  iban: 'FR7630006000011234567890189',
};

/** Fragments of the canaries: a piece of a value tells it too. */
export const canaryPattern = /canar|99001234|99 00 12|1990-12|FR763/i;

const rows = `
insert into person (id, version, title, given_name, family_name, birth_date, preferred_language, restricted, created_at, updated_at) values
  ('ada', 1, 'Dr', '${canary.given}', '${canary.family}', '${canary.birthDate}', 'fr', false, '2026-01-05', '2026-01-05'),
  ('bob', 1, null, 'Bob', 'Trader', '2010-06-15', null, false, '2026-01-05', '2026-01-05'),
  ('cy', 4, null, 'Cy', 'Silent', null, null, true, '2026-01-05', '2026-01-05');
insert into contact_point (id, person_id, kind, value, normalised, usage, verified, preferred) values
  ('ada-mail', 'ada', 'EMAIL', '${canary.email}', 'ada.canary@example.test', 'WORK', true, true),
  ('ada-mail-2', 'ada', 'EMAIL', 'second.canary@example.test', 'second.canary@example.test', 'PRIVATE', false, false),
  ('ada-phone', 'ada', 'PHONE', '${canary.phone}', '+33199001234', 'MOBILE', true, true),
  ('bob-phone', 'bob', 'PHONE', '+33199001234', '+33199001234', 'WORK', false, true);
insert into national_id (id, person_id, country, kind, value) values
  ('ada-passport', 'ada', 'FR', 'PASSPORT', '${canary.nationalId}');
insert into party_kind (customer_id, kind) values
  ('company', 'LEGAL_PERSON'), ('person', 'NATURAL_PERSON'), ('trader', 'SOLE_TRADER');
insert into party_identity (customer_id, person_id, legal_name, kyc_status) values
  ('company', null, 'Exemple SA', 'CLEARED'), ('person', 'ada', null, 'PENDING'),
  ('trader', 'bob', null, 'NOT_STARTED'), ('unheard', 'ada', null, 'NOT_STARTED');
insert into company_registration (id, customer_id, country, scheme, value, verified_at) values
  ('company-vat', 'company', 'FR', 'VAT', 'FR00123456789', '2026-02-01T10:00:00Z'),
  ('company-rcs', 'company', 'FR', 'RCS', '123 456 789', null),
  ('trader-vat', 'trader', 'FR', 'VAT', 'FR00987654321', null);
insert into beneficial_owner (customer_id, person_id) values ('company', 'ada');
insert into postal_address (id, customer_id, person_id, use, lines, locality, region, postal_code, country_code, valid_from, valid_to, superseded_by) values
  ('company-old', 'company', null, '{BILLING}', '{1 place Ancienne}', 'Lyon', null, '69001', 'FR', '2025-01-01', '2026-01-01', 'company-bill'),
  ('company-bill', 'company', null, '{BILLING,LEGAL}', '{1 place Neuve}', 'Lyon', null, '69002', 'FR', '2026-01-01', null, null),
  ('company-ship', 'company', null, '{SHIPPING}', '{Quai 3}', 'Lyon', null, '69007', 'FR', '2026-01-01', null, null),
  ('person-home', 'person', null, '{BILLING,HOME}', '{${canary.line}}', 'Paris', 'Île-de-France', '75011', 'FR', '2026-01-01', null, null),
  ('ada-home', null, 'ada', '{HOME}', '{${canary.line}}', 'Paris', null, '75011', 'FR', '2026-01-01', null, null);
insert into payment_instrument (id, customer_id, kind, value, status, mandate_reference, mandate_signed_on, mandate_sequence) values
  ('company-iban', 'company', 'IBAN', '${canary.iban}', 'VERIFIED', 'MANDATE-1', '2026-01-10', 'RCUR'),
  ('company-card', 'company', 'CARD_TOKEN', 'tok_1234567890', 'PENDING', null, null, null);
insert into consent_text (version, language, words) values
  ('marketing-email/v3', 'en', 'We may write to you.'), ('marketing-email/v3', 'fr', 'Nous pouvons vous écrire.');
insert into consent_event (id, person_id, purpose, channel, status, text_version, method, recorded_at) values
  ('ada-gave', 'ada', 'marketing', 'EMAIL', 'GIVEN', 'marketing-email/v3', 'web form', '2026-01-06T10:00:00Z'),
  ('ada-withdrew', 'ada', 'marketing', 'EMAIL', 'WITHDRAWN', 'marketing-email/v3', 'web form', '2026-02-06T10:00:00Z'),
  ('ada-refused', 'ada', 'account-management', 'PHONE', 'REFUSED', 'contact/v1', 'telephone', '2026-02-07T10:00:00Z');
`;

/** The stores' clock stands still, so that ages and days are known. */
export const clock: Clock = { now: () => new Date('2026-06-15T12:00:00Z') };

export interface Persona {
  readonly purpose: string;
  readonly roles: readonly string[];
}

export const accountManager: Persona = {
  purpose: 'account-management',
  roles: ['account-manager'],
};
export const careAgent: Persona = { purpose: 'customer-care', roles: ['care-agent'] };
export const collector: Persona = { purpose: 'collections', roles: ['collections-clerk'] };
export const accountant: Persona = { purpose: 'billing', roles: ['accountant'] };
export const dispatcher: Persona = { purpose: 'fulfilment', roles: ['dispatcher'] };
export const rightsDesk: Persona = { purpose: 'rights', roles: ['dpo-desk'] };
export const campaigner: Persona = { purpose: 'marketing', roles: ['campaigner'] };
export const salesLead: Persona = { purpose: 'sales-planning', roles: ['sales-lead'] };
export const creditController: Persona = {
  purpose: 'credit-control',
  roles: ['credit-controller'],
};
export const planner: Persona = { purpose: 'production-planning', roles: ['planner'] };

/** Callers' own tokens: `Bearer ACTOR ROLE ROLE`. */
const bearer: BearerVerifier = {
  verify: (header) => {
    const [word, actor, ...roles] = (header ?? '').split(' ');
    if (word !== 'Bearer' || actor === undefined) {
      return Promise.reject(new AppError('UNAUTHENTICATED'));
    }
    return Promise.resolve({
      actor,
      roles,
      team: undefined,
      region: 'EU',
      authAgeSeconds: undefined,
      demo: false,
      expiresAt: Number.MAX_SAFE_INTEGER,
    });
  },
};

export interface PiiStore extends TestStore {
  /** Seals what was written in clear since. */
  readonly seal: () => Promise<void>;
  /** Asks as a persona, with the persona's own token beside the purpose token. */
  readonly as: (
    persona: Persona,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<Reply>;
  /** A signed call or batch of another store. */
  readonly from: (sender: StoreName, path: '/call' | '/events', message: object) => Promise<Reply>;
}

/** On a clock of the test's own where it has one. */
export async function startCustomerPii(ofTest = clock): Promise<PiiStore> {
  const policy = compileProject().lock;
  const store = await startTestStore({
    definition: customerPii,
    sdl: projectSdl('customer-pii'),
    policy,
    clock: ofTest,
    bearer,
    kind: 'synthetic',
  });
  /** What is written in clear is sealed as an older installation's rows are. */
  const seal = async (): Promise<void> => {
    const { ownerUrl, keysUrl, wrappingKeys = '' } = store.database;
    const config = { folder: wrappingKeys, windowDays: 7 };
    await customerPii.vault?.sealExisting({
      ownerUrl,
      keysUrl,
      config,
      clock: ofTest,
      log: silentLog,
    });
  };
  await store.sql(rows);
  await seal();
  return {
    ...store,
    seal,
    as: (persona, query, variables = {}) =>
      store.ask({
        query,
        variables,
        claims: { ...persona, roles: [...persona.roles] },
        headers: { 'referent-caller': ['Bearer', 'actor-1', ...persona.roles].join(' ') },
      }),
    from: (sender, path, message) => {
      const body = JSON.stringify(message);
      const authorization = signServiceToken(store.installation.stores[sender], {
        from: sender,
        to: 'customer-pii',
        id: randomUUID(),
        body,
        clock: ofTest,
      });
      return store.post(path, body, { authorization });
    },
  };
}

/** The public code of a refused sub-request. */
export const codeOf = (reply: Reply): unknown => {
  const { errors } = reply.body as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code;
};
