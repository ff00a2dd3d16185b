import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CustomerKind } from '../partyKind.ts';
import type { CustomerLifecycle } from '../states.ts';

// The master customer file: customers, their wide record, custom fields and contacts.

@Entity('customer')
export class CustomerRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'kind' }) readonly kind: CustomerKind;
  @Column('text', { name: 'lifecycle' }) readonly lifecycle: CustomerLifecycle;
  @Column('text', { name: 'customer_number' }) readonly customerNumber: string;
  @Column('text', { name: 'trade_name', nullable: true }) readonly tradeName: string | null;
  @Column('text', { name: 'account_owner_id' }) readonly accountOwnerId: string;
  @Column('text', { name: 'segment' }) readonly segment: string;
  @Column('text', { name: 'industry', nullable: true }) readonly industry: string | null;
  @Column('text', { name: 'tier', nullable: true }) readonly tier: string | null;
  @Column('text', { name: 'territory_id' }) readonly territoryId: string;
  @Column('text', { name: 'parent_id', nullable: true }) readonly parentId: string | null;
  @Column('text', { name: 'merged_into_id', nullable: true }) readonly mergedIntoId: string | null;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: string;
  @Column('timestamptz', { name: 'updated_at' }) readonly updatedAt: string;
  @Column('integer', { name: 'version' }) readonly version: number;
}

@Entity('account')
export class AccountRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'rating', nullable: true }) readonly rating: string | null;
  @Column('text', { name: 'ownership', nullable: true }) readonly ownership: string | null;
  @Column('integer', { name: 'employee_count', nullable: true })
  readonly employeeCount: number | null;
  @Column('integer', { name: 'location_count', nullable: true })
  readonly locationCount: number | null;
  @Column('integer', { name: 'founded_year', nullable: true }) readonly foundedYear: number | null;
  @Column('bigint', { name: 'annual_revenue_minor', nullable: true })
  readonly annualRevenueMinor: string | null;
  @Column('bigint', { name: 'lifetime_value_minor', nullable: true })
  readonly lifetimeValueMinor: string | null;
  @Column('text', { name: 'currency', nullable: true }) readonly currency: string | null;
  @Column('text', { name: 'website', nullable: true }) readonly website: string | null;
  @Column('text', { name: 'sic_code', nullable: true }) readonly sicCode: string | null;
  @Column('text', { name: 'naics_code', nullable: true }) readonly naicsCode: string | null;
  @Column('text', { name: 'ticker', nullable: true }) readonly ticker: string | null;
  @Column('text', { name: 'source', nullable: true }) readonly source: string | null;
  @Column('text', { name: 'campaign_id', nullable: true }) readonly campaignId: string | null;
  @Column('text', { name: 'sales_channel', nullable: true }) readonly salesChannel: string | null;
  @Column('text', { name: 'partner_tier', nullable: true }) readonly partnerTier: string | null;
  @Column('text', { name: 'support_plan', nullable: true }) readonly supportPlan: string | null;
  @Column('boolean', { name: 'strategic' }) readonly strategic: boolean;
  @Column('boolean', { name: 'referenceable' }) readonly referenceable: boolean;
  @Column('integer', { name: 'health_score', nullable: true }) readonly healthScore: number | null;
  @Column('integer', { name: 'nps_score', nullable: true }) readonly npsScore: number | null;
  @Column('numeric', { name: 'csat_score', precision: 3, scale: 2, nullable: true })
  readonly csatScore: string | null;
  @Column('numeric', { name: 'churn_risk', precision: 5, scale: 4, nullable: true })
  readonly churnRisk: string | null;
  @Column('numeric', { name: 'wallet_share', precision: 5, scale: 4, nullable: true })
  readonly walletShare: string | null;
  @Column('text', { name: 'main_competitor', nullable: true })
  readonly mainCompetitor: string | null;
  @Column('integer', { name: 'fiscal_year_end_month', nullable: true })
  readonly fiscalYearEndMonth: number | null;
  @Column('date', { name: 'next_renewal_date', nullable: true })
  readonly nextRenewalDate: string | null;
  @Column('date', { name: 'next_review_date', nullable: true })
  readonly nextReviewDate: string | null;
  @Column('timestamptz', { name: 'last_touch_at', nullable: true })
  readonly lastTouchAt: string | null;
  @Column('timestamptz', { name: 'onboarded_at', nullable: true })
  readonly onboardedAt: string | null;
  @Column('text', { name: 'preferred_language', nullable: true })
  readonly preferredLanguage: string | null;
  @Column('text', { name: 'time_zone', nullable: true }) readonly timeZone: string | null;
  @Column('boolean', { name: 'do_not_solicit' }) readonly doNotSolicit: boolean;
  @Column('text', { name: 'description', nullable: true }) readonly description: string | null;
  @Column('text', { name: 'tags', array: true }) readonly tags: readonly string[];
}

@Entity('custom_field_definition')
export class CustomFieldDefinitionRow {
  @PrimaryColumn('text', { name: 'key' }) readonly key: string;
  @Column('text', { name: 'label' }) readonly label: string;
  @Column('text', { name: 'data_type' }) readonly dataType: string;
  @Column('text', { name: 'options', array: true, nullable: true })
  readonly options: readonly string[] | null;
  @Column('text', { name: 'classification' }) readonly classification: string;
  @Column('boolean', { name: 'required' }) readonly required: boolean;
}

@Entity('custom_field_value')
export class CustomFieldValueRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'key' }) readonly key: string;
  @Column('text', { name: 'text', nullable: true }) readonly text: string | null;
  @Column('numeric', { name: 'number', precision: 18, scale: 4, nullable: true })
  readonly number: string | null;
  @Column('boolean', { name: 'flag', nullable: true }) readonly flag: boolean | null;
  @Column('date', { name: 'date', nullable: true }) readonly date: string | null;
  @Column('text', { name: 'options', array: true, nullable: true })
  readonly options: readonly string[] | null;
}

@Entity('contact')
export class ContactRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'customer_id' }) readonly customerId: string;
  @Column('text', { name: 'person_id', nullable: true }) readonly personId: string | null;
  @Column('text', { name: 'role' }) readonly role: string;
  @Column('boolean', { name: 'is_primary' }) readonly isPrimary: boolean;
  @Column('text', { name: 'buying_influence', nullable: true })
  readonly buyingInfluence: string | null;
  @Column('text', { name: 'status' }) readonly status: string;
}
