import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('unit_of_measure')
export class UnitOfMeasureRow {
  @PrimaryColumn('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('integer', { name: 'decimals' }) readonly decimals: number;
}

@Entity('product_category')
export class ProductCategoryRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'parent_id', nullable: true }) readonly parentId: string | null;
}

@Entity('product')
export class ProductRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'sku' }) readonly sku: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'description', nullable: true }) readonly description: string | null;
  @Column('text', { name: 'kind' }) readonly kind: string;
  @Column('text', { name: 'category_id', nullable: true }) readonly categoryId: string | null;
  @Column('text', { name: 'uom_code' }) readonly uomCode: string;
  @Column('text', { name: 'make_or_buy' }) readonly makeOrBuy: string;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('integer', { name: 'lead_time_days' }) readonly leadTimeDays: number;
  @Column('numeric', { name: 'safety_stock', precision: 18, scale: 4 })
  readonly safetyStock: string;
  @Column('numeric', { name: 'reorder_point', precision: 18, scale: 4 })
  readonly reorderPoint: string;
  @Column('text', { name: 'lot_sizing' }) readonly lotSizing: string;
  @Column('numeric', { name: 'min_order_quantity', precision: 18, scale: 4, nullable: true })
  readonly minOrderQuantity: string | null;
  @Column('numeric', { name: 'order_multiple', precision: 18, scale: 4, nullable: true })
  readonly orderMultiple: string | null;
  @Column('integer', { name: 'weight_grams', nullable: true }) readonly weightGrams: number | null;
  @Column('text', { name: 'tracked' }) readonly tracked: string;
  @Column('integer', { name: 'warranty_months', nullable: true })
  readonly warrantyMonths: number | null;
  @Column('bigint', { name: 'standard_cost_minor', nullable: true })
  readonly standardCostMinor: string | null;
  @Column('text', { name: 'standard_cost_currency', nullable: true })
  readonly standardCostCurrency: string | null;
}
