import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('legal_entity')
export class LegalEntityRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'registration_number' }) readonly registrationNumber: string;
  @Column('text', { name: 'vat_number', nullable: true }) readonly vatNumber: string | null;
  @Column('text', { name: 'country_code' }) readonly countryCode: string;
  @Column('text', { name: 'base_currency' }) readonly baseCurrency: string;
  @Column('int', { name: 'fiscal_year_start_month' }) readonly fiscalYearStartMonth: number;
  @Column('text', { name: 'rounding_rule' }) readonly roundingRule: RoundingRule;
  @Column('text', { name: 'invoice_prefix' }) readonly invoicePrefix: string;
  @Column('text', { name: 'erp_instance_id' }) readonly erpInstanceId: string;
  @Column('text', { name: 'consolidation_parent_id', nullable: true })
  readonly consolidationParentId: string | null;
  @Column('text', { name: 'receivable_account_id', nullable: true })
  readonly receivableAccountId: string | null;
}

export type RoundingRule = 'PER_LINE' | 'PER_DOCUMENT';

@Entity('gl_account')
export class GlAccountRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'entity_id' }) readonly entityId: string;
  @Column('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'type' }) readonly type: string;
  @Column('text', { name: 'normal_side' }) readonly normalSide: string;
  @Column('text', { name: 'currency', nullable: true }) readonly currency: string | null;
  @Column('boolean', { name: 'reconcilable' }) readonly reconcilable: boolean;
  @Column('boolean', { name: 'is_control' }) readonly isControl: boolean;
  @Column('text', { name: 'parent_id', nullable: true }) readonly parentId: string | null;
  @Column('boolean', { name: 'active' }) readonly active: boolean;
}

@Entity('payment_terms')
export class PaymentTermsRow {
  @PrimaryColumn('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'description' }) readonly description: string;
  @Column('text', { name: 'due_rule' }) readonly dueRule: DueRule;
  @Column('int', { name: 'net_days' }) readonly netDays: number;
  @Column('numeric', { name: 'discount_pct', nullable: true }) readonly discountPct: string | null;
  @Column('int', { name: 'discount_days', nullable: true }) readonly discountDays: number | null;
}

export type DueRule = 'NET_DAYS' | 'END_OF_MONTH_PLUS_DAYS' | 'FIXED_DAY' | 'IMMEDIATE';

@Entity('payment_terms_installment')
export class InstallmentRuleRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'terms_code' }) readonly termsCode: string;
  @Column('int', { name: 'sequence' }) readonly sequence: number;
  @Column('numeric', { name: 'pct' }) readonly pct: string;
  @Column('int', { name: 'offset_days' }) readonly offsetDays: number;
}

@Entity('tax_code')
export class TaxCodeRow {
  @PrimaryColumn('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'jurisdiction' }) readonly jurisdiction: string;
  @Column('text', { name: 'kind' }) readonly kind: string;
  @Column('text', { name: 'output_account_id', nullable: true })
  readonly outputAccountId: string | null;
  @Column('text', { name: 'input_account_id', nullable: true })
  readonly inputAccountId: string | null;
}

@Entity('tax_rate')
export class TaxRateRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'tax_code' }) readonly taxCode: string;
  @Column('numeric', { name: 'rate' }) readonly rate: string;
  @Column('date', { name: 'valid_from' }) readonly validFrom: string;
  @Column('date', { name: 'valid_to', nullable: true }) readonly validTo: string | null;
}

@Entity('product_accounting')
export class ProductAccountingRow {
  @PrimaryColumn('text', { name: 'product_id' }) readonly productId: string;
  @Column('text', { name: 'tax_code' }) readonly taxCode: string;
  @Column('text', { name: 'revenue_account_id', nullable: true })
  readonly revenueAccountId: string | null;
  @Column('text', { name: 'inventory_account_id', nullable: true })
  readonly inventoryAccountId: string | null;
  @Column('text', { name: 'cogs_account_id', nullable: true })
  readonly cogsAccountId: string | null;
}

@Entity('standalone_selling_price')
export class StandaloneSellingPriceRow {
  @PrimaryColumn('text', { name: 'product_id' }) readonly productId: string;
  @PrimaryColumn('text', { name: 'currency' }) readonly currency: string;
  @Column('bigint', { name: 'amount_minor' }) readonly amountMinor: string;
}

/** The head of a journal entry, found by what caused it. */
@Entity('journal_entry')
export class JournalEntryRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'entity_id' }) readonly entityId: string;
  @Column('text', { name: 'number', nullable: true }) readonly number: string | null;
  @Column('date', { name: 'accounting_date' }) readonly accountingDate: string;
  @Column('text', { name: 'state' }) readonly state: string;
  @Column('text', { name: 'source' }) readonly source: string;
  @Column('text', { name: 'source_id', nullable: true }) readonly sourceId: string | null;
  @Column('timestamptz', { name: 'posted_at', nullable: true }) readonly postedAt: string | null;
}
