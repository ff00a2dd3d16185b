import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One act of a person (ISO/IEC TS 27560); append-only. */
@Entity('consent_event')
export class ConsentEventRow {
  @PrimaryColumn('text', { name: 'id' }) readonly id: string;
  /** The order of acts; the later one holds. */
  @Column('bigint', { name: 'seq' }) readonly seq: string;
  @Column('text', { name: 'person_id' }) readonly personId: string;
  @Column('text', { name: 'purpose' }) readonly purpose: string;
  @Column('text', { name: 'channel', nullable: true }) readonly channel: string | null;
  @Column('text', { name: 'status' }) readonly status: string;
  @Column('text', { name: 'text_version' }) readonly textVersion: string;
  @Column('text', { name: 'text_hash', nullable: true }) readonly textHash: string | null;
  @Column('text', { name: 'language', nullable: true }) readonly language: string | null;
  @Column('text', { name: 'method' }) readonly method: string;
  @Column('timestamptz', { name: 'recorded_at' }) readonly recordedAt: string;
}

/** The words that a person was shown, by version and language. */
@Entity('consent_text')
export class ConsentTextRow {
  @PrimaryColumn('text', { name: 'version' }) readonly version: string;
  @PrimaryColumn('text', { name: 'language' }) readonly language: string;
  @Column('text', { name: 'words' }) readonly words: string;
  /** SHA-256 (hex) of the words, made by the database. */
  @Column('text', { name: 'hash' }) readonly hash: string;
}
