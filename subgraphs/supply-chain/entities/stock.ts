import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A line of the ledger: inserted, never changed. */
@Entity('stock_move')
export class StockMoveRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('bigint', { name: 'sequence' }) readonly sequence: string;
  @Column('text', { name: 'product_id' }) readonly productId: string;
  @Column('numeric', { name: 'quantity', precision: 18, scale: 4 }) readonly quantity: string;
  @Column('text', { name: 'uom_code' }) readonly uomCode: string;
  @Column('text', { name: 'from_location_id' }) readonly fromLocationId: string;
  @Column('text', { name: 'to_location_id' }) readonly toLocationId: string;
  @Column('text', { name: 'state' }) readonly state: string;
  @Column('text', { name: 'reason' }) readonly reason: string;
  @Column('text', { name: 'reference', nullable: true }) readonly reference: string | null;
  @Column('text', { name: 'lot', nullable: true }) readonly lot: string | null;
  @Column('text', { name: 'serial', nullable: true }) readonly serial: string | null;
  @Column('bigint', { name: 'unit_cost_minor', nullable: true })
  readonly unitCostMinor: string | null;
  @Column('text', { name: 'unit_cost_currency', nullable: true })
  readonly unitCostCurrency: string | null;
  @Column('timestamptz', { name: 'at', nullable: true }) readonly at: string | null;
  @Column('text', { name: 'reversal_of_id', nullable: true }) readonly reversalOfId: string | null;
}

/** The sum of the moves of a product in one place, kept by the ledger's trigger. */
@Entity('stock_balance')
export class StockBalanceRow {
  @PrimaryColumn('text', { name: 'product_id' }) readonly productId: string;
  @PrimaryColumn('text', { name: 'location_id' }) readonly locationId: string;
  /** Empty where the product has no lots. */
  @PrimaryColumn('text', { name: 'lot' }) readonly lot: string;
  @Column('text', { name: 'usage' }) readonly usage: string;
  @Column('numeric', { name: 'on_hand', precision: 18, scale: 4 }) readonly onHand: string;
  @Column('numeric', { name: 'allocated', precision: 18, scale: 4 }) readonly allocated: string;
}

@Entity('allocation')
export class AllocationRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'sales_order_line_id' }) readonly salesOrderLineId: string;
  @Column('text', { name: 'product_id' }) readonly productId: string;
  @Column('text', { name: 'location_id' }) readonly locationId: string;
  @Column('text', { name: 'lot', nullable: true }) readonly lot: string | null;
  @Column('numeric', { name: 'quantity', precision: 18, scale: 4 }) readonly quantity: string;
  @Column('text', { name: 'kind' }) readonly kind: string;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
  @Column('text', { name: 'shipment_line_id', nullable: true })
  readonly shipmentLineId: string | null;
}
