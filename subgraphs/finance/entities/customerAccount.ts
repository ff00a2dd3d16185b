import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AccountStatus } from '../states.ts';

export type TaxCategory = 'DOMESTIC' | 'INTRA_COMMUNITY' | 'EXPORT' | 'EXEMPT' | 'REVERSE_CHARGE';

@Entity('billing_profile')
export class BillingProfileRow {
  @PrimaryColumn('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'status' }) readonly status: AccountStatus;
  @Column('int', { name: 'version' }) readonly version: number;
  @Column('text', { name: 'entity_id', nullable: true }) readonly entityId: string | null;
  @Column('text', { name: 'payment_terms_code', nullable: true })
  readonly paymentTermsCode: string | null;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('text', { name: 'tax_registration_country', nullable: true })
  readonly taxRegistrationCountry: string | null;
  @Column('text', { name: 'company_tax_id', nullable: true }) readonly companyTaxId: string | null;
  @Column('text', { name: 'tax_category', nullable: true })
  readonly taxCategory: TaxCategory | null;
  @Column('text', { name: 'tax_exemption_ref', nullable: true })
  readonly taxExemptionRef: string | null;
  @Column('text', { name: 'receivable_account_id', nullable: true })
  readonly receivableAccountId: string | null;
  @Column('int', { name: 'dunning_level' }) readonly dunningLevel: number;
  @Column('boolean', { name: 'dunning_blocked' }) readonly dunningBlocked: boolean;
  @Column('text', { name: 'invoice_delivery' }) readonly invoiceDelivery: string;
  @Column('text', { name: 'payment_mandate_ref', nullable: true })
  readonly paymentMandateRef: string | null;
  @Column('text', { name: 'e_invoicing_id', nullable: true }) readonly eInvoicingId: string | null;
  @Column('timestamptz', { name: 'requested_at' }) readonly requestedAt: string;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  readonly confirmedAt: string | null;
}

@Entity('credit_account')
export class CreditAccountRow {
  @PrimaryColumn('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'limit_minor' }) readonly limitMinor: string;
  @Column('text', { name: 'risk_class' }) readonly riskClass: string;
  @Column('boolean', { name: 'on_hold' }) readonly onHold: boolean;
  @Column('text', { name: 'hold_reason', nullable: true }) readonly holdReason: string | null;
  @Column('timestamptz', { name: 'reviewed_at', nullable: true })
  readonly reviewedAt: string | null;
  @Column('date', { name: 'next_review', nullable: true }) readonly nextReview: string | null;
}

/** What a released order commits, until it is invoiced. */
@Entity('credit_commitment')
export class CreditCommitmentRow {
  @PrimaryColumn('text', { name: 'order_id' }) readonly orderId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'amount_minor' }) readonly amountMinor: string;
  @Column('timestamptz', { name: 'committed_at' }) readonly committedAt: string;
}

@Entity('credit_check')
export class CreditCheckRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'order_id' }) readonly orderId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
  @Column('text', { name: 'decision' }) readonly decision: string;
  @Column('bigint', { name: 'exposure_before_minor' }) readonly exposureBeforeMinor: string;
  @Column('bigint', { name: 'order_amount_minor' }) readonly orderAmountMinor: string;
  @Column('bigint', { name: 'limit_minor' }) readonly limitMinor: string;
  @Column('text', { name: 'reasons', array: true }) readonly reasons: readonly string[];
  @Column('text', { name: 'decided_by' }) readonly decidedBy: string;
  @Column('text', { name: 'override_of', nullable: true }) readonly overrideOf: string | null;
  @Column('timestamptz', { name: 'valid_until' }) readonly validUntil: string;
}
