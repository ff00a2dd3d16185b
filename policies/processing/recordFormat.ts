import type { Coordinate, EraseRule, FieldClass, PurposeName } from '../lock.ts';

/** GDPR Art. 30(1)(a): who answers for the processing; no policy file knows it. */
export interface Controller {
  readonly name: string;
  readonly contact: string;
  readonly representative: string | null;
  readonly dataProtectionOfficer: string;
}

/** The record of processing activities; `processing-record.schema.json` is its JSON Schema. */
export interface ProcessingRecord {
  readonly format: 1;
  readonly madeAt: string;
  readonly policy: { readonly hash: string; readonly version: number | null };
  readonly controller: Controller | null;
  /** What the log was asked for; null where the record states the declared side alone. */
  readonly observation: {
    readonly from: string;
    readonly to: string;
    readonly releases: number;
  } | null;
  readonly activities: readonly Activity[];
  readonly undeclared: readonly UndeclaredUse[];
}

/** One line of the record: a purpose, declared and observed. */
export interface Activity {
  readonly purpose: PurposeName;
  /** A screen or command is registered for it. */
  readonly active: boolean;
  readonly is: string;
  readonly legalBasis: string;
  readonly law: string | null;
  readonly interestAssessment: string | null;
  readonly impactAssessment: string | null;
  readonly consent: string | null;
  readonly condition: string | null;
  readonly evidence: string | null;
  readonly roles: readonly string[];
  readonly recipients: readonly string[];
  readonly retention: { readonly keep: string; readonly from: string } | null;
  readonly stores: readonly StoreOfRecord[];
  readonly documents: readonly { readonly name: string; readonly kind: 'screen' | 'command' }[];
  /** Whether any datum of a person is within its reach. */
  readonly personal: boolean;
  readonly persons: readonly string[];
  readonly data: readonly DataGroup[];
  readonly erasure: readonly ErasureGroup[];
  readonly safeguards: {
    readonly encryptedFields: number;
    readonly reducedFields: number;
    readonly openOnlyInWindow: number;
  };
  readonly observed: ObservedActivity | null;
  readonly neverUsed: {
    readonly fields: readonly Coordinate[];
    readonly roles: readonly string[];
  } | null;
}

export interface StoreOfRecord {
  readonly store: string;
  readonly accountable: string;
  readonly steward: string;
  readonly residency: readonly string[];
}

export interface DataGroup {
  /** Term of the W3C vocabulary; null where the rules name none. */
  readonly category: string | null;
  readonly class: FieldClass;
  readonly types: readonly string[];
  readonly fields: readonly { readonly field: Coordinate; readonly form: string }[];
}

export interface ErasureGroup {
  readonly how: EraseRule['how'];
  readonly until: string | null;
  readonly law: string | null;
  readonly fields: number;
}

export interface ObservedActivity {
  readonly releases: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly roles: readonly string[];
  readonly screens: readonly string[];
  readonly fields: readonly {
    readonly field: Coordinate;
    readonly form: string;
    readonly releases: number;
  }[];
}

/** A use in the log that the published policy does not declare. */
export interface UndeclaredUse {
  readonly kind: 'PURPOSE' | 'ROLE' | 'SCREEN' | 'FIELD' | 'FORM';
  readonly purpose: PurposeName;
  /** The field, role or screen; the purpose itself where there is no such purpose. */
  readonly subject: string;
  readonly screen: string;
  /** In which form a field was shown; null for what is no field. */
  readonly form: string | null;
  readonly policy: string;
  /** Whether the policy in force at the time declared it; null where that policy is not at hand. */
  readonly declaredThen: boolean | null;
  readonly releases: number;
  readonly firstAt: string;
  readonly lastAt: string;
}
