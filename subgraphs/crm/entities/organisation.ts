import { Column, Entity, PrimaryColumn } from 'typeorm';

// Who sells where, in which currencies, under which numbers.

@Entity('sales_rep')
export class SalesRepRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'employee_number' }) readonly employeeNumber: string;
  @Column('text', { name: 'team_id', nullable: true }) readonly teamId: string | null;
  @Column('boolean', { name: 'active' }) readonly active: boolean;
}

@Entity('territory')
export class TerritoryRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'code' }) readonly code: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'country_code' }) readonly countryCode: string;
}

@Entity('erp_instance')
export class ErpInstanceRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'name' }) readonly name: string;
  @Column('text', { name: 'legal_entity_id' }) readonly legalEntityId: string;
  @Column('text', { name: 'currency' }) readonly currency: string;
  @Column('boolean', { name: 'is_default' }) readonly isDefault: boolean;
}

@Entity('planning_rate')
export class PlanningRateRow {
  @PrimaryColumn('text', { name: 'currency' }) readonly currency: string;
  @Column('smallint', { name: 'exponent' }) readonly exponent: number;
  @Column('numeric', { name: 'rate', precision: 20, scale: 10 }) readonly rate: string;
  @Column('boolean', { name: 'is_reporting' }) readonly isReporting: boolean;
}
