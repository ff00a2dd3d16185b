/** The state machines as tables: step → present state → next state. A missing cell is INVALID_TRANSITION. */

export type FulfilmentStatus =
  | 'ACCEPTED'
  | 'ON_CREDIT_HOLD'
  | 'PROMISED'
  | 'ALLOCATED'
  | 'IN_PRODUCTION'
  | 'PICKING'
  | 'PACKED'
  | 'PARTIALLY_SHIPPED'
  | 'SHIPPED'
  | 'DELIVERED'
  | 'CLOSED'
  | 'CANCELLED';

export type FulfilmentStep =
  'promise' | 'allocate' | 'plan' | 'pick' | 'pack' | 'issuePart' | 'issueAll';

export type ShipmentStatus =
  | 'PLANNED'
  | 'PICKING'
  | 'PACKED'
  | 'GOODS_ISSUED'
  | 'IN_TRANSIT'
  | 'DELIVERED'
  | 'EXCEPTION'
  | 'CANCELLED';

export type ShipmentStep = 'pick' | 'pack' | 'issue';

type Table<Step extends string, Status extends string> = Readonly<
  Record<Step, Readonly<Partial<Record<Status, Status>>>>
>;

/** An order may have several shipments: it stands where the one that is furthest stands, and never goes back. */
export const fulfilmentSteps: Table<FulfilmentStep, FulfilmentStatus> = {
  promise: { ACCEPTED: 'PROMISED' },
  allocate: { PROMISED: 'ALLOCATED' },
  plan: {
    ALLOCATED: 'ALLOCATED',
    PICKING: 'PICKING',
    PACKED: 'PACKED',
    PARTIALLY_SHIPPED: 'PARTIALLY_SHIPPED',
  },
  pick: {
    ALLOCATED: 'PICKING',
    PICKING: 'PICKING',
    PACKED: 'PACKED',
    PARTIALLY_SHIPPED: 'PARTIALLY_SHIPPED',
  },
  pack: { PICKING: 'PACKED', PACKED: 'PACKED', PARTIALLY_SHIPPED: 'PARTIALLY_SHIPPED' },
  issuePart: { PACKED: 'PARTIALLY_SHIPPED', PARTIALLY_SHIPPED: 'PARTIALLY_SHIPPED' },
  issueAll: { PACKED: 'SHIPPED', PARTIALLY_SHIPPED: 'SHIPPED' },
};

/** GOODS_ISSUED is the point of no return: no step leads back from it. */
export const shipmentSteps: Table<ShipmentStep, ShipmentStatus> = {
  pick: { PLANNED: 'PICKING' },
  pack: { PICKING: 'PACKED' },
  issue: { PACKED: 'GOODS_ISSUED' },
};
