import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One published policy as it came into force; chained, never changed. */
@Entity('policy_epoch')
export class PolicyEpochRow {
  @PrimaryColumn('integer', { name: 'number' }) readonly number: number;
  @Column('text', { name: 'hash' }) readonly hash: string;
  @Column('text', { name: 'previous_hash', nullable: true }) readonly previousHash: string | null;
  @Column('timestamptz', { name: 'activated_at' }) readonly activatedAt: string;
}
