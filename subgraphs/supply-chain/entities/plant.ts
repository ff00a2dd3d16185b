import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('plant')
export class PlantRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'country_code' }) readonly countryCode: string;
  @Column('text', { name: 'timezone' }) readonly timezone: string;
  @Column('text', { name: 'address_line' }) readonly addressLine: string;
  @Column('integer', { name: 'handling_days' }) readonly handlingDays: number;
}

@Entity('warehouse')
export class WarehouseRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'plant_id' }) readonly plantId: string;
  @Column('text', { name: 'default_carrier_id', nullable: true })
  readonly defaultCarrierId: string | null;
}

@Entity('storage_location')
export class StorageLocationRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'usage' }) readonly usage: string;
  @Column('text', { name: 'parent_id', nullable: true }) readonly parentId: string | null;
  @Column('text', { name: 'warehouse_id', nullable: true }) readonly warehouseId: string | null;
}

@Entity('carrier')
export class CarrierRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'tracking_url_template', nullable: true })
  readonly trackingUrlTemplate: string | null;
  @Column('integer', { name: 'transit_days' }) readonly transitDays: number;
}
