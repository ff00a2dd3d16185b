import { createCipheriv, createDecipheriv } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../../lib/config.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import type { BoundKey, KeyEncryption, WrappedKey } from './keyEncryption.ts';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

export interface KeyFilesInput {
  readonly folder: string;
  readonly randomBytes: (count: number) => Buffer;
}

/** Key encryption by files that their owner alone can read, `wrapping-<generation>.key`: 32 random bytes each. */
export function createKeyFiles({ folder, randomBytes }: KeyFilesInput): KeyEncryption {
  const kept = new Map<number, Buffer>();
  const pathOf = (generation: number): string => join(folder, `wrapping-${String(generation)}.key`);
  const keyOf = (generation: number): Buffer => {
    const path = pathOf(generation);
    // Another process may have destroyed it: what is kept goes with the file.
    if (!existsSync(path)) {
      kept.delete(generation);
      throw new AppError('KEYS_UNAVAILABLE', { details: { generation } });
    }
    const key = kept.get(generation) ?? readKeyFile(path);
    kept.set(generation, key);
    return key;
  };
  return {
    create: (generation) => {
      const path = pathOf(generation);
      if (existsSync(path)) keyOf(generation);
      else makeKeyFile(folder, path, randomBytes(keyBytes));
      return Promise.resolve();
    },
    wrap: (generation, keys) => {
      const key = keyOf(generation);
      return Promise.resolve(keys.map((bound) => wrapOne(key, bound, randomBytes(nonceBytes))));
    },
    unwrap: (keys) => {
      const byGeneration = new Map<number, Buffer>();
      return Promise.resolve(
        keys.map((wrapped) => {
          const key = byGeneration.get(wrapped.generation) ?? keyOf(wrapped.generation);
          byGeneration.set(wrapped.generation, key);
          return unwrapOne(key, wrapped);
        }),
      );
    },
    destroy: (generation) => {
      kept.get(generation)?.fill(0);
      kept.delete(generation);
      eraseFile(pathOf(generation));
      return Promise.resolve();
    },
  };
}

/** Refuses a file that others than its owner may read or write. */
function readKeyFile(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    if ((fstatSync(file).mode & 0o077) !== 0) {
      throw new ConfigError(`${path} may be read by others than its owner; set its mode to 0600`);
    }
    const key = readFileSync(file);
    if (key.length !== keyBytes) throw new ConfigError(`${path} is no key of 32 bytes`);
    return key;
  } finally {
    closeSync(file);
  }
}

/** Whole or not at all: a process that is killed leaves a draft, which nobody reads. */
function makeKeyFile(folder: string, path: string, key: Buffer): void {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${String(process.pid)}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, key, { mode: 0o600, flag: 'wx', flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Overwritten first; what the disk itself keeps of it is outside of any program's reach. */
function eraseFile(path: string): void {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r+');
  try {
    writeSync(file, Buffer.alloc(statSync(path).size), 0, undefined, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  rmSync(path);
}

function wrapOne(key: Buffer, { bytes, context }: BoundKey, nonce: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function unwrapOne(key: Buffer, { bytes, context }: WrappedKey): Buffer | undefined {
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const end = bytes.length - tagBytes;
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
    cipher.setAAD(Buffer.from(context, 'utf8'));
    cipher.setAuthTag(bytes.subarray(end));
    return Buffer.concat([cipher.update(bytes.subarray(nonceBytes, end)), cipher.final()]);
  } catch {
    return undefined;
  }
}
