import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ShipmentStatus } from '../states.ts';

@Entity('shipment')
export class ShipmentRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'number' }) readonly number: string;
  @Column('text', { name: 'fulfilment_id' }) readonly fulfilmentId: string;
  @Column('text', { name: 'sales_order_id' }) readonly salesOrderId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'status' }) readonly status: ShipmentStatus;
  @Column('text', { name: 'warehouse_id' }) readonly warehouseId: string;
  @Column('text', { name: 'carrier_id', nullable: true }) readonly carrierId: string | null;
  @Column('text', { name: 'service', nullable: true }) readonly service: string | null;
  @Column('text', { name: 'tracking_number', nullable: true })
  readonly trackingNumber: string | null;
  @Column('text', { name: 'ship_to_address_id', nullable: true })
  readonly shipToAddressId: string | null;
  @Column('timestamptz', { name: 'planned_at' }) readonly plannedAt: string;
  @Column('timestamptz', { name: 'goods_issue_at', nullable: true })
  readonly goodsIssueAt: string | null;
  @Column('date', { name: 'estimated_delivery', nullable: true })
  readonly estimatedDelivery: string | null;
  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  readonly deliveredAt: string | null;
  @Column('bigint', { name: 'freight_minor', nullable: true }) readonly freightMinor: string | null;
  @Column('text', { name: 'freight_currency', nullable: true })
  readonly freightCurrency: string | null;
  @Column('integer', { name: 'version' }) readonly version: number;
}

@Entity('shipment_line')
export class ShipmentLineRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'shipment_id' }) readonly shipmentId: string;
  @Column('text', { name: 'sales_order_line_id' }) readonly salesOrderLineId: string;
  @Column('text', { name: 'product_id' }) readonly productId: string;
  @Column('numeric', { name: 'quantity', precision: 18, scale: 4 }) readonly quantity: string;
  @Column('text', { name: 'lot', nullable: true }) readonly lot: string | null;
  @Column('text', { name: 'serials', array: true }) readonly serials: readonly string[];
}

@Entity('package')
export class PackageRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'shipment_id' }) readonly shipmentId: string;
  @Column('integer', { name: 'weight_grams' }) readonly weightGrams: number;
  @Column('text', { name: 'tracking_number', nullable: true })
  readonly trackingNumber: string | null;
}

@Entity('tracking_event')
export class TrackingEventRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'shipment_id' }) readonly shipmentId: string;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
  @Column('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'text', nullable: true }) readonly text: string | null;
  @Column('text', { name: 'location_country', nullable: true })
  readonly locationCountry: string | null;
}

/** The last number given in a series; the row is locked while a number is given. */
@Entity('number_series')
export class NumberSeriesRow {
  @PrimaryColumn('text', { name: 'series' }) readonly series: string;
  @Column('bigint', { name: 'last_number' }) readonly lastNumber: string;
}
