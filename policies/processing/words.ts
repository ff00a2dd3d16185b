import type { EraseRule, FieldClass } from '../lock.ts';
import type { ObservedActivity, UndeclaredUse } from './recordFormat.ts';

/** The record's words in front of people; one set a language. */
export interface RecordWords {
  readonly language: 'en' | 'fr';
  readonly title: string;
  readonly intro: string;
  readonly controller: string;
  readonly controllerMissing: string;
  readonly representative: string;
  readonly officer: string;
  readonly policy: (hash: string, version: number | null) => string;
  readonly madeAt: string;
  readonly observedWindow: (from: string, to: string, releases: number) => string;
  readonly notObserved: string;
  readonly undeclared: string;
  readonly undeclaredNone: string;
  readonly undeclaredKind: Readonly<Record<UndeclaredUse['kind'], string>>;
  readonly declaredThen: (then: boolean | null) => string;
  readonly activities: string;
  readonly heads: Readonly<Record<Head, string>>;
  readonly active: (active: boolean) => string;
  readonly nobody: string;
  readonly never: string;
  readonly yes: string;
  readonly no: string;
  readonly noPersonal: string;
  readonly basis: Readonly<Record<string, string>>;
  readonly class: Readonly<Record<FieldClass, string>>;
  readonly erase: Readonly<Record<EraseRule['how'], string>>;
  readonly until: (event: string) => string;
  readonly event: Readonly<Record<string, string>>;
  readonly duration: (iso: string) => string;
  readonly from: (duration: string, event: string) => string;
  readonly person: (path: string) => string;
  readonly term: (term: string) => string;
  readonly safeguards: (encrypted: number, reduced: number, windowed: number) => string;
  readonly seen: (observed: ObservedActivity) => string;
  readonly details: (count: number) => string;
}

export type Head =
  | 'purpose'
  | 'basis'
  | 'law'
  | 'assessments'
  | 'roles'
  | 'recipients'
  | 'persons'
  | 'data'
  | 'retention'
  | 'erasure'
  | 'stores'
  | 'residency'
  | 'safeguards'
  | 'documents'
  | 'observed'
  | 'neverFields'
  | 'neverRoles'
  | 'field'
  | 'form'
  | 'kind'
  | 'subject'
  | 'screen'
  | 'times'
  | 'first'
  | 'last'
  | 'then';

/** `P3Y` → `3 years`; what is no plain period stays as it is. */
export function durationWords(
  iso: string,
  table: readonly (readonly [string, string, string])[],
): string {
  const match = /^P(\d+)([YMWD])$/.exec(iso);
  const unit = table.find(([letter]) => letter === match?.[2]);
  if (match?.[1] === undefined || unit === undefined) return iso;
  return `${match[1]} ${match[1] === '1' ? unit[1] : unit[2]}`;
}
