import { Column, Entity, PrimaryColumn } from 'typeorm';

// Contracts, service cases, and the text that people typed.

@Entity('unstructured_text')
export class UnstructuredTextRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'text', nullable: true }) readonly text: string | null;
  @Column('boolean', { name: 'redacted' }) readonly redacted: boolean;
  @Column('boolean', { name: 'personal_data_suspected' }) readonly personalDataSuspected: boolean;
}

@Entity('contract')
export class ContractRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'number' }) readonly number: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('date', { name: 'start_date' }) readonly startDate: string;
  @Column('date', { name: 'end_date', nullable: true }) readonly endDate: string | null;
  @Column('boolean', { name: 'auto_renew' }) readonly autoRenew: boolean;
  @Column('integer', { name: 'notice_days' }) readonly noticeDays: number;
  @Column('bigint', { name: 'value_minor' }) readonly valueMinor: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('text', { name: 'terms_id', nullable: true }) readonly termsId: string | null;
  @Column('text', { name: 'signature_id', nullable: true }) readonly signatureId: string | null;
  @Column('integer', { name: 'version' }) readonly version: number;
}

@Entity('contract_amendment')
export class ContractAmendmentRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'contract_id' }) readonly contractId: string;
  @Column('date', { name: 'effective' }) readonly effective: string;
  @Column('text', { name: 'summary', nullable: true }) readonly summary: string | null;
  @Column('text', { name: 'signature_id', nullable: true }) readonly signatureId: string | null;
}

@Entity('contract_termination')
export class ContractTerminationRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'contract_id' }) readonly contractId: string;
  @Column('date', { name: 'notice_date' }) readonly noticeDate: string;
  @Column('date', { name: 'effective_date' }) readonly effectiveDate: string;
  @Column('text', { name: 'reason', nullable: true }) readonly reason: string | null;
  @Column('text', { name: 'by_party' }) readonly byParty: string;
  @Column('bigint', { name: 'fee_minor', nullable: true }) readonly feeMinor: string | null;
  @Column('text', { name: 'currency', nullable: true }) readonly currency: string | null;
}

@Entity('service_case')
export class ServiceCaseRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'number' }) readonly number: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'contact_id', nullable: true }) readonly contactId: string | null;
  @Column('text', { name: 'order_id', nullable: true }) readonly orderId: string | null;
  @Column('text', { name: 'subject', nullable: true }) readonly subject: string | null;
  @Column('text', { name: 'description_id', nullable: true }) readonly descriptionId: string | null;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('text', { name: 'priority' }) readonly priority: string;
  @Column('boolean', { name: 'warranty_claim' }) readonly warrantyClaim: boolean;
  @Column('text', { name: 'return_authorization_id', nullable: true })
  readonly returnAuthorizationId: string | null;
  @Column('timestamptz', { name: 'opened_at' }) readonly openedAt: string;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) readonly closedAt: string | null;
  @Column('timestamptz', { name: 'sla_due_at', nullable: true }) readonly slaDueAt: string | null;
}
