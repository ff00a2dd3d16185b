import { fromBase64 } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import { hasShape, isCount, isHash, isList, isObject, isText } from './json.ts';
import { parseStrict, textFrom, type Json, type Test } from './json.ts';
import { parseVerifierKey, type VerifierKey } from './note.ts';

/** Raw Ed25519 public keys by their id. */
export type Keys = ReadonlyMap<string, Uint8Array>;

export interface TrustedWitness {
  readonly name: string;
  readonly key: VerifierKey;
  /** Who runs it: witnesses of one operator are one word. */
  readonly operator: string;
}

/** What an auditor pins (docs/audit-format.md, trust.json). */
export interface Trust {
  /** False where it was read from the log's own folder, and so proves nothing about who wrote it. */
  readonly isPinned: boolean;
  readonly origin: string;
  readonly genesis: string;
  readonly log: VerifierKey;
  readonly witnesses: readonly TrustedWitness[];
  readonly quorum: number;
  readonly stores: ReadonlyMap<string, Keys>;
  readonly signers: Keys;
}

const shape: Readonly<Record<string, Test>> = {
  format: (value) => value === 1,
  genesis: isHash,
  log: isText,
  origin: isText,
  quorum: (value) => isCount(value) && value >= 1,
  signers: (value) => keysIn(value) !== undefined,
  stores: (value) => storesIn(value) !== undefined,
  witnesses: isList,
};

/** Undefined where the file is not of the form, or could be satisfied by less than it seems to ask. */
export function parseTrust(crypto: Crypto, text: string): Trust | undefined {
  const file = parseStrict(text);
  if (!hasShape(file, shape)) return undefined;
  const log = parseVerifierKey(crypto, textFrom(file.log));
  const witnesses = witnessesIn(crypto, file.witnesses);
  if (log?.algorithm !== 1 || log.name !== file.origin || witnesses === undefined) return undefined;
  const quorum = Number(file.quorum);
  if (quorum > witnesses.length) return undefined;
  return {
    ...{ isPinned: true, log, witnesses, quorum },
    origin: textFrom(file.origin),
    genesis: textFrom(file.genesis),
    stores: storesIn(file.stores) ?? new Map(),
    signers: keysIn(file.signers) ?? new Map(),
  };
}

function witnessesIn(crypto: Crypto, list: Json | undefined): TrustedWitness[] | undefined {
  const witnesses = (isList(list) ? list : []).map((item) => witnessIn(crypto, item));
  const known = witnesses.filter((witness) => witness !== undefined);
  // One witness twice would count for two.
  const names = new Set(known.map(({ name }) => name));
  const keys = new Set(known.map(({ key }) => String(key.key)));
  const isWhole = known.length === witnesses.length;
  return isWhole && names.size === known.length && keys.size === known.length ? known : undefined;
}

function witnessIn(crypto: Crypto, item: Json): TrustedWitness | undefined {
  if (!hasShape(item, { key: isText, name: isText, operator: isText })) return undefined;
  const key = parseVerifierKey(crypto, textFrom(item.key));
  if (key?.algorithm !== 4) return undefined;
  return { key, name: textFrom(item.name), operator: textFrom(item.operator) };
}

function storesIn(value: Json | undefined): ReadonlyMap<string, Keys> | undefined {
  if (!isObject(value)) return undefined;
  const stores = new Map<string, Keys>();
  for (const [store, list] of Object.entries(value)) {
    const keys = keysIn(list);
    if (keys === undefined) return undefined;
    stores.set(store, keys);
  }
  return stores;
}

/** A list of `{kid, ed25519}`. */
export function keysIn(list: Json | undefined): Keys | undefined {
  if (!isList(list)) return undefined;
  const keys = new Map<string, Uint8Array>();
  for (const item of list) {
    const [kid, ed25519] = isObject(item) ? [item.kid, item.ed25519] : [];
    const key = isText(ed25519) ? fromBase64(ed25519, 'url') : undefined;
    if (!isText(kid) || key?.length !== 32) return undefined;
    keys.set(kid, key);
  }
  return keys;
}
