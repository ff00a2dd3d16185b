import { z } from 'zod';
import type { Command, CommandContext, Database } from '../../host/definition.ts';
import { expectedVersion, opaqueId } from '../../host/inputs.ts';
import { advanceFulfilment } from './fulfilmentLock.ts';
import { lockShipment, nextShipmentStatus } from './shipmentLock.ts';

/** Carriers' numbers are letters, digits and dashes: a name or an address does not fit in. */
const trackingNumber = z.string().regex(/^[A-Za-z0-9-]{4,64}$/);
const PackageInput = z.object({
  weightGrams: z.int().min(1).max(50_000_000),
  trackingNumber: trackingNumber.nullish(),
});
const Input = z.object({
  shipmentId: opaqueId,
  expectedVersion,
  packages: z.array(PackageInput).min(1).max(500).nullish(),
});
type Packed = z.output<typeof PackageInput>;

/** The goods stand in parcels. Without parcels given, in one that weighs what its contents weigh. */
export const packShipment: Command<z.output<typeof Input>> = {
  results: { shipment: 'Shipment' },
  input: Input,
  run: async (input, context) => {
    const { db, clock } = context;
    const shipment = await lockShipment(context.manager, input);
    const status = nextShipmentStatus(shipment, 'pack');
    await advanceFulfilment(db, shipment.fulfilmentId, 'pack', clock.now());
    const packages = input.packages ?? [await wholeContents(db, shipment.id)];
    await addPackages(shipment.id, packages, context);
    await db.query(
      `update shipment set status = $2, tracking_number = coalesce($3, tracking_number),
          version = version + 1
        where id = $1`,
      [shipment.id, status, packages.find(isTracked)?.trackingNumber ?? null],
    );
    return { shipment: shipment.id };
  },
};

const isTracked = (parcel: Packed): boolean => typeof parcel.trackingNumber === 'string';

async function wholeContents(db: Database, shipmentId: string): Promise<Packed> {
  const [row] = await db.query<{ weight_grams: number }>(
    `select coalesce(ceil(sum(line.quantity * p.weight_grams)), 0)::integer as weight_grams
      from shipment_line line join product p on p.id = line.product_id
      where line.shipment_id = $1`,
    [shipmentId],
  );
  return { weightGrams: row?.weight_grams ?? 0 };
}

async function addPackages(
  shipmentId: string,
  packages: readonly Packed[],
  { db, newId }: CommandContext,
): Promise<void> {
  await db.query(
    `insert into package (id, shipment_id, weight_grams, tracking_number)
      select p.id, $1, p.weight, p.number
      from unnest($2::text[], $3::integer[], $4::text[]) p(id, weight, number)`,
    [
      shipmentId,
      packages.map(() => newId()),
      packages.map((parcel) => parcel.weightGrams),
      packages.map((parcel) => parcel.trackingNumber ?? null),
    ],
  );
}
