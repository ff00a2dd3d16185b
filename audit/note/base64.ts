/** Standard base64 (RFC 4648, section 4), read only as it is written: padded, nothing left over. */

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** A whole number in decimal without leading zeroes, or undefined. */
export function parseDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
