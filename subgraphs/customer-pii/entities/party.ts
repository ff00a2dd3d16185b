import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who a customer is before the law; made when CRM says that the customer exists. */
@Entity('party_identity')
export class PartyIdentityRow {
  @PrimaryColumn('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'person_id', nullable: true }) readonly personId: string | null;
  @Column('text', { name: 'legal_name', nullable: true }) readonly legalName: string | null;
  @Column('text', { name: 'kyc_status' }) readonly kycStatus: string;
}

@Entity('company_registration')
export class CompanyRegistrationRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'country' }) readonly country: string;
  @Column('text', { name: 'scheme' }) readonly scheme: string;
  /** Sealed; null once the keys are destroyed. */
  @Column('text', { name: 'value' }) readonly value: string | null;
  @Column('timestamptz', { name: 'verified_at', nullable: true }) readonly verifiedAt:
    string | null;
}

@Entity('beneficial_owner')
export class BeneficialOwnerRow {
  @PrimaryColumn('text', { name: 'customer_id' }) readonly customerId: string;
  @PrimaryColumn('text', { name: 'person_id' }) readonly personId: string;
}

@Entity('payment_instrument')
export class PaymentInstrumentRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'kind' }) readonly kind: string;
  /** Sealed; null once the keys are destroyed. */
  @Column('text', { name: 'value' }) readonly value: string | null;
  /** What exact look-ups compare: a keyed index of iban-v1 of the value. */
  @Column('text', { name: 'value_index', nullable: true }) readonly valueIndex: string | null;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('text', { name: 'mandate_reference', nullable: true })
  readonly mandateReference: string | null;
  @Column('text', { name: 'mandate_signed_on', nullable: true })
  readonly mandateSignedOn: string | null;
  @Column('text', { name: 'mandate_sequence', nullable: true })
  readonly mandateSequence: string | null;
}

/** The billed party as an issued invoice must state it; frozen. */
@Entity('billing_party_snapshot')
export class BillingPartySnapshotRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'invoice_id' }) readonly invoiceId: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'name', nullable: true }) readonly name: string | null;
  @Column('text', { name: 'address_lines', array: true, nullable: true })
  readonly addressLines: readonly string[] | null;
  @Column('text', { name: 'tax_id', nullable: true }) readonly taxId: string | null;
  @Column('date', { name: 'retention_until' }) readonly retentionUntil: string;
  @Column('timestamptz', { name: 'frozen_at' }) readonly frozenAt: string;
}
