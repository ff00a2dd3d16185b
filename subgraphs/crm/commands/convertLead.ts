import { z } from 'zod';
import { refuse, type Command, type CommandContext } from '../../host/definition.ts';
import { expectedVersion, isoDate, opaqueId, optional, positiveMoney } from '../../host/inputs.ts';
import { findRow, lockRow } from '../../host/rows.ts';
import { transition } from '../../host/transition.ts';
import { makeCustomer, type NewCustomer } from '../customers/makeCustomer.ts';
import { CustomerRow } from '../entities/customer.ts';
import { PlanningRateRow } from '../entities/organisation.ts';
import { LeadRow, OpportunityRow, StageChangeRow } from '../entities/pipeline.ts';
import { customerKinds, customerSegments } from '../partyKind.ts';
import { leadTransitions, openLifecycles, stageOutlook } from '../states.ts';

const Input = z
  .strictObject({
    id: opaqueId,
    expectedVersion,
    customerId: optional(opaqueId),
    kind: optional(z.enum(customerKinds)),
    segment: optional(z.enum(customerSegments)),
    territoryId: optional(opaqueId),
    amount: positiveMoney,
    expectedCloseDate: isoDate,
  })
  .superRefine((input, context) => {
    const isNew = (input.customerId ?? null) === null;
    for (const name of ['kind', 'segment', 'territoryId'] as const) {
      // A customer that we have keeps what it is; a new one must say what it is.
      if (isNew === ((input[name] ?? null) === null)) {
        context.addIssue({ code: 'custom', path: [name], message: 'belongs to a new customer' });
      }
    }
  });
type Input = z.output<typeof Input>;

const firstStage = 'QUALIFICATION';

/** What the refined input says of a new customer; undefined where it names one that we have. */
function newCustomerOf({ kind, segment, territoryId }: Input): NewCustomer | undefined {
  return kind == null || segment == null || territoryId == null
    ? undefined
    : { kind, segment, territoryId };
}

async function existingCustomer(input: Input, { manager }: CommandContext): Promise<string> {
  const found = await findRow(manager, CustomerRow, input.customerId ?? '');
  if (found === undefined) throw refuse('NOT_FOUND', ['customerId']);
  if (!openLifecycles.includes(found.lifecycle)) throw refuse('INVALID_TRANSITION', ['customerId']);
  return found.id;
}

/** Opens the deal; its name is made here, so that no person's name can stand in it. */
async function openDeal(
  lead: LeadRow,
  customerId: string,
  input: Input,
  { manager, clock, caller, newId }: CommandContext,
): Promise<string> {
  const { currency, minorUnits } = input.amount;
  if ((await findRow(manager, PlanningRateRow, currency)) === undefined) {
    throw refuse('INVALID_INPUT', ['amount', 'currency']);
  }
  const id = newId();
  const now = clock.now().toISOString();
  await manager.insert(OpportunityRow, {
    id,
    name: `Deal from ${lead.pseudonym}`,
    customerId,
    stage: firstStage,
    probability: stageOutlook[firstStage].probability,
    amountMinor: minorUnits,
    currency,
    forecastCategory: stageOutlook[firstStage].forecast,
    expectedCloseDate: input.expectedCloseDate,
    ownerId: lead.ownerId,
    leadId: lead.id,
    createdAt: now,
    version: 1,
  });
  await manager.insert(StageChangeRow, {
    id: newId(),
    opportunityId: id,
    fromStage: null,
    toStage: firstStage,
    at: now,
    byUserId: caller.actor,
  });
  return id;
}

/** Makes a customer, or takes one that we have, and opens a deal with it. */
export const convertLead: Command<Input> = {
  results: { customer: 'Customer', opportunity: 'Opportunity' },
  input: Input,
  run: async (input, context) => {
    const { manager } = context;
    const lead = await lockRow(manager, LeadRow, input.id, input.expectedVersion, {
      idPath: ['id'],
      versionPath: ['expectedVersion'],
    });
    transition(leadTransitions, lead.status, 'CONVERTED', ['id']);
    const newCustomer = newCustomerOf(input);
    const customerId =
      newCustomer === undefined
        ? await existingCustomer(input, context)
        : await makeCustomer(lead, newCustomer, context);
    const opportunityId = await openDeal(lead, customerId, input, context);
    await manager.update(
      LeadRow,
      { id: lead.id },
      {
        status: 'CONVERTED',
        convertedCustomerId: customerId,
        convertedOpportunityId: opportunityId,
        version: lead.version + 1,
      },
    );
    return { customer: customerId, opportunity: opportunityId };
  },
};
