import { hexOf, textOf, bytesOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import {
  canonical,
  isObject,
  isText,
  objectIn,
  own,
  parseCanonical,
  textsIn,
  without,
} from './json.ts';
import type { Json, JsonObject } from './json.ts';

/** The parts of a published policy that decisions look at. */
export interface Policy {
  readonly hash: string;
  readonly purposes: ReadonlyMap<string, Purpose>;
  readonly fields: ReadonlyMap<string, Field>;
  readonly screens: ReadonlyMap<string, Screen>;
}

export interface Purpose {
  readonly basis: string | null;
  readonly roles: ReadonlySet<string>;
  readonly needsConsent: boolean;
}

export interface Field {
  readonly store: string;
  readonly class: string;
  /** Form by purpose; `*` stands for every purpose. */
  readonly read: ReadonlyMap<string, string>;
  readonly write: ReadonlySet<string>;
  readonly window: ReadonlySet<string>;
  readonly residency: ReadonlySet<string>;
}

export interface Screen {
  readonly kind: string;
  readonly purpose: string;
  readonly roles: ReadonlySet<string>;
  readonly subjectsMax: number | null;
  readonly documents: ReadonlySet<string>;
}

/** Undefined where the bytes are no policy; `hash` is what they hash to, whatever they say. */
export function parsePolicy(crypto: Crypto, bytes: Uint8Array): Policy | undefined {
  const text = textOf(bytes);
  const lock = text === undefined ? undefined : parseCanonical(text);
  if (!isObject(lock) || lock.format !== 1) return undefined;
  const hash = hexOf(crypto.sha256(bytesOf(canonical(without(lock, 'hash')))));
  if (lock.hash !== hash) return undefined;
  return {
    hash,
    purposes: mapOf(lock, 'purposes', purposeOf),
    fields: mapOf(lock, 'fields', fieldOf),
    screens: mapOf(lock, 'screens', screenOf),
  };
}

const mapOf = <Value>(lock: JsonObject, name: string, read: (value: Json) => Value) =>
  new Map(Object.entries(objectIn(lock, name)).map(([key, value]) => [key, read(value)] as const));

const textIn = (value: Json, name: string): string | undefined => {
  const member = isObject(value) ? own(value, name) : undefined;
  return isText(member) ? member : undefined;
};

const purposeOf = (value: Json): Purpose => ({
  basis: textIn(value, 'legalBasis') ?? null,
  roles: new Set(textsIn(value, 'roles')),
  needsConsent: isObject(value) && own(value, 'consent') !== undefined,
});

function fieldOf(value: Json): Field {
  const read = Object.entries(objectIn(value, 'read')).flatMap(([purpose, form]) =>
    isText(form) ? [[purpose, form] as const] : [],
  );
  return {
    store: textIn(value, 'store') ?? '',
    // A field of no known class is decided as strictly as a personal one.
    class: textIn(value, 'class') ?? 'personal',
    read: new Map(read),
    write: new Set(textsIn(value, 'write')),
    window: new Set(textsIn(value, 'window')),
    residency: new Set(textsIn(value, 'residency')),
  };
}

function screenOf(value: Json): Screen {
  const max = isObject(value) ? own(value, 'subjectsMax') : undefined;
  return {
    kind: textIn(value, 'kind') ?? '',
    purpose: textIn(value, 'purpose') ?? '',
    roles: new Set(textsIn(value, 'roles')),
    subjectsMax: typeof max === 'number' ? max : null,
    documents: new Set(textsIn(value, 'documents')),
  };
}
