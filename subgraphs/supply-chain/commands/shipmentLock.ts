import type { EntityManager } from 'typeorm';
import { refuse } from '../../host/definition.ts';
import { lockRow } from '../../host/rows.ts';
import { ShipmentRow } from '../entities/shipment.ts';
import { shipmentSteps, type ShipmentStatus, type ShipmentStep } from '../states.ts';

export interface ShipmentInput {
  readonly shipmentId: string;
  readonly expectedVersion: number;
}

/** The shipment, locked, as the caller has read it; always before its order, so that nobody waits in a circle. */
export const lockShipment = (manager: EntityManager, input: ShipmentInput): Promise<ShipmentRow> =>
  lockRow(manager, ShipmentRow, input.shipmentId, input.expectedVersion, {
    idPath: ['shipmentId'],
    versionPath: ['expectedVersion'],
  });

export function nextShipmentStatus(shipment: ShipmentRow, step: ShipmentStep): ShipmentStatus {
  const next = shipmentSteps[step][shipment.status];
  if (next === undefined) throw refuse('INVALID_TRANSITION', ['shipmentId']);
  return next;
}
