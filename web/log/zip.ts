/** Files in one archive, stored as they are (PKWARE APPNOTE 6.3.10; no file above 4 GiB). */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Blob {
  const parts: BlobPart[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [path, bytes] of files) {
    const name = new TextEncoder().encode(path);
    const shared = sharedHeader(crc32(bytes), bytes.length, name.length);
    const local = joined(uint32s(0x04034b50), shared, name);
    directory.push(
      joined(uint32s(0x02014b50), uint16s(20), shared, uint16s(0, 0, 0), uint32s(0, at), name),
    );
    // A copy: a view of a larger buffer would bring all of it.
    parts.push(local.slice(), bytes.slice());
    at += local.length + bytes.length;
  }
  const central = joined(...directory);
  const end = joined(
    uint32s(0x06054b50),
    uint16s(0, 0, files.size, files.size),
    uint32s(central.length, at),
    uint16s(0),
  );
  return new Blob([...parts, central.slice(), end.slice()], { type: 'application/zip' });
}

/** Version 2.0, names in UTF-8, stored, 1980-01-01: an archive says nothing of the time it was made. */
const sharedHeader = (crc: number, size: number, nameLength: number): Uint8Array =>
  joined(uint16s(20, 0x0800, 0, 0, 0x21), uint32s(crc, size, size), uint16s(nameLength, 0));

function uint16s(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  values.forEach((value, index) => {
    view.setUint16(index * 2, value, true);
  });
  return new Uint8Array(view.buffer);
}

function uint32s(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => {
    view.setUint32(index * 4, value, true);
  });
  return new Uint8Array(view.buffer);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value % 2 === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
