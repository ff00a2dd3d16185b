import { z } from 'zod';
import type { Command, CommandContext } from '../../host/definition.ts';
import { expectedVersion, opaqueId } from '../../host/inputs.ts';
import { freeStockOfOrder } from '../stock/freeStock.ts';
import { lockPlantBalances } from '../stock/lockBalances.ts';
import {
  lockFulfilmentVersion,
  nextFulfilmentStatus,
  setFulfilmentStatus,
  type LockedFulfilment,
} from './fulfilmentLock.ts';

const Input = z.object({ fulfilmentId: opaqueId, expectedVersion });

interface PossibleDate {
  readonly sales_order_line_id: string;
  readonly promised_date: string;
  readonly method: 'STOCK' | 'LEAD_TIME';
  readonly lead_time_days: number;
}

/** Gives each line a date: from free stock, else after the lead time, and never before it was asked for. */
export const promiseOrder: Command<z.output<typeof Input>> = {
  results: { fulfilment: 'FulfilmentOrder' },
  input: Input,
  run: async (input, context) => {
    const { db, clock } = context;
    const fulfilment = await lockFulfilmentVersion(db, input, clock.now());
    const next = nextFulfilmentStatus(fulfilment, 'promise', ['fulfilmentId']);
    await lockPlantBalances(db, fulfilment.id);
    await keepPromises(await possibleDates(fulfilment, context), fulfilment, context);
    await setFulfilmentStatus(db, fulfilment.id, next);
    return { fulfilment: fulfilment.id };
  },
};

/** Lines of one product draw on the same stock one after the other, the most urgent first. */
async function possibleDates(
  fulfilment: LockedFulfilment,
  { db }: CommandContext,
): Promise<readonly PossibleDate[]> {
  return db.query<PossibleDate>(
    `with free as (${freeStockOfOrder}), demand as (
        select l.sales_order_line_id, l.position, l.requested_date, p.lead_time_days,
          p.kind <> 'SERVICE' and free.quantity >= sum(l.ordered) over (
            partition by l.product_id order by l.requested_date, l.position) as in_stock
        from fulfilment_line l
        join product p on p.id = l.product_id
        join free on free.product_id = l.product_id
        where l.fulfilment_id = $1
      )
      select d.sales_order_line_id, d.lead_time_days,
        case when d.in_stock then 'STOCK' else 'LEAD_TIME' end as method,
        greatest(d.requested_date, $2::date + plant.handling_days
          + case when d.in_stock then 0 else d.lead_time_days end)::text as promised_date
      from demand d, plant
      where plant.id = $3
      order by d.position`,
    [fulfilment.id, fulfilment.today, fulfilment.plant_id],
  );
}

async function keepPromises(
  dates: readonly PossibleDate[],
  fulfilment: LockedFulfilment,
  { db, newId }: CommandContext,
): Promise<void> {
  await db.query(
    `insert into promise (id, sales_order_line_id, fulfilment_id, customer_id, plant_id, quantity,
        promised_date, original_promised_date, method, status, bottleneck)
      select d.id, d.line_id, l.fulfilment_id, $6, $7, l.ordered, d.day, d.day, d.method,
        'CONFIRMED', d.bottleneck
      from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[])
        as d(id, line_id, day, method, bottleneck)
      join fulfilment_line l on l.sales_order_line_id = d.line_id`,
    [
      dates.map(() => newId()),
      dates.map((date) => date.sales_order_line_id),
      dates.map((date) => date.promised_date),
      dates.map((date) => date.method),
      dates.map(bottleneckOf),
      fulfilment.customer_id,
      fulfilment.plant_id,
    ],
  );
}

const bottleneckOf = ({ method, lead_time_days: days }: PossibleDate): string | null =>
  method === 'STOCK' ? null : `lead time of ${String(days)} days`;
