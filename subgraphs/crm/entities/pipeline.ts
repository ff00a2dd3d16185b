import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LeadStatus, OpportunityStage } from '../states.ts';

// From the lead to the deal.

@Entity('lead')
export class LeadRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'pseudonym' }) readonly pseudonym: string;
  @Column('text', { name: 'person_id', nullable: true }) readonly personId: string | null;
  @Column('text', { name: 'company_name', nullable: true }) readonly companyName: string | null;
  @Column('text', { name: 'status' }) readonly status: LeadStatus;
  @Column('text', { name: 'source' }) readonly source: string;
  @Column('integer', { name: 'score' }) readonly score: number;
  @Column('boolean', { name: 'budget', nullable: true }) readonly budget: boolean | null;
  @Column('boolean', { name: 'authority', nullable: true }) readonly authority: boolean | null;
  @Column('boolean', { name: 'need', nullable: true }) readonly need: boolean | null;
  @Column('integer', { name: 'timeline_days', nullable: true })
  readonly timelineDays: number | null;
  @Column('text', { name: 'notes', nullable: true }) readonly notes: string | null;
  @Column('text', { name: 'owner_id' }) readonly ownerId: string;
  @Column('text', { name: 'disqualified_reason', nullable: true })
  readonly disqualifiedReason: string | null;
  @Column('text', { name: 'converted_customer_id', nullable: true })
  readonly convertedCustomerId: string | null;
  @Column('text', { name: 'converted_opportunity_id', nullable: true })
  readonly convertedOpportunityId: string | null;
  @Column('text', { name: 'received_via' }) readonly receivedVia: string;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: string;
  @Column('integer', { name: 'version' }) readonly version: number;
}

@Entity('opportunity')
export class OpportunityRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'stage' }) readonly stage: OpportunityStage;
  @Column('numeric', { name: 'probability', precision: 5, scale: 4 }) readonly probability: string;
  @Column('bigint', { name: 'amount_minor' }) readonly amountMinor: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('text', { name: 'forecast_category' }) readonly forecastCategory: string;
  @Column('date', { name: 'expected_close_date' }) readonly expectedCloseDate: string;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) readonly closedAt: string | null;
  @Column('text', { name: 'lost_reason', nullable: true }) readonly lostReason: string | null;
  @Column('text', { name: 'competitor', nullable: true }) readonly competitor: string | null;
  @Column('text', { name: 'owner_id' }) readonly ownerId: string;
  @Column('text', { name: 'lead_id', nullable: true }) readonly leadId: string | null;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: string;
  @Column('integer', { name: 'version' }) readonly version: number;
}

@Entity('opportunity_line')
export class OpportunityLineRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'opportunity_id' }) readonly opportunityId: string;
  @Column('integer', { name: 'line_number' }) readonly lineNumber: number;
  @Column('text', { name: 'product_id' }) readonly productId: string;
  @Column('numeric', { name: 'quantity', precision: 18, scale: 4 }) readonly quantity: string;
  @Column('bigint', { name: 'expected_unit_price_minor' }) readonly expectedUnitPriceMinor: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('date', { name: 'expected_ship_date', nullable: true })
  readonly expectedShipDate: string | null;
}

@Entity('stage_change')
export class StageChangeRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'opportunity_id' }) readonly opportunityId: string;
  @Column('text', { name: 'from_stage', nullable: true })
  readonly fromStage: OpportunityStage | null;
  @Column('text', { name: 'to_stage' }) readonly toStage: OpportunityStage;
  @Column('timestamptz', { name: 'at' }) readonly at: string;
  @Column('text', { name: 'by_user_id' }) readonly byUserId: string;
}
