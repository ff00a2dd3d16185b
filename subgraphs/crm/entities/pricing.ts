import { Column, Entity, PrimaryColumn } from 'typeorm';

// What is sold, at which list price, and what was quoted.

@Entity('price_list')
export class PriceListRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('date', { name: 'valid_from' }) readonly validFrom: string;
  @Column('date', { name: 'valid_to', nullable: true }) readonly validTo: string | null;
}

@Entity('price')
export class PriceRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'price_list_id' }) readonly priceListId: string;
  @Column('text', { name: 'product_id' }) readonly productId: string;
  @Column('numeric', { name: 'min_quantity', precision: 18, scale: 4 })
  readonly minQuantity: string;
  @Column('bigint', { name: 'unit_price_minor' }) readonly unitPriceMinor: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
}

@Entity('product_selling')
export class ProductSellingRow {
  @PrimaryColumn('text', { name: 'product_id' }) readonly productId: string;
  @Column('boolean', { name: 'sellable' }) readonly sellable: boolean;
  @Column('text', { name: 'revenue_treatment', nullable: true })
  readonly revenueTreatment: string | null;
}

@Entity('quote')
export class QuoteRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'number' }) readonly number: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'opportunity_id', nullable: true }) readonly opportunityId: string | null;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('integer', { name: 'revision' }) readonly revision: number;
  @Column('date', { name: 'valid_until' }) readonly validUntil: string;
  @Column('text', { name: 'price_list_id' }) readonly priceListId: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'subtotal_minor' }) readonly subtotalMinor: string;
  @Column('bigint', { name: 'discount_total_minor' }) readonly discountTotalMinor: string;
  @Column('bigint', { name: 'tax_estimate_minor', nullable: true })
  readonly taxEstimateMinor: string | null;
  @Column('bigint', { name: 'total_minor' }) readonly totalMinor: string;
  @Column('text', { name: 'author_id' }) readonly authorId: string;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: string;
  @Column('integer', { name: 'version' }) readonly version: number;
}

@Entity('quote_line')
export class QuoteLineRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'quote_id' }) readonly quoteId: string;
  @Column('integer', { name: 'line_number' }) readonly lineNumber: number;
  @Column('text', { name: 'product_id' }) readonly productId: string;
  @Column('numeric', { name: 'quantity', precision: 18, scale: 4 }) readonly quantity: string;
  @Column('bigint', { name: 'list_price_minor' }) readonly listPriceMinor: string;
  @Column('numeric', { name: 'discount_pct', precision: 5, scale: 2 }) readonly discountPct: string;
  @Column('bigint', { name: 'unit_price_minor' }) readonly unitPriceMinor: string;
  @Column('bigint', { name: 'line_total_minor' }) readonly lineTotalMinor: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('date', { name: 'requested_date', nullable: true }) readonly requestedDate: string | null;
}

@Entity('approval')
export class ApprovalRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'quote_id' }) readonly quoteId: string;
  @Column('text', { name: 'rule' }) readonly rule: string;
  @Column('text', { name: 'approver_id' }) readonly approverId: string;
  @Column('text', { name: 'decision' }) readonly decision: string;
  @Column('timestamptz', { name: 'at', nullable: true }) readonly at: string | null;
  @Column('text', { name: 'comment', nullable: true }) readonly comment: string | null;
}
