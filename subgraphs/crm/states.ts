import type { Transitions } from '../host/transition.ts';

/*
 * The state machines of the commercial relationship. Every step that is not here is refused with
 * INVALID_TRANSITION.
 */

export type LeadStatus =
  'NEW' | 'ASSIGNED' | 'WORKING' | 'QUALIFIED' | 'CONVERTED' | 'RECYCLED' | 'DISQUALIFIED';

export const leadTransitions: Transitions<LeadStatus> = {
  NEW: ['ASSIGNED', 'DISQUALIFIED'],
  ASSIGNED: ['WORKING', 'DISQUALIFIED'],
  WORKING: ['QUALIFIED', 'DISQUALIFIED'],
  QUALIFIED: ['CONVERTED', 'DISQUALIFIED'],
  CONVERTED: [],
  DISQUALIFIED: ['RECYCLED'],
  RECYCLED: ['WORKING'],
};

export const opportunityStages = [
  'PROSPECTING',
  'QUALIFICATION',
  'DEMO',
  'PROPOSAL',
  'NEGOTIATION',
  'CLOSED_WON',
  'CLOSED_LOST',
] as const;
export type OpportunityStage = (typeof opportunityStages)[number];

/** One step on or one step back; what is closed stays closed. */
export const opportunityTransitions: Transitions<OpportunityStage> = {
  PROSPECTING: ['QUALIFICATION'],
  QUALIFICATION: ['DEMO', 'PROSPECTING'],
  DEMO: ['PROPOSAL', 'QUALIFICATION'],
  PROPOSAL: ['NEGOTIATION', 'DEMO'],
  NEGOTIATION: ['CLOSED_WON', 'CLOSED_LOST', 'PROPOSAL'],
  CLOSED_WON: [],
  CLOSED_LOST: [],
};

export type ForecastCategory = 'OMITTED' | 'PIPELINE' | 'BEST_CASE' | 'COMMIT' | 'CLOSED';

/** What a stage says about a deal: its chance of winning, and how it counts in the forecast. */
export const stageOutlook: Readonly<
  Record<OpportunityStage, { readonly probability: string; readonly forecast: ForecastCategory }>
> = {
  PROSPECTING: { probability: '0.10', forecast: 'PIPELINE' },
  QUALIFICATION: { probability: '0.20', forecast: 'PIPELINE' },
  DEMO: { probability: '0.35', forecast: 'PIPELINE' },
  PROPOSAL: { probability: '0.50', forecast: 'BEST_CASE' },
  NEGOTIATION: { probability: '0.80', forecast: 'COMMIT' },
  CLOSED_WON: { probability: '1', forecast: 'CLOSED' },
  CLOSED_LOST: { probability: '0', forecast: 'OMITTED' },
};

export type SalesOrderStatus =
  | 'DRAFT'
  | 'AWAITING_SIGNATURE'
  | 'SIGNED'
  | 'RELEASED_TO_ERP'
  | 'ACKNOWLEDGED'
  | 'CHANGE_REQUESTED'
  | 'CLOSED'
  | 'CANCELLED';

export const salesOrderTransitions: Transitions<SalesOrderStatus> = {
  DRAFT: ['AWAITING_SIGNATURE', 'CANCELLED'],
  AWAITING_SIGNATURE: ['SIGNED', 'CANCELLED'],
  SIGNED: ['RELEASED_TO_ERP', 'CANCELLED'],
  RELEASED_TO_ERP: ['ACKNOWLEDGED', 'CHANGE_REQUESTED'],
  ACKNOWLEDGED: ['CHANGE_REQUESTED', 'CLOSED'],
  CHANGE_REQUESTED: ['ACKNOWLEDGED'],
  CLOSED: [],
  CANCELLED: [],
};

/** Orders that passed the gate. */
export const releasedStatuses: readonly SalesOrderStatus[] = [
  'RELEASED_TO_ERP',
  'ACKNOWLEDGED',
  'CHANGE_REQUESTED',
  'CLOSED',
];

export type CustomerLifecycle =
  'PROSPECT' | 'ACTIVE' | 'DORMANT' | 'CHURNED' | 'BLOCKED' | 'MERGED';

/** With whom new business is done; a merged customer's survivor is the one to name. */
export const openLifecycles: readonly CustomerLifecycle[] = ['PROSPECT', 'ACTIVE', 'DORMANT'];
