import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SalesOrderStatus } from '../states.ts';

// The commercial order, its signature and its way through the gate.

@Entity('signature_envelope')
export class SignatureEnvelopeRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'provider' }) readonly provider: string;
  @Column('text', { name: 'external_id' }) readonly externalId: string;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('text', { name: 'document_sha256' }) readonly documentSha256: string;
  @Column('text', { name: 'signer_person_ids', array: true })
  readonly signerPersonIds: readonly string[];
  @Column('timestamptz', { name: 'sent_at', nullable: true }) readonly sentAt: string | null;
  @Column('timestamptz', { name: 'completed_at', nullable: true })
  readonly completedAt: string | null;
}

@Entity('sales_order')
export class SalesOrderRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'number' }) readonly number: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'quote_id', nullable: true }) readonly quoteId: string | null;
  @Column('text', { name: 'contract_id', nullable: true }) readonly contractId: string | null;
  @Column('text', { name: 'status' }) readonly status: SalesOrderStatus;
  @Column('text', { name: 'order_type' }) readonly orderType: string;
  @Column('text', { name: 'purchase_order_ref', nullable: true })
  readonly purchaseOrderRef: string | null;
  @Column('date', { name: 'order_date' }) readonly orderDate: string;
  @Column('timestamptz', { name: 'signed_at', nullable: true }) readonly signedAt: string | null;
  @Column('text', { name: 'signature_id', nullable: true }) readonly signatureId: string | null;
  @Column('text', { name: 'bill_to_address_id', nullable: true })
  readonly billToAddressId: string | null;
  @Column('text', { name: 'ship_to_address_id', nullable: true })
  readonly shipToAddressId: string | null;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'net_total_minor' }) readonly netTotalMinor: string;
  @Column('bigint', { name: 'discount_total_minor' }) readonly discountTotalMinor: string;
  @Column('text', { name: 'sales_rep_id' }) readonly salesRepId: string;
  @Column('text', { name: 'previous_order_id', nullable: true })
  readonly previousOrderId: string | null;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: string;
  @Column('integer', { name: 'version' }) readonly version: number;
}

@Entity('sales_order_line')
export class SalesOrderLineRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'order_id' }) readonly orderId: string;
  @Column('integer', { name: 'line_number' }) readonly lineNumber: number;
  @Column('text', { name: 'product_id' }) readonly productId: string;
  @Column('numeric', { name: 'quantity', precision: 18, scale: 4 }) readonly quantity: string;
  @Column('bigint', { name: 'unit_price_minor' }) readonly unitPriceMinor: string;
  @Column('numeric', { name: 'discount_pct', precision: 5, scale: 2 }) readonly discountPct: string;
  @Column('bigint', { name: 'net_amount_minor' }) readonly netAmountMinor: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('date', { name: 'requested_date' }) readonly requestedDate: string;
}

@Entity('sales_order_status_change')
export class SalesOrderStatusChangeRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'order_id' }) readonly orderId: string;
  @Column('text', { name: 'from_status', nullable: true })
  readonly fromStatus: SalesOrderStatus | null;
  @Column('text', { name: 'to_status' }) readonly toStatus: SalesOrderStatus;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
  @Column('text', { name: 'by_user_id' }) readonly byUserId: string;
  @Column('text', { name: 'reason', nullable: true }) readonly reason: string | null;
}

@Entity('gate_decision')
export class GateDecisionRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'order_id' }) readonly orderId: string;
  @Column('boolean', { name: 'allowed' }) readonly allowed: boolean;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
  @Column('text', { name: 'erp_instance_id', nullable: true })
  readonly erpInstanceId: string | null;
  @Column('text', { name: 'crossed_fields', array: true })
  readonly crossedFields: readonly string[];
}

@Entity('gate_check')
export class GateCheckRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'decision_id' }) readonly decisionId: string;
  @Column('text', { name: 'rule' }) readonly rule: string;
  @Column('boolean', { name: 'passed' }) readonly passed: boolean;
  @Column('text', { name: 'detail', nullable: true }) readonly detail: string | null;
  @Column('timestamptz', { name: 'valid_until', nullable: true })
  readonly validUntil: string | null;
  @Column('text', { name: 'attestation', nullable: true }) readonly attestation: string | null;
}
