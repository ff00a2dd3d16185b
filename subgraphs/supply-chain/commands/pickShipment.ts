import { z } from 'zod';
import type { Command } from '../../host/definition.ts';
import { advanceFulfilment } from './fulfilmentLock.ts';
import { opaqueId, version } from './inputs.ts';
import { lockShipment, nextShipmentStatus } from './shipmentLock.ts';

const Input = z.object({ shipmentId: opaqueId, expectedVersion: version });

/** The goods are being taken from the shelves. */
export const pickShipment: Command<z.output<typeof Input>> = {
  results: { shipment: 'Shipment' },
  input: Input,
  run: async (input, { db, clock }) => {
    const shipment = await lockShipment(db, input);
    const status = nextShipmentStatus(shipment, 'pick');
    await advanceFulfilment(db, shipment.fulfilment_id, 'pick', clock.now());
    await db.query('update shipment set status = $2, version = version + 1 where id = $1', [
      shipment.id,
      status,
    ]);
    return { shipment: shipment.id };
  },
};
