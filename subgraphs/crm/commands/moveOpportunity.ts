import { z } from 'zod';
import { refuse, type Command, type Database } from '../../host/definition.ts';
import { boundedText, expectedVersion, opaqueId, optional } from '../../host/inputs.ts';
import { lockRow } from '../../host/rows.ts';
import { transition } from '../../host/transition.ts';
import { OpportunityRow, StageChangeRow } from '../entities/pipeline.ts';
import { opportunityStages, opportunityTransitions, stageOutlook } from '../states.ts';

const Input = z
  .strictObject({
    id: opaqueId,
    expectedVersion,
    to: z.enum(opportunityStages),
    lostReason: optional(boundedText(500)),
  })
  .superRefine(({ to, lostReason }, context) => {
    // A deal that is lost says why, and no other does.
    if ((to === 'CLOSED_LOST') !== (typeof lostReason === 'string')) {
      context.addIssue({ code: 'custom', path: ['lostReason'], message: 'belongs to CLOSED_LOST' });
    }
  });

async function hasAcceptedQuote(db: Database, opportunityId: string): Promise<boolean> {
  const rows = await db.query(
    `select 1 from quote where opportunity_id = $1 and status = 'ACCEPTED' limit 1`,
    [opportunityId],
  );
  return rows.length > 0;
}

/** Moves a deal one stage on or back, or closes it; what is won has an accepted quote. */
export const moveOpportunity: Command<z.output<typeof Input>> = {
  results: { opportunity: 'Opportunity' },
  input: Input,
  run: async (input, { manager, db, clock, caller, newId }) => {
    const found = await lockRow(manager, OpportunityRow, input.id, input.expectedVersion, {
      idPath: ['id'],
      versionPath: ['expectedVersion'],
    });
    transition(opportunityTransitions, found.stage, input.to, ['to']);
    if (input.to === 'CLOSED_WON' && !(await hasAcceptedQuote(db, found.id))) {
      throw refuse('INVALID_TRANSITION', ['to']);
    }
    const now = clock.now().toISOString();
    const outlook = stageOutlook[input.to];
    const isClosed = input.to === 'CLOSED_WON' || input.to === 'CLOSED_LOST';
    await manager.update(
      OpportunityRow,
      { id: found.id },
      {
        stage: input.to,
        probability: outlook.probability,
        forecastCategory: outlook.forecast,
        closedAt: isClosed ? now : null,
        lostReason: input.lostReason ?? null,
        version: found.version + 1,
      },
    );
    await manager.insert(StageChangeRow, {
      id: newId(),
      opportunityId: found.id,
      fromStage: found.stage,
      toStage: input.to,
      at: now,
      byUserId: caller.actor,
    });
    return { opportunity: found.id };
  },
};
