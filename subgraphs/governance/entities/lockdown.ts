import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An order to restrict access, and its lifting. */
@Entity('lockdown')
export class LockdownRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  @Column('text', { name: 'level' }) readonly level: string;
  @Column('text', { name: 'scope' }) readonly scope: string;
  @Column('text', { name: 'reason' }) readonly reason: string;
  @Column('text', { name: 'locked_by' }) readonly lockedBy: string;
  @Column('timestamptz', { name: 'locked_at' }) readonly lockedAt: string;
  @Column('text', { name: 'unlock_approvals', array: true })
  readonly unlockApprovals: readonly string[];
  @Column('timestamptz', { name: 'unlocked_at', nullable: true })
  readonly unlockedAt: string | null;
  @Column('timestamptz', { name: 'effective_at', nullable: true })
  readonly effectiveAt: string | null;
  @Column('text', { name: 'last_release', nullable: true }) readonly lastRelease: string | null;
}
