import { expect, test } from '@jest/globals';
import { Refusal } from '../../../subgraphs/host/definition.ts';
import { transition, type Transitions } from '../../../subgraphs/host/transition.ts';
import {
  leadTransitions,
  opportunityStages,
  opportunityTransitions,
  salesOrderTransitions,
  stageOutlook,
} from '../../../subgraphs/crm/states.ts';

const allowed = <State extends string>(table: Transitions<State>): readonly string[] => {
  const states = Object.keys(table) as State[];
  return states.flatMap((from) =>
    states.flatMap((to) => {
      try {
        transition(table, from, to, ['to']);
        return [`${from} -> ${to}`];
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        expect(error).toMatchObject({ code: 'INVALID_TRANSITION', path: ['to'] });
        return [];
      }
    }),
  );
};

test('a deal moves one stage on or one back, and what is closed stays closed', () => {
  expect(allowed(opportunityTransitions)).toEqual([
    'PROSPECTING -> QUALIFICATION',
    'QUALIFICATION -> PROSPECTING',
    'QUALIFICATION -> DEMO',
    'DEMO -> QUALIFICATION',
    'DEMO -> PROPOSAL',
    'PROPOSAL -> DEMO',
    'PROPOSAL -> NEGOTIATION',
    'NEGOTIATION -> PROPOSAL',
    'NEGOTIATION -> CLOSED_WON',
    'NEGOTIATION -> CLOSED_LOST',
  ]);
});

test('an order is signed before it is released, and never cancelled after', () => {
  expect(allowed(salesOrderTransitions)).toEqual([
    'DRAFT -> AWAITING_SIGNATURE',
    'DRAFT -> CANCELLED',
    'AWAITING_SIGNATURE -> SIGNED',
    'AWAITING_SIGNATURE -> CANCELLED',
    'SIGNED -> RELEASED_TO_ERP',
    'SIGNED -> CANCELLED',
    'RELEASED_TO_ERP -> ACKNOWLEDGED',
    'RELEASED_TO_ERP -> CHANGE_REQUESTED',
    'ACKNOWLEDGED -> CHANGE_REQUESTED',
    'ACKNOWLEDGED -> CLOSED',
    'CHANGE_REQUESTED -> ACKNOWLEDGED',
  ]);
});

test('only a qualified lead is converted', () => {
  const converting = allowed(leadTransitions).filter((step) => step.endsWith('-> CONVERTED'));
  expect(converting).toEqual(['QUALIFIED -> CONVERTED']);
});

test('each stage has a chance of winning; only what is won is sure and what is lost is none', () => {
  for (const stage of opportunityStages) {
    const chance = Number(stageOutlook[stage].probability);
    expect([stage, chance === 1]).toEqual([stage, stage === 'CLOSED_WON']);
    expect([stage, chance === 0]).toEqual([stage, stage === 'CLOSED_LOST']);
  }
});
