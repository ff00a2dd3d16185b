import type { StoreDefinition } from '../host/definition.ts';
import { CreateMasterData1764000000000 } from './migrations/1764000000000-create-master-data.ts';
import { CreateCustomerAccounts1764000001000 } from './migrations/1764000001000-create-customer-accounts.ts';
import { CreateInvoices1764000002000 } from './migrations/1764000002000-create-invoices.ts';
import { CreatePayments1764000003000 } from './migrations/1764000003000-create-payments.ts';
import { CreateJournalEntries1764000004000 } from './migrations/1764000004000-create-journal-entries.ts';
import { GuardInvoices1764000005000 } from './migrations/1764000005000-guard-invoices.ts';
import { GuardPayments1764000006000 } from './migrations/1764000006000-guard-payments.ts';
import { DeferReceivableAccount1764000007000 } from './migrations/1764000007000-defer-receivable-account.ts';
import { KeepSettlements1764000008000 } from './migrations/1764000008000-keep-settlements.ts';
import { TellPastSettlements1764000009000 } from './migrations/1764000009000-tell-past-settlements.ts';

export const migrations: StoreDefinition['migrations'] = [
  CreateMasterData1764000000000,
  CreateCustomerAccounts1764000001000,
  CreateInvoices1764000002000,
  CreatePayments1764000003000,
  CreateJournalEntries1764000004000,
  GuardInvoices1764000005000,
  GuardPayments1764000006000,
  DeferReceivableAccount1764000007000,
  KeepSettlements1764000008000,
  TellPastSettlements1764000009000,
];
