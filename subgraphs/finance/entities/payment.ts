import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaymentState } from '../states.ts';

@Entity('payment')
export class PaymentRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'direction' }) readonly direction: PaymentDirection;
  @Column('text', { name: 'status' }) readonly status: PaymentState;
  @Column('text', { name: 'method' }) readonly method: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'amount_minor' }) readonly amountMinor: string;
  @Column('date', { name: 'value_date' }) readonly valueDate: string;
  @Column('text', { name: 'customer_id', nullable: true }) readonly customerId: string | null;
  @Column('text', { name: 'supplier_id', nullable: true }) readonly supplierId: string | null;
  @Column('text', { name: 'instrument_ref', nullable: true })
  readonly instrumentRef: string | null;
  @Column('text', { name: 'end_to_end_id' }) readonly endToEndId: string;
  @Column('timestamptz', { name: 'recorded_at' }) readonly recordedAt: string;
  @Column('int', { name: 'version' }) readonly version: number;
}

export type PaymentDirection = 'INBOUND' | 'OUTBOUND';

@Entity('payment_allocation')
export class PaymentAllocationRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'payment_id' }) readonly paymentId: string;
  @Column('text', { name: 'invoice_id' }) readonly invoiceId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'amount_minor' }) readonly amountMinor: string;
  @Column('bigint', { name: 'discount_taken_minor', nullable: true })
  readonly discountTakenMinor: string | null;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
}
