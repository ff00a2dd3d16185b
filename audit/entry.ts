import { canonicalJson } from '../lib/canonicalJson.ts';
import type { Clock } from '../lib/clock.ts';
import { redactFreeText } from '../lib/freeText/redact.ts';
import { sha256Hex } from '../lib/hash.ts';

/** docs/audit-format.md lists what each type holds. */
export type EntryType =
  | 'intent'
  | 'release'
  | 'deny'
  | 'command'
  | 'heartbeat'
  | 'export'
  | 'lock'
  | 'lock.effective'
  | 'unlock'
  | 'scan.certificate'
  | `${'policy' | 'consent' | 'rights' | 'erase' | 'restrict' | 'breakglass' | 'key' | 'admin'}.${string}`;

/** An entry as it is written: complete, but for its place in the log. */
export interface Entry {
  /** ULID. */
  readonly entryId: string;
  readonly type: EntryType;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly node: string;
  /** 16 random bytes, hex. */
  readonly incarnation: string;
  /** From 1, without a gap within an incarnation. */
  readonly nodeSeq: number;
  readonly decisionCommit: string;
  readonly subjectCommit: string | null;
  /** Canonical JSON (RFC 8785). */
  readonly decision: string;
  /** 32 random bytes, hex. */
  readonly decisionSalt: string;
  readonly subject: string | null;
  readonly subjectSalt: string | null;
}

/** Who acted on whom; the one part of an entry that may lawfully be removed. */
export interface EntrySubject {
  readonly actor: string;
  readonly team: string | null;
  readonly subjects: readonly { readonly store: string; readonly refs: readonly string[] }[];
  readonly evidence: string | null;
  readonly reason: string | null;
  readonly trace: string | null;
}

export interface EntryDraft {
  readonly type: EntryType;
  /** Canonical JSON; never a value of a person. */
  readonly decision: string;
  readonly subject: EntrySubject | null;
  /** A new ULID unless the entry was named before it is written. */
  readonly entryId?: string;
}

export interface EntryMakerOptions {
  readonly node: string;
  readonly incarnation: string;
  readonly clock: Clock;
  readonly newEntryId: () => string;
  /** 32 random bytes. */
  readonly newSalt: () => Uint8Array;
}

/** Hex SHA-256(salt ‖ text): says nothing about the text once the salt is gone. */
export const commitment = (salt: Uint8Array, text: string): string =>
  sha256Hex(Buffer.concat([salt, Buffer.from(text, 'utf8')]));

/**
 * Makes entries of one incarnation: numbered without a gap, in the order of the calls, their time
 * never falling though the clock may.
 */
export function createEntryMaker(options: EntryMakerOptions): (draft: EntryDraft) => Entry {
  const { node, incarnation, clock, newEntryId, newSalt } = options;
  let nodeSeq = 0;
  let latest = 0;
  return ({ type, decision, subject, entryId = newEntryId() }) => {
    nodeSeq += 1;
    latest = Math.max(latest, clock.now().getTime());
    const salt = newSalt();
    const who = subject === null ? undefined : sealed(canonicalJson(redacted(subject)), newSalt());
    return {
      entryId,
      type,
      at: new Date(latest).toISOString(),
      node,
      incarnation,
      nodeSeq,
      decisionCommit: commitment(salt, decision),
      subjectCommit: who?.commit ?? null,
      decision,
      decisionSalt: Buffer.from(salt).toString('hex'),
      subject: who?.text ?? null,
      subjectSalt: who?.salt ?? null,
    };
  };
}

/** Whoever took the reason checked it before; nothing that has the shape of a value gets past here. */
const redacted = (subject: EntrySubject): EntrySubject =>
  subject.reason === null ? subject : { ...subject, reason: redactFreeText(subject.reason).text };

const sealed = (text: string, salt: Uint8Array) => ({
  text,
  salt: Buffer.from(salt).toString('hex'),
  commit: commitment(salt, text),
});

/** The leaf of the tree: canonical JSON of the header. */
export const headerText = (entry: Entry, seq: number): string => {
  const { at, decisionCommit, entryId, incarnation, node, nodeSeq, subjectCommit, type } = entry;
  return canonicalJson({
    ...{ at, decisionCommit, entryId, incarnation, node, nodeSeq, seq, subjectCommit, type },
  });
};

/** What is left of an entry's bodies: null once a subject was removed, or both were retired. */
export interface EntryBody extends Pick<Entry, 'entryId' | 'subject' | 'subjectSalt'> {
  readonly decision: string | null;
  readonly decisionSalt: string | null;
}

/** One line of a body file, without its line break. */
export const bodyText = (entry: EntryBody): string => {
  const { entryId, decision, decisionSalt, subject, subjectSalt } = entry;
  const quoted = (text: string | null): string => (text === null ? 'null' : JSON.stringify(text));
  return (
    `{"decision":${decision ?? 'null'},"decisionSalt":${quoted(decisionSalt)},"entryId":${quoted(entryId)},` +
    `"subject":${subject ?? 'null'},"subjectSalt":${quoted(subjectSalt)}}`
  );
};
