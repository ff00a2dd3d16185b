import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('fulfilment_order')
export class FulfilmentOrderRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'sales_order_id' }) readonly salesOrderId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'ship_to_address_id', nullable: true })
  readonly shipToAddressId: string | null;
  @Column('text', { name: 'plant_id' }) readonly plantId: string;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('integer', { name: 'priority' }) readonly priority: number;
  @Column('timestamptz', { name: 'accepted_at' }) readonly acceptedAt: string;
  @Column('integer', { name: 'version' }) readonly version: number;
}

/** One line of demand; a line of a sales order arrives once, so its id is the key. */
@Entity('fulfilment_line')
export class FulfilmentLineRow {
  @PrimaryColumn('text', { name: 'sales_order_line_id' }) readonly salesOrderLineId: string;
  @Column('text', { name: 'fulfilment_id' }) readonly fulfilmentId: string;
  @Column('integer', { name: 'position' }) readonly position: number;
  @Column('text', { name: 'product_id' }) readonly productId: string;
  @Column('numeric', { name: 'ordered', precision: 18, scale: 4 }) readonly ordered: string;
  @Column('date', { name: 'requested_date' }) readonly requestedDate: string;
  @Column('numeric', { name: 'allocated', precision: 18, scale: 4 }) readonly allocated: string;
  @Column('numeric', { name: 'shipped', precision: 18, scale: 4 }) readonly shipped: string;
}

@Entity('promise')
export class PromiseRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'sales_order_line_id' }) readonly salesOrderLineId: string;
  @Column('text', { name: 'fulfilment_id' }) readonly fulfilmentId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'plant_id' }) readonly plantId: string;
  @Column('numeric', { name: 'quantity', precision: 18, scale: 4 }) readonly quantity: string;
  @Column('date', { name: 'promised_date' }) readonly promisedDate: string;
  @Column('date', { name: 'original_promised_date' }) readonly originalPromisedDate: string;
  @Column('text', { name: 'method' }) readonly method: string;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('text', { name: 'bottleneck', nullable: true }) readonly bottleneck: string | null;
}

@Entity('promise_revision')
export class PromiseRevisionRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'promise_id' }) readonly promiseId: string;
  @Column('date', { name: 'from_date' }) readonly fromDate: string;
  @Column('date', { name: 'to_date' }) readonly toDate: string;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
  @Column('text', { name: 'reason', nullable: true }) readonly reason: string | null;
}
