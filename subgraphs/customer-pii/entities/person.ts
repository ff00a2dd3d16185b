import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('person')
export class PersonRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('integer', { name: 'version' }) readonly version: number;
  @Column('text', { name: 'title', nullable: true }) readonly title: string | null;
  @Column('text', { name: 'given_name', nullable: true }) readonly givenName: string | null;
  @Column('text', { name: 'family_name', nullable: true }) readonly familyName: string | null;
  @Column('text', { name: 'birth_date', nullable: true }) readonly birthDate: string | null;
  @Column('text', { name: 'preferred_language', nullable: true })
  readonly preferredLanguage: string | null;
  @Column('boolean', { name: 'restricted' }) readonly restricted: boolean;
  @Column('timestamptz', { name: 'created_at' }) readonly createdAt: string;
  @Column('timestamptz', { name: 'updated_at' }) readonly updatedAt: string;
}

/** An e-mail address or a telephone number: the graph's two types are two kinds of it. */
@Entity('contact_point')
export class ContactPointRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'person_id' }) readonly personId: string;
  @Column('text', { name: 'kind' }) readonly kind: 'EMAIL' | 'PHONE';
  /** Sealed; null once the keys are destroyed. */
  @Column('text', { name: 'value' }) readonly value: string | null;
  /** What exact look-ups compare: a keyed index of email-v1 or phone-v1 of the value. */
  @Column('text', { name: 'normalised' }) readonly normalised: string;
  @Column('text', { name: 'usage', nullable: true }) readonly usage: string | null;
  @Column('boolean', { name: 'verified' }) readonly verified: boolean;
  @Column('boolean', { name: 'preferred' }) readonly preferred: boolean;
}

@Entity('national_id')
export class NationalIdRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'person_id' }) readonly personId: string;
  @Column('text', { name: 'country' }) readonly country: string;
  @Column('text', { name: 'kind' }) readonly kind: string;
  /** Sealed; null once the keys are destroyed. */
  @Column('text', { name: 'value' }) readonly value: string | null;
}
