import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { StoreName } from '../../../../lib/storeName.ts';
import type {
  ArgumentRule,
  FieldClass,
  FieldRule,
  PolicyLock,
  Purpose,
  ScreenRule,
} from '../../../../policies/lock.ts';
import { parseScreen } from '../../../../policies/screen.ts';

const ownerOf: Readonly<Record<string, StoreName>> = {
  'Customer.receivables': 'finance',
  'Customer.credit': 'finance',
  'Customer.shipments': 'supply-chain',
  'Customer.onTimeDeliveryPct': 'supply-chain',
};
const typeOwners: Readonly<Record<string, StoreName>> = {
  Receivables: 'finance',
  Credit: 'finance',
  Shipment: 'supply-chain',
  Product: 'supply-chain',
  Person: 'customer-pii',
  EmailAddress: 'customer-pii',
};
const typeClasses: Readonly<Record<string, FieldClass>> = {
  Product: 'business',
  Person: 'personal',
  EmailAddress: 'personal',
  Money: 'structure',
  OpportunityConnection: 'structure',
  OpportunityEdge: 'structure',
  MovePayload: 'structure',
  UserError: 'structure',
};
const fieldClasses: Readonly<Record<string, FieldClass>> = {
  'NoteActivity.body': 'free-text',
  'Contact.person': 'subject-key',
  'Query.products': 'business',
  'Person.id': 'subject-key',
};
const everywhere = ['account-management', 'sales-planning', 'rights'];
const narrower: Readonly<Record<string, readonly string[]>> = {
  'Person.birthDate': ['rights'],
  'Person.name': ['account-management', 'rights'],
  'Person.emails': ['account-management', 'rights'],
  'EmailAddress.value': ['account-management', 'rights'],
  'NoteActivity.body': ['rights'],
  'Contact.person': ['account-management', 'rights'],
};
const argumentClasses: Readonly<Record<string, FieldClass>> = {
  'Query.customer(id:)': 'party',
  'Query.customerByMail(mail:)': 'personal',
  'OpportunityFilter.closeFrom': 'party',
  'OpportunityFilter.stages': 'business',
  'Mutation.moveOpportunity(id:)': 'party',
  'Mutation.moveOpportunity(note:)': 'free-text',
};

const purposes: Readonly<Record<string, Purpose>> = {
  'account-management': purposeOf(['account-manager', 'care-agent']),
  'sales-planning': purposeOf(['account-manager', 'sales-lead']),
  rights: purposeOf(['dpo-desk']),
};

function purposeOf(roles: readonly string[]): Purpose {
  return { is: 'dpv:Test', legalBasis: 'none', roles, recipients: [] };
}

/** A published policy for the small graph, with the given documents registered. */
export function lockFor(schema: GraphQLSchema, documents: readonly string[]): PolicyLock {
  const fields: Record<string, FieldRule> = {};
  const args: Record<string, ArgumentRule> = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type)) {
      for (const name of Object.keys(type.getFields())) {
        args[`${type.name}.${name}`] = argumentRule(`${type.name}.${name}`);
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const nested = !['String', 'ID', 'Int', 'Date'].includes(getNamedType(field.type).name);
      fields[coordinate] = fieldRule(coordinate, type.name, nested);
      for (const { name } of field.args) {
        args[`${coordinate}(${name}:)`] = argumentRule(`${coordinate}(${name}:)`);
      }
    }
  }
  return {
    format: 1,
    purposes,
    conflicts: [['account-manager', 'accountant']],
    stores: Object.fromEntries(
      ['crm', 'finance', 'supply-chain', 'customer-pii'].map((name) => [
        name,
        { accountable: 'test', steward: 'test', residency: ['EU'], internal: {} },
      ]),
    ),
    types: {
      crm: {
        Opportunity: { class: 'party', natural: ['account-management', 'rights'] },
        Customer: { class: 'party', natural: ['account-management', 'rights'] },
      },
    },
    fields,
    arguments: args,
    screens: screensOf(documents),
    gate: {},
    notYet: [],
    hash: '0'.repeat(64),
  };
}

function fieldRule(coordinate: string, type: string, nested: boolean): FieldRule {
  const fieldClass = fieldClasses[coordinate] ?? typeClasses[type] ?? 'party';
  const structure = fieldClass === 'structure';
  const read = structure ? ['*'] : (narrower[coordinate] ?? everywhere);
  return {
    store: ownerOf[coordinate] ?? typeOwners[type] ?? (type === 'Money' ? 'shared' : 'crm'),
    source: structure
      ? { kind: 'structure' }
      : nested
        ? { kind: 'edge', from: [], to: type }
        : { kind: 'column', column: { table: type, column: coordinate } },
    guarantee: 'owned',
    says: 'A field of the small graph.',
    class: fieldClass,
    read: Object.fromEntries(read.map((purpose) => [purpose, 'clear'])),
    predicate: { exact: [], range: [], sort: [] },
    write: [],
    steward: 'test',
    accountable: 'test',
    residency: ['EU'],
    window: [],
  };
}

const argumentRule = (coordinate: string): ArgumentRule => ({
  store: 'crm',
  meaning: { kind: 'parameter' },
  class: argumentClasses[coordinate] ?? 'structure',
  purposes: ['*'],
});

function screensOf(documents: readonly string[]): Readonly<Record<string, ScreenRule>> {
  const rules: Record<string, ScreenRule> = {};
  for (const text of documents) {
    const { name, hash, kind, purpose, roles, subjectsMax, showWithheld, onDenied } =
      parseScreen(text);
    const earlier = rules[name]?.documents ?? [];
    rules[name] = {
      ...{ kind, purpose, roles, subjectsMax, showWithheld, onDenied },
      documents: [...earlier, hash],
    };
  }
  return rules;
}
