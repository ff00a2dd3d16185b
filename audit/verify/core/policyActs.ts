import { bytesOf, fromBase64, hexOf, textOf, toBase64Url } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import { canonical, hasShape, isCount, isList, isObject, isText, textFrom } from './json.ts';
import { parseCanonical, type Json, type JsonObject } from './json.ts';
import type { InstallationLock } from './installationLocks.ts';

/** What officers signed of one change of the policy, word for word. */
export interface PolicyActs {
  readonly epoch: number;
  /** Every difference in words, as it was signed: direction and sentence. */
  readonly changes: readonly (readonly [direction: string, sentence: string])[];
  readonly acts: readonly SignedAct[];
}

export interface SignedAct {
  readonly act: JsonObject;
  readonly payload: string;
  /** The protected header of the detached JWS, as it was written. */
  readonly head: string;
  readonly signature: Uint8Array;
}

/** Whose signature counts, as an installation lock states it. */
export interface Officer {
  readonly person: string;
  readonly role: string;
  readonly key: Uint8Array;
}

const shape = {
  acts: isList,
  changes: isList,
  epoch: isCount,
  format: (value: Json | undefined) => value === 1,
};

/** Undefined where the bytes are not of the form. */
export function parseActs(bytes: Uint8Array): PolicyActs | undefined {
  const text = textOf(bytes);
  const file = text === undefined ? undefined : parseCanonical(text);
  if (!hasShape(file, shape)) return undefined;
  const changes = (isList(file.changes) ? file.changes : []).map(changeIn);
  const acts = (isList(file.acts) ? file.acts : []).map(actIn);
  const known = { changes: changes.filter(isThere), acts: acts.filter(isThere) };
  const isWhole = known.changes.length === changes.length && known.acts.length === acts.length;
  return isWhole ? { epoch: Number(file.epoch), ...known } : undefined;
}

const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined;

function changeIn(value: Json): readonly [string, string] | undefined {
  if (!isList(value) || value.length !== 2) return undefined;
  const [direction, sentence] = value;
  return isText(direction) && isText(sentence) ? [direction, sentence] : undefined;
}

function actIn(value: Json): SignedAct | undefined {
  if (!hasShape(value, { payload: isText, signature: isText })) return undefined;
  const payload = textFrom(value.payload);
  const act = parseCanonical(payload);
  const [head = '', empty, signature = '', more] = textFrom(value.signature).split('.');
  const bytes = fromBase64(signature, 'url');
  const isDetached = empty === '' && more === undefined && bytes?.length === 64;
  return isObject(act) && isDetached ? { act, payload, head, signature: bytes } : undefined;
}

const holder = /^officer-(dpo|steward)-(.+)$/;

/** By the header of a JWS under their key: a header is a literal, and nothing in it is a sender's choice. */
export function officersIn(locks: readonly InstallationLock[]): ReadonlyMap<string, Officer> {
  const officers = new Map<string, Officer>();
  for (const { processes } of locks) {
    for (const [name, keys] of processes) {
      const [, role, person] = holder.exec(name) ?? [];
      if (role === undefined || person === undefined) continue;
      for (const [kid, key] of keys) {
        const head = toBase64Url(bytesOf(`{"alg":"EdDSA","kid":"${kid}"}`));
        officers.set(head, { person, role, key });
      }
    }
  }
  return officers;
}

export async function signerOf(
  crypto: Crypto,
  officers: ReadonlyMap<string, Officer>,
  { head, payload, signature }: SignedAct,
): Promise<Officer | undefined> {
  const officer = officers.get(head);
  if (officer === undefined) return undefined;
  const signed = bytesOf(`${head}.${toBase64Url(bytesOf(payload))}`);
  return (await crypto.verifyEd25519(officer.key, signed, signature)) ? officer : undefined;
}

/** What approvals are given to: both policies and every sentence between them. */
export const statementOf = (
  crypto: Crypto,
  before: string,
  after: string,
  diff: PolicyActs['changes'],
): string => hexOf(crypto.sha256(bytesOf(canonical({ before, after, diff }))));
