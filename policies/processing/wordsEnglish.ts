import { dpvPersonalData, dpvPurposes } from '../vocabulary/dpv.ts';
import { durationWords, type RecordWords } from './words.ts';

const units: readonly (readonly [letter: string, one: string, many: string])[] = [
  ['Y', 'year', 'years'],
  ['M', 'month', 'months'],
  ['W', 'week', 'weeks'],
  ['D', 'day', 'days'],
];

const persons: Readonly<Record<string, string>> = {
  Customer: 'customers who are natural persons or sole traders',
  Person: 'persons known as customers or their contacts',
  'Lead.person': 'prospects',
  'Contact.person': 'contact persons of customers',
  'Customer.primaryContact': 'contact persons of customers',
  'Customer.identity': 'customers who are natural persons or sole traders',
  'SignatureEnvelope.signers': 'signatories',
  'PartyIdentity.beneficialOwners': 'beneficial owners',
  'PartyIdentity.person': 'customers who are natural persons or sole traders',
};

/** The record in English. */
export const english: RecordWords = {
  language: 'en',
  title: 'Record of processing activities',
  intro:
    'GDPR Article 30. Each line is one purpose: what the published policy declares, and what the audit log saw.',
  controller: 'Controller',
  controllerMissing:
    'Not stated here: the controller’s name and contact (Article 30(1)(a)) are given when the record is made.',
  representative: 'Representative',
  officer: 'Data-protection officer',
  policy: (hash, version) =>
    `Published policy ${hash}${version === null ? '' : `, version ${String(version)}`}`,
  madeAt: 'Made at',
  observedWindow: (from, to, releases) =>
    `Observed from ${from} to ${to}: ${String(releases)} answers with data of persons.`,
  notObserved: 'The declared side alone: the audit log was not asked.',
  undeclared: 'Use that is not declared',
  undeclaredNone: 'None: everything the log saw is declared.',
  undeclaredKind: {
    PURPOSE: 'purpose that is not declared',
    ROLE: 'role that the purpose does not name',
    SCREEN: 'screen that is not registered for the purpose',
    FIELD: 'field that the purpose may not read',
    FORM: 'field shown in another form than declared',
  },
  declaredThen: (then) =>
    then === null
      ? 'not known: the policy of that time is not at hand'
      : then
        ? 'yes: the policy has become narrower since'
        : 'no',
  activities: 'Processing activities',
  heads: {
    purpose: 'Purpose',
    basis: 'Legal basis',
    law: 'Law',
    assessments: 'Assessments',
    roles: 'Roles',
    recipients: 'Recipients',
    persons: 'Categories of persons',
    data: 'Categories of data',
    retention: 'Kept for',
    erasure: 'Erasure',
    stores: 'Systems and accountable owners',
    residency: 'Where the data stay',
    safeguards: 'Safeguards',
    documents: 'Screens and commands',
    observed: 'Observed',
    neverFields: 'Fields never used',
    neverRoles: 'Roles never used',
    field: 'Field',
    form: 'Shown as',
    kind: 'What is not declared',
    subject: 'Which',
    screen: 'Screen',
    times: 'Answers',
    first: 'First',
    last: 'Last',
    then: 'Declared at the time',
  },
  active: (active) => (active ? 'in use' : 'no screen or command is registered for it'),
  nobody: 'none',
  never: 'not seen',
  yes: 'yes',
  no: 'no',
  noPersonal: 'No data of persons are within its reach.',
  basis: {
    'gdpr:A6-1-a': 'consent (GDPR Art. 6(1)(a))',
    'gdpr:A6-1-b': 'contract (GDPR Art. 6(1)(b))',
    'gdpr:A6-1-c': 'legal obligation (GDPR Art. 6(1)(c))',
    'gdpr:A6-1-d': 'vital interests (GDPR Art. 6(1)(d))',
    'gdpr:A6-1-e': 'public task (GDPR Art. 6(1)(e))',
    'gdpr:A6-1-f': 'legitimate interest (GDPR Art. 6(1)(f))',
    none: 'none needed: it reaches no personal field',
  },
  class: {
    structure: 'structure',
    business: 'business data',
    party: 'data of a customer record',
    'subject-key': 'references to persons',
    personal: 'personal data',
    'personal-sensitive': 'special categories of personal data',
    'free-text': 'free text',
  },
  erase: {
    delete: 'deleted',
    null: 'emptied',
    unlink: 'reference removed',
    coarsen: 'made coarser',
    shred: 'key destroyed',
    retain: 'kept',
  },
  until: (event) => `until ${event}`,
  event: {},
  duration: (iso) => durationWords(iso, units),
  from: (duration, event) => `${duration} from ${event}`,
  person: (path) => persons[path] ?? path,
  term: (term) => (dpvPurposes[term] ?? dpvPersonalData[term])?.label ?? term,
  safeguards: (encrypted, reduced, windowed) =>
    `${String(encrypted)} fields under a key of the person, ${String(reduced)} shown in a reduced form, ${String(windowed)} only while there is a reason; every answer is written to the audit log before it leaves.`,
  seen: ({ releases, roles, screens, firstAt, lastAt }) =>
    releases === 0
      ? 'not used'
      : `${String(releases)} answers to ${roles.join(', ')} on ${screens.join(', ')}, from ${firstAt ?? ''} to ${lastAt ?? ''}`,
  details: (count) => `${String(count)} fields`,
};
