import { hmacHex } from '../lib/hash.ts';
import { unreachable } from '../lib/unreachable.ts';
import type { Form } from './lock.ts';

/** Shorter values would be half told by their last four characters. */
const last4LengthMin = 8;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Shows a value in its form. A value that the form can't be applied to becomes null: it is never
 * shown whole by mistake. `key` is the key of the purpose, for `token` alone.
 */
export function applyForm(form: Form, value: unknown, key?: Uint8Array): unknown {
  if (form === 'clear') return value;
  if (value === null || value === undefined) return null;
  if (form === 'count') return countOf(value);
  if (Array.isArray(value)) return value.map((item) => applyForm(form, item, key));
  return typeof value === 'string' ? textInForm(form, value, key) : null;
}

function textInForm(
  form: Exclude<Form, 'clear' | 'count'>,
  value: string,
  key: Uint8Array | undefined,
): string | null {
  switch (form) {
    case 'last4':
      return last4(value);
    case 'domain-only':
      return domainOf(value);
    case 'initial':
      return initialOf(value);
    case 'token':
      return tokenOf(value, key);
    default:
      return unreachable(form);
  }
}

function last4(text: string): string {
  const characters = graphemes(text.replaceAll(/\s/g, ''));
  return characters.length < last4LengthMin ? '…' : `…${characters.slice(-4).join('')}`;
}

/** What follows the last `@`; null where there is none. */
function domainOf(text: string): string | null {
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1).trim();
  return at < 0 || domain === '' ? null : domain;
}

function initialOf(text: string): string | null {
  const first = graphemes(text.trim())[0];
  return first === undefined ? null : `${first}.`;
}

function tokenOf(text: string, key: Uint8Array | undefined): string {
  if (key === undefined) throw new TypeError('the form `token` needs the key of its purpose');
  return hmacHex(key, text);
}

/** As many items as there are, with nothing in them but their type. */
function countOf(value: unknown): unknown {
  if (!Array.isArray(value)) return null;
  return value.map((item: unknown) => (isObject(item) ? emptied(item) : null));
}

const isObject = (item: unknown): item is Readonly<Record<string, unknown>> =>
  item !== null && typeof item === 'object' && !Array.isArray(item);

const emptied = (item: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(item).map(([name, member]) => [name, name === '__typename' ? member : null]),
  );

const graphemes = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);
