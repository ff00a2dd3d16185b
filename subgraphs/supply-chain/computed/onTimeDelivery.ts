import type { Subject } from '../../host/audit/subjects.ts';
import type { BatchLoader } from '../../host/definition.ts';

export interface OnTimeDelivery {
  readonly pct: string;
  /** Whose deliveries they are. */
  readonly subject: Subject;
}

/**
 * Share of a customer's shipped lines, in per cent, that came on or before the first promised date.
 * A line counts on the day it was delivered, or issued while the carrier has not delivered it, by
 * the calendar of the plant that promised it. Null where no line was shipped in the window.
 */
export const onTimeDeliveryByCustomerId: BatchLoader<
  string,
  { days: number },
  OnTimeDelivery | null
> = {
  name: 'onTimeDeliveryByCustomerId',
  load: async ({ db, clock, visible, subject }, customerIds, { days }) => {
    const rows = await db.query<OnTimeDelivery & { customer_id: string }>(
      `select s.customer_id,
          round(100.0 * count(*) filter (
            where (coalesce(s.delivered_at, s.goods_issue_at) at time zone plant.timezone)::date
              <= p.original_promised_date) / count(*), 2) as pct,
          ${subject('Customer', 's.customer_id')} as subject
        from shipment s
        join shipment_line line on line.shipment_id = s.id
        join promise p on p.sales_order_line_id = line.sales_order_line_id
        join plant on plant.id = p.plant_id
        where s.customer_id = any($1)
          and s.status in ('GOODS_ISSUED', 'IN_TRANSIT', 'DELIVERED')
          and coalesce(s.delivered_at, s.goods_issue_at)
            between $2::timestamptz - make_interval(days => $3) and $2::timestamptz
          and ${visible('Shipment', 's.customer_id')}
        group by s.customer_id`,
      [customerIds, clock.now().toISOString(), days],
    );
    const byId = new Map(
      rows.map(({ customer_id: id, pct, subject: whose }) => [id, { pct, subject: whose }]),
    );
    return customerIds.map((id) => byId.get(id) ?? null);
  },
};
