import { bytesOf, fromHex, hexOf, joined, textOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import {
  hasExactly,
  hasShape,
  isCount,
  isHash,
  isLike,
  isObject,
  isOrNull,
  isText,
} from './json.ts';
import { parseCanonical, type Json, type JsonObject, type Test } from './json.ts';

/** The leaf of the tree. */
export interface Header {
  readonly at: string;
  readonly decisionCommit: string;
  readonly entryId: string;
  readonly incarnation: string;
  readonly node: string;
  readonly nodeSeq: number;
  readonly seq: number;
  readonly subjectCommit: string | null;
  readonly type: string;
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const type =
  /^(?:intent|release|deny|command|heartbeat|export|lock|lock\.effective|unlock|scan\.certificate|(?:policy|consent|rights|erase|restrict|breakglass|key|admin)\.[a-zA-Z][a-zA-Z.-]{0,62})$/;

const idShape = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Whether it is a ULID. */
export const isId = (text: string): boolean => idShape.test(text);

export const isInstant = (text: string): boolean => {
  const time = instant.test(text) ? new Date(text) : undefined;
  return time !== undefined && !Number.isNaN(time.getTime()) && time.toISOString() === text;
};

const headerShape: Readonly<Record<keyof Header, Test>> = {
  at: (value) => isText(value) && isInstant(value),
  decisionCommit: isHash,
  entryId: isLike(idShape),
  incarnation: isLike(/^[0-9a-f]{32}$/),
  node: (value) => isText(value) && value !== '',
  nodeSeq: (value) => isCount(value) && value >= 1,
  seq: isCount,
  subjectCommit: isOrNull(isHash),
  type: isLike(type),
};

/** Undefined where the leaf is not written as docs/audit-format.md has it. */
export function parseHeader(leaf: Uint8Array): Header | undefined {
  const text = textOf(leaf);
  const header = text === undefined ? undefined : parseCanonical(text);
  return hasShape(header, headerShape) ? (header as unknown as Header) : undefined;
}

/** An entry's bodies, as far as they are still there. */
export interface Body {
  readonly decision: JsonObject | null;
  readonly subject: JsonObject | null;
}

export type BodyRead = Body | 'malformed' | 'altered';

const bodyMembers = ['decision', 'decisionSalt', 'entryId', 'subject', 'subjectSalt'] as const;

/** Reads a line of a body file and holds it against what its header commits to. */
export function readBody(crypto: Crypto, line: string, header: Header): BodyRead {
  const body = parseCanonical(line);
  if (!isObject(body) || !hasExactly(body, bodyMembers)) return 'malformed';
  if (body.entryId !== header.entryId) return 'altered';
  const decision = part(crypto, body.decision, body.decisionSalt);
  const subject = part(crypto, body.subject, body.subjectSalt);
  if (decision === undefined || subject === undefined) return 'malformed';
  const hasDecision = decision.commit === null || decision.commit === header.decisionCommit;
  const hasSubject = subject.commit === null || subject.commit === header.subjectCommit;
  return hasDecision && hasSubject
    ? { decision: decision.value, subject: subject.value }
    : 'altered';
}

interface Part {
  readonly value: JsonObject | null;
  readonly commit: string | null;
}

function part(crypto: Crypto, value: Json | undefined, salt: Json | undefined): Part | undefined {
  if (value === null && salt === null) return { value: null, commit: null };
  const bytes = isText(salt) ? fromHex(salt, 32) : undefined;
  if (bytes === undefined || !isObject(value)) return undefined;
  // The line is canonical, so its parts are: written again they are the text that was committed to.
  const text = JSON.stringify(value);
  return { value, commit: hexOf(crypto.sha256(joined(bytes, bytesOf(text)))) };
}
