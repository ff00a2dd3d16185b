import type { StoreDefinition } from '../../host/definition.ts';
import { CreateOrganisation1764000000000 } from './1764000000000-create-organisation.ts';
import { CreateCustomers1764000000100 } from './1764000000100-create-customers.ts';
import { CreateAccounts1764000000200 } from './1764000000200-create-accounts.ts';
import { CreateCustomFields1764000000300 } from './1764000000300-create-custom-fields.ts';
import { CreateContacts1764000000400 } from './1764000000400-create-contacts.ts';
import { CreateLeads1764000000500 } from './1764000000500-create-leads.ts';
import { CreateOpportunities1764000000600 } from './1764000000600-create-opportunities.ts';
import { CreateOpportunityLines1764000000700 } from './1764000000700-create-opportunity-lines.ts';
import { CreatePriceLists1764000000800 } from './1764000000800-create-price-lists.ts';
import { CreateQuotes1764000000900 } from './1764000000900-create-quotes.ts';
import { CreateQuoteLines1764000001000 } from './1764000001000-create-quote-lines.ts';
import { CreateSignatureEnvelopes1764000001100 } from './1764000001100-create-signature-envelopes.ts';
import { CreateUnstructuredTexts1764000001200 } from './1764000001200-create-unstructured-texts.ts';
import { CreateContracts1764000001300 } from './1764000001300-create-contracts.ts';
import { CreateContractEndings1764000001400 } from './1764000001400-create-contract-endings.ts';
import { CreateSalesOrders1764000001500 } from './1764000001500-create-sales-orders.ts';
import { CreateSalesOrderLines1764000001600 } from './1764000001600-create-sales-order-lines.ts';
import { CreateGateDecisions1764000001700 } from './1764000001700-create-gate-decisions.ts';
import { CreateServiceCases1764000001800 } from './1764000001800-create-service-cases.ts';
import { CreatePartyKindView1764000001900 } from './1764000001900-create-party-kind-view.ts';
import { FreezeSignedOrders1764000002000 } from './1764000002000-freeze-signed-orders.ts';
import { HoldConvertedOpportunities1764000002100 } from './1764000002100-hold-converted-opportunities.ts';

/** Every migration of the store, oldest first. */
export const migrations: StoreDefinition['migrations'] = [
  CreateOrganisation1764000000000,
  CreateCustomers1764000000100,
  CreateAccounts1764000000200,
  CreateCustomFields1764000000300,
  CreateContacts1764000000400,
  CreateLeads1764000000500,
  CreateOpportunities1764000000600,
  CreateOpportunityLines1764000000700,
  CreatePriceLists1764000000800,
  CreateQuotes1764000000900,
  CreateQuoteLines1764000001000,
  CreateSignatureEnvelopes1764000001100,
  CreateUnstructuredTexts1764000001200,
  CreateContracts1764000001300,
  CreateContractEndings1764000001400,
  CreateSalesOrders1764000001500,
  CreateSalesOrderLines1764000001600,
  CreateGateDecisions1764000001700,
  CreateServiceCases1764000001800,
  CreatePartyKindView1764000001900,
  FreezeSignedOrders1764000002000,
  HoldConvertedOpportunities1764000002100,
];
