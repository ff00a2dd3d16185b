import { z } from 'zod';
import type { Command } from '../../host/definition.ts';
import { expectedVersion, opaqueId } from '../../host/inputs.ts';
import { advanceFulfilment } from './fulfilmentLock.ts';
import { lockShipment, nextShipmentStatus } from './shipmentLock.ts';

const Input = z.object({ shipmentId: opaqueId, expectedVersion });

/** The goods are being taken from the shelves. */
export const pickShipment: Command<z.output<typeof Input>> = {
  results: { shipment: 'Shipment' },
  input: Input,
  run: async (input, { manager, db, clock }) => {
    const shipment = await lockShipment(manager, input);
    const status = nextShipmentStatus(shipment, 'pick');
    await advanceFulfilment(db, shipment.fulfilmentId, 'pick', clock.now());
    await db.query('update shipment set status = $2, version = version + 1 where id = $1', [
      shipment.id,
      status,
    ]);
    return { shipment: shipment.id };
  },
};
