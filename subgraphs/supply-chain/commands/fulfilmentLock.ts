import { refuse, type Database } from '../../host/definition.ts';
import { fulfilmentSteps, type FulfilmentStatus, type FulfilmentStep } from '../states.ts';

export interface LockedFulfilment {
  readonly id: string;
  readonly sales_order_id: string;
  readonly customer_id: string;
  readonly ship_to_address_id: string | null;
  readonly plant_id: string;
  readonly plant_code: string;
  /** The day by the plant's calendar. */
  readonly today: string;
  readonly status: FulfilmentStatus;
  readonly version: number;
}

/** The order, locked until the transaction ends: commands on one order come one after the other. */
export async function lockFulfilment(
  db: Database,
  fulfilmentId: string,
  now: Date,
  path: readonly string[],
): Promise<LockedFulfilment> {
  const [fulfilment] = await db.query<LockedFulfilment>(
    `select f.id, f.sales_order_id, f.customer_id, f.ship_to_address_id, f.plant_id,
        plant.code as plant_code, ($2::timestamptz at time zone plant.timezone)::date::text as today,
        f.status, f.version
      from fulfilment_order f join plant on plant.id = f.plant_id
      where f.id = $1
      for update of f`,
    [fulfilmentId, now.toISOString()],
  );
  if (fulfilment === undefined) throw refuse('NOT_FOUND', path);
  return fulfilment;
}

/** Locks an order that the caller has read, and refuses when it has changed since. */
export async function lockFulfilmentVersion(
  db: Database,
  input: { readonly fulfilmentId: string; readonly expectedVersion: number },
  now: Date,
): Promise<LockedFulfilment> {
  const fulfilment = await lockFulfilment(db, input.fulfilmentId, now, ['fulfilmentId']);
  if (fulfilment.version !== input.expectedVersion) throw refuse('CONFLICT', ['expectedVersion']);
  return fulfilment;
}

export function nextFulfilmentStatus(
  fulfilment: LockedFulfilment,
  step: FulfilmentStep,
  path: readonly string[],
): FulfilmentStatus {
  const next = fulfilmentSteps[step][fulfilment.status];
  if (next === undefined) throw refuse('INVALID_TRANSITION', path);
  return next;
}

export async function setFulfilmentStatus(
  db: Database,
  fulfilmentId: string,
  status: FulfilmentStatus,
): Promise<void> {
  await db.query('update fulfilment_order set status = $2, version = version + 1 where id = $1', [
    fulfilmentId,
    status,
  ]);
}

/** Carries a shipment's step to its order; a step that leaves the order where it is changes nothing. */
export async function advanceFulfilment(
  db: Database,
  fulfilmentId: string,
  step: FulfilmentStep,
  now: Date,
): Promise<void> {
  const path = ['shipmentId'];
  const fulfilment = await lockFulfilment(db, fulfilmentId, now, path);
  const next = nextFulfilmentStatus(fulfilment, step, path);
  if (next !== fulfilment.status) await setFulfilmentStatus(db, fulfilment.id, next);
}
