import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * A reader of a log folder written from the specifications alone (RFC 6962, C2SP tlog-tiles,
 * tlog-checkpoint, signed-note, tlog-cosignature): it shares no line with the program and computes
 * everything the long way, from the entries up.
 */

export interface ReadLog {
  readonly origin: string;
  readonly size: number;
  readonly entries: readonly Buffer[];
  readonly cosignedBy: readonly string[];
  readonly tiles: number;
}

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** MTH(D[n]) as RFC 6962 defines it. */
function merkleTreeHash(entries: readonly Buffer[]): Buffer {
  if (entries.length === 0) return sha256();
  if (entries.length === 1) return sha256(Buffer.of(0), entries[0] as Buffer);
  let k = 1;
  while (2 * k < entries.length) k = 2 * k;
  return sha256(
    Buffer.of(1),
    merkleTreeHash(entries.slice(0, k)),
    merkleTreeHash(entries.slice(k)),
  );
}

interface Key {
  readonly name: string;
  readonly id: string;
  readonly type: number;
  readonly raw: Buffer;
}

function keyFrom(vkey: string): Key {
  const name = vkey.slice(0, vkey.indexOf('+'));
  const rest = vkey.slice(name.length + 1);
  const material = Buffer.from(rest.slice(9), 'base64');
  const id = sha256(`${name}\n`, material).subarray(0, 4).toString('hex');
  if (rest.slice(0, 9) !== `${id}+`) throw new Error('key hash');
  return { name, id, type: material.readUInt8(), raw: material.subarray(1) };
}

const ed25519 = (key: Key, message: string, signature: Buffer): boolean =>
  verify(
    null,
    Buffer.from(message),
    createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.raw]),
      format: 'der',
      type: 'spki',
    }),
    signature,
  );

function signedBy(text: string, lines: readonly string[], key: Key): boolean {
  const prefix = `— ${key.name} `;
  for (const line of lines) {
    if (!line.startsWith(prefix)) continue;
    const value = Buffer.from(line.slice(prefix.length), 'base64');
    if (value.subarray(0, 4).toString('hex') !== key.id) continue;
    if (key.type === 1) return ed25519(key, text, value.subarray(4));
    const time = value.readBigUInt64BE(4).toString();
    return ed25519(key, `cosignature/v1\ntime ${time}\n${text}`, value.subarray(12));
  }
  return false;
}

/** N, zero-padded to groups of three digits, all but the last with an x before them. */
function pathOf(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

function resource(folder: string, path: string, width: number): Buffer {
  const partial = join(folder, `${path}.p/${String(width)}`);
  return readFileSync(width < 256 && existsSync(partial) ? partial : join(folder, path));
}

function entriesOf(folder: string, size: number): Buffer[] {
  const entries: Buffer[] = [];
  for (let index = 0; index * 256 < size; index += 1) {
    const width = Math.min(256, size - index * 256);
    const bundle = resource(folder, `tile/entries/${pathOf(index)}`, width);
    let at = 0;
    for (let count = 0; count < width; count += 1) {
      const length = bundle.readUInt16BE(at);
      entries.push(bundle.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return entries;
}

function checkTiles(folder: string, entries: readonly Buffer[]): number {
  let checked = 0;
  for (let level = 0; 256 ** level <= entries.length; level += 1) {
    const hashes = Math.floor(entries.length / 256 ** level);
    for (let index = 0; index * 256 < hashes; index += 1) {
      const width = Math.min(256, hashes - index * 256);
      const tile = resource(folder, `tile/${String(level)}/${pathOf(index)}`, width);
      for (let i = 0; i < width; i += 1) {
        const from = (index * 256 + i) * 256 ** level;
        const hash = merkleTreeHash(entries.slice(from, from + 256 ** level));
        if (!hash.equals(tile.subarray(i * 32, i * 32 + 32))) {
          throw new Error(`tile ${String(level)}/${String(index)}, hash ${String(i)}`);
        }
      }
      checked += 1;
    }
  }
  return checked;
}

/** Reads everything, or throws an error that says what does not hold. */
export function readLog(folder: string, log: string, witnesses: readonly string[]): ReadLog {
  const note = readFileSync(join(folder, 'checkpoint'), 'utf8');
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const lines = note
    .slice(end + 2)
    .split('\n')
    .slice(0, -1);
  if (!signedBy(text, lines, keyFrom(log))) throw new Error('signature of the log');
  const [origin = '', size = '', root = ''] = text.split('\n');
  const entries = entriesOf(folder, Number(size));
  if (merkleTreeHash(entries).toString('base64') !== root) throw new Error('root');
  const tiles = checkTiles(folder, entries);
  const cosignedBy = witnesses
    .map(keyFrom)
    .filter((key) => signedBy(text, lines, key))
    .map(({ name }) => name);
  return { origin, size: Number(size), entries, cosignedBy, tiles };
}
