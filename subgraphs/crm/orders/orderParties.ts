import { refuse, type CommandContext } from '../../host/definition.ts';
import { findRow } from '../../host/rows.ts';
import { ContractRow } from '../entities/contract.ts';
import { CustomerRow } from '../entities/customer.ts';
import { openLifecycles } from '../states.ts';

/** The customer that orders: known, and open for new business. */
export async function guardCustomer(
  customerId: string,
  { manager }: CommandContext,
): Promise<CustomerRow> {
  const path = ['input', 'customerId'];
  const customer = await findRow(manager, CustomerRow, customerId);
  if (customer === undefined) throw refuse('NOT_FOUND', path);
  if (!openLifecycles.includes(customer.lifecycle)) throw refuse('INVALID_TRANSITION', path);
  return customer;
}

/** The agreement that the order draws on, where it names one: the customer's own, and in force. */
export async function guardContract(
  contractId: string | null,
  customerId: string,
  { manager }: CommandContext,
): Promise<void> {
  if (contractId === null) return;
  const path = ['input', 'contractId'];
  const contract = await findRow(manager, ContractRow, contractId);
  if (contract?.customerId !== customerId) throw refuse('NOT_FOUND', path);
  if (contract.status !== 'ACTIVE') throw refuse('INVALID_TRANSITION', path);
}
