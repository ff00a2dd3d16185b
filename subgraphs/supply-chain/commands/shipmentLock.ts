import { refuse, type Database } from '../../host/definition.ts';
import { shipmentSteps, type ShipmentStatus, type ShipmentStep } from '../states.ts';

export interface LockedShipment {
  readonly id: string;
  readonly fulfilment_id: string;
  readonly status: ShipmentStatus;
  readonly version: number;
}

export interface ShipmentInput {
  readonly shipmentId: string;
  readonly expectedVersion: number;
}

/** The shipment, locked, as the caller has read it; always before its order, so that nobody waits in a circle. */
export async function lockShipment(db: Database, input: ShipmentInput): Promise<LockedShipment> {
  const [shipment] = await db.query<LockedShipment>(
    'select id, fulfilment_id, status, version from shipment where id = $1 for update',
    [input.shipmentId],
  );
  if (shipment === undefined) throw refuse('NOT_FOUND', ['shipmentId']);
  if (shipment.version !== input.expectedVersion) throw refuse('CONFLICT', ['expectedVersion']);
  return shipment;
}

export function nextShipmentStatus(shipment: LockedShipment, step: ShipmentStep): ShipmentStatus {
  const next = shipmentSteps[step][shipment.status];
  if (next === undefined) throw refuse('INVALID_TRANSITION', ['shipmentId']);
  return next;
}
