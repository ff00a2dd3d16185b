import { createCipheriv, createDecipheriv } from 'node:crypto';

/*
 * A sealed value: `e1.` and, in base64url, the key's id (16 bytes), its version (2), the nonce (12),
 * the ciphertext and the tag (16). AES-256-GCM (NIST SP 800-38D).
 */
const mark = 'e1.';
const at = { version: 16, nonce: 18, text: 30 } as const;
const tagBytes = 16;

/** What a value is bound to: put anywhere else, it does not open. */
export interface Binding {
  /** `table.column` */
  readonly place: string;
  readonly subject: string;
  readonly rowId: string;
}

export interface ValueKey {
  /** A UUID. */
  readonly id: string;
  readonly version: number;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** A sealed value, taken apart. */
export interface Envelope {
  readonly keyId: string;
  readonly version: number;
  readonly bytes: Buffer;
}

/** As JSON, in which each part ends where it ends: no two bindings read alike. */
const associated = ({ place, subject, rowId }: Binding, keyId: string, version: number): Buffer =>
  Buffer.from(JSON.stringify([mark, place, subject, rowId, keyId, version]), 'utf8');

export const isSealed = (text: string): boolean => text.startsWith(mark);

const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** `nonce` is fresh, random and 12 bytes for each value. */
export function sealValue(
  key: ValueKey,
  nonce: Uint8Array,
  binding: Binding,
  value: string,
): string {
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce);
  cipher.setAAD(associated(binding, key.id, key.version));
  const text = cipher.update(value, 'utf8');
  const last = cipher.final();
  const version = Buffer.alloc(2);
  version.writeUInt16BE(key.version);
  const parts = [uuidBytes(key.id), version, nonce, text, last, cipher.getAuthTag()];
  return `${mark}${Buffer.concat(parts).toString('base64url')}`;
}

/** Undefined where the text is no envelope. */
export function readEnvelope(text: unknown): Envelope | undefined {
  if (typeof text !== 'string' || !isSealed(text)) return undefined;
  const bytes = Buffer.from(text.slice(mark.length), 'base64url');
  if (bytes.length < at.text + tagBytes) return undefined;
  return {
    keyId: uuidText(bytes.subarray(0, at.version)),
    version: bytes.readUInt16BE(at.version),
    bytes,
  };
}

/** Undefined where it was changed, or belongs elsewhere. */
export function openValue(
  { keyId, version, bytes }: Envelope,
  secret: Uint8Array,
  binding: Binding,
): string | undefined {
  const end = bytes.length - tagBytes;
  try {
    const cipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(at.nonce, at.text));
    cipher.setAAD(associated(binding, keyId, version));
    cipher.setAuthTag(bytes.subarray(end));
    const text = cipher.update(bytes.subarray(at.text, end), undefined, 'utf8');
    return text + cipher.final('utf8');
  } catch {
    // The one reason for which `final` throws: the tag does not fit.
    return undefined;
  }
}
