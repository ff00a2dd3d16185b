import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * One version of an address, of a customer or of a person. Its words are sealed: opened, they are
 * null once the subject's keys are destroyed.
 */
@Entity('postal_address')
export class PostalAddressRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'customer_id', nullable: true }) readonly customerId: string | null;
  @Column('text', { name: 'person_id', nullable: true }) readonly personId: string | null;
  @Column('text', { name: 'use', array: true }) readonly use: readonly string[];
  @Column('text', { name: 'lines', array: true }) readonly lines: readonly string[] | null;
  @Column('text', { name: 'locality' }) readonly locality: string | null;
  @Column('text', { name: 'region', nullable: true }) readonly region: string | null;
  @Column('text', { name: 'postal_code', nullable: true }) readonly postalCode: string | null;
  @Column('text', { name: 'country_code' }) readonly countryCode: string | null;
  @Column('date', { name: 'valid_from' }) readonly validFrom: string;
  @Column('date', { name: 'valid_to', nullable: true }) readonly validTo: string | null;
  @Column('text', { name: 'superseded_by', nullable: true }) readonly supersededBy: string | null;
}
