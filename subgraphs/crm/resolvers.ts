import { AppError } from '../../lib/errors/appError.ts';
import { auditReferences } from '../host/audit/references.ts';
import { fromRow, type ComputedResolvers, type ReadContext } from '../host/definition.ts';
import { moneyOf } from '../host/money.ts';
import type { ConnectionParent } from '../host/read/connection.ts';
import { scaleAmount } from './amounts.ts';
import { customFieldCountByCustomerId } from './computed/customFieldCounts.ts';
import { erpVisibilityByCustomerId } from './computed/erpVisibility.ts';
import { listPriceByProductId, type ListPriceArguments } from './computed/listPrices.ts';
import { pipelineTotals } from './computed/pipelineTotals.ts';
import { primaryContact, type PrimaryContact } from './computed/primaryContacts.ts';
import type { SignatureEnvelopeRow } from './entities/order.ts';
import type {
  AccountRow,
  CustomerRow,
  CustomFieldDefinitionRow,
  CustomFieldValueRow,
} from './entities/customer.ts';
import type { UnstructuredTextRow } from './entities/contract.ts';
import type { OpportunityRow } from './entities/pipeline.ts';
import type { ProductSellingRow } from './entities/pricing.ts';

const personPointer = (id: string): object => ({ __typename: 'Person', id });

const excerptMax = 2_000;

/** References and the currency are no facts of the record's own. */
const accountReferences: ReadonlySet<string> = new Set(['id', 'customerId', 'currency']);

const filledColumns = (account: AccountRow): number =>
  Object.entries(account).filter(
    ([property, value]) => !accountReferences.has(property) && value !== null,
  ).length;

/** What the registry says of a value's field. */
const declarationOf = (
  { key }: CustomFieldValueRow,
  read: ReadContext,
): Promise<CustomFieldDefinitionRow | null> =>
  read.row('CustomFieldDefinition', key) as Promise<CustomFieldDefinitionRow | null>;

/** Only what is truly computed: columns and edges are declared. */
export const resolvers: ComputedResolvers = {
  DataSubject: { crmReferences: auditReferences },
  Customer: {
    primaryContact: fromRow(primaryContact, (_row: CustomerRow, contact: PrimaryContact) =>
      contact.person_id === null ? null : personPointer(contact.person_id),
    ),
    erpVisible: ({ id }: CustomerRow, _args, read) =>
      read.load(erpVisibilityByCustomerId, id, undefined),
  },
  Account: {
    fieldCount: async (account: AccountRow, _args, read) =>
      filledColumns(account) +
      (await read.load(customFieldCountByCustomerId, account.customerId, undefined)),
  },
  CustomFieldValue: {
    label: async (value: CustomFieldValueRow, _args, read) =>
      (await declarationOf(value, read))?.label ?? null,
    dataType: async (value: CustomFieldValueRow, _args, read) =>
      (await declarationOf(value, read))?.dataType ?? null,
  },
  Opportunity: {
    weightedAmount: ({ amountMinor, probability, currency }: OpportunityRow) =>
      moneyOf(scaleAmount(amountMinor, probability), currency),
  },
  OpportunityConnection: {
    totals: (connection: ConnectionParent, _args, read) => pipelineTotals(connection, read),
  },
  Product: {
    listPrice: async ({ productId }: ProductSellingRow, { currency }: ListPriceArguments, read) => {
      const price = await read.load(listPriceByProductId, productId, { currency });
      return price === null ? null : moneyOf(price, currency);
    },
  },
  SignatureEnvelope: {
    signers: ({ signerPersonIds }: SignatureEnvelopeRow) => signerPersonIds.map(personPointer),
  },
  UnstructuredText: {
    excerpt: ({ text }: UnstructuredTextRow, { length }: { length: number | null }) => {
      const size = length ?? 280;
      if (size < 1 || size > excerptMax) throw new AppError('INVALID_INPUT', { subject: 'length' });
      return text === null ? null : Array.from(text).slice(0, size).join('');
    },
  },
};
