import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InvoiceStatus } from '../states.ts';
import type { RoundingRule } from './masterData.ts';

@Entity('invoice')
export class InvoiceRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'number', nullable: true }) readonly number: string | null;
  @Column('int', { name: 'number_year', nullable: true }) readonly numberYear: number | null;
  @Column('int', { name: 'sequence', nullable: true }) readonly sequence: number | null;
  @Column('text', { name: 'entity_id' }) readonly entityId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'order_id', nullable: true }) readonly orderId: string | null;
  @Column('text', { name: 'status' }) readonly status: InvoiceStatus;
  @Column('date', { name: 'issue_date' }) readonly issueDate: string;
  @Column('date', { name: 'due_date' }) readonly dueDate: string;
  @Column('timestamptz', { name: 'issued_at', nullable: true }) readonly issuedAt: string | null;
  @Column('text', { name: 'payment_terms_code' }) readonly paymentTermsCode: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'net_total_minor' }) readonly netTotalMinor: string;
  @Column('bigint', { name: 'tax_total_minor' }) readonly taxTotalMinor: string;
  @Column('bigint', { name: 'gross_total_minor' }) readonly grossTotalMinor: string;
  @Column('text', { name: 'rounding_rule' }) readonly roundingRule: RoundingRule;
  @Column('bigint', { name: 'rounding_difference_minor' })
  readonly roundingDifferenceMinor: string;
  @Column('text', { name: 'billing_party_id', nullable: true })
  readonly billingPartyId: string | null;
  @Column('int', { name: 'version' }) readonly version: number;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: string;
}

/** The last number given in an entity's year. */
@Entity('invoice_series')
export class InvoiceSeriesRow {
  @PrimaryColumn('text', { name: 'entity_id' }) readonly entityId: string;
  @PrimaryColumn('int', { name: 'year' }) readonly year: number;
  @Column('int', { name: 'last_number' }) readonly lastNumber: number;
}

@Entity('invoice_shipment')
export class InvoiceShipmentRow {
  @PrimaryColumn('text', { name: 'shipment_id' }) readonly shipmentId: string;
  @Column('text', { name: 'invoice_id' }) readonly invoiceId: string;
}

@Entity('invoice_line')
export class InvoiceLineRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'invoice_id' }) readonly invoiceId: string;
  @Column('int', { name: 'line_number' }) readonly lineNumber: number;
  @Column('text', { name: 'order_line_id', nullable: true }) readonly orderLineId: string | null;
  @Column('text', { name: 'product_id', nullable: true }) readonly productId: string | null;
  @Column('text', { name: 'description', nullable: true }) readonly description: string | null;
  @Column('numeric', { name: 'quantity' }) readonly quantity: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'unit_price_minor' }) readonly unitPriceMinor: string;
  @Column('bigint', { name: 'discount_minor' }) readonly discountMinor: string;
  @Column('bigint', { name: 'net_minor' }) readonly netMinor: string;
  @Column('bigint', { name: 'tax_minor' }) readonly taxMinor: string;
  @Column('text', { name: 'tax_code' }) readonly taxCode: string;
}

@Entity('invoice_tax')
export class InvoiceTaxRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'invoice_id' }) readonly invoiceId: string;
  @Column('text', { name: 'tax_code' }) readonly taxCode: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'base_minor' }) readonly baseMinor: string;
  @Column('bigint', { name: 'tax_minor' }) readonly taxMinor: string;
  @Column('numeric', { name: 'rate' }) readonly rate: string;
  @Column('text', { name: 'rounding' }) readonly rounding: RoundingRule;
}

@Entity('credit_note')
export class CreditNoteRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'number' }) readonly number: string;
  @Column('text', { name: 'invoice_id' }) readonly invoiceId: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'total_minor' }) readonly totalMinor: string;
  @Column('bigint', { name: 'net_minor' }) readonly netMinor: string;
  @Column('text', { name: 'reason', nullable: true }) readonly reason: string | null;
  @Column('timestamptz', { name: 'issued_at' }) readonly issuedAt: string;
}

@Entity('dunning_step')
export class DunningStepRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'invoice_id' }) readonly invoiceId: string;
  @Column('int', { name: 'level' }) readonly level: number;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
  @Column('text', { name: 'channel' }) readonly channel: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'amount_due_minor' }) readonly amountDueMinor: string;
}

/** What takes an issued invoice out of the ordinary course. */
@Entity('invoice_exception')
export class InvoiceExceptionRow {
  @PrimaryColumn('text', { name: 'invoice_id' }) readonly invoiceId: string;
  @Column('text', { name: 'kind' }) readonly kind: 'DISPUTED' | 'WRITTEN_OFF';
  @Column('date', { name: 'since' }) readonly since: string;
}

/** What settled an issued invoice, kept by the database from payments, credit notes and exceptions. */
@Entity('invoice_settlement')
export class InvoiceSettlementRow {
  @PrimaryColumn('text', { name: 'invoice_id' }) readonly invoiceId: string;
  @Column('text', { name: 'entity_id' }) readonly entityId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('date', { name: 'issue_date' }) readonly issueDate: string;
  @Column('date', { name: 'due_date' }) readonly dueDate: string;
  @Column('bigint', { name: 'paid_minor' }) readonly paidMinor: string;
  @Column('bigint', { name: 'under_way_minor' }) readonly underWayMinor: string;
  @Column('bigint', { name: 'credited_minor' }) readonly creditedMinor: string;
  @Column('bigint', { name: 'due_minor' }) readonly dueMinor: string;
  @Column('text', { name: 'exception', nullable: true }) readonly exception: string | null;
  @Column('date', { name: 'changed_on' }) readonly changedOn: string;
  @Column('date', { name: 'settled_on' }) readonly settledOn: string;
}
