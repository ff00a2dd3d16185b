import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { CertifiedAnswer, OpenedAnswer, ScanSummary } from '../../../lib/copies/messages.ts';
import { signBytes } from '../../../lib/keys.ts';
import type { Identity } from '../../host/between/exchange.ts';
import type { PolicyInForce } from '../../host/definition.ts';

export interface CertificateInput {
  readonly identity: Identity;
  readonly policy: PolicyInForce;
  readonly about: Omit<OpenedAnswer, 'session'>;
  /** Digests that were held against the values, as this store counted them. */
  readonly digests: number;
  readonly summary: ScanSummary;
}

/** What no scan of this kind can see; part of every certificate. */
const limits = [
  'Values of categories with fewer than 2^32 possible values, values that are short, and values that more than five subjects share are not looked for; they are counted under leftOut.',
  'A value is recognised as it is, in other cases, Unicode forms and grouping, and in the variants that are named; not where it is encrypted, salted, compressed, abbreviated, mistyped or split over columns.',
  'Databases of the stores that are named were read, each table at one moment of its own; files, backups, logs, and systems outside them were not.',
  'A cell is read up to its first 262,144 characters; cells that are longer are counted under notRead.',
];

/** The certificate of one scan: what was looked for, where, and what was found. */
export function certify({
  identity,
  policy,
  about,
  digests,
  summary,
}: CertificateInput): CertifiedAnswer {
  const certificate = canonicalJson({
    format: 1,
    what: 'copy-freedom certificate',
    outcome: summary.findings.length === 0 ? 'no undeclared copy was found' : 'copies were found',
    issuedAt: identity.clock.now().toISOString(),
    issuer: identity.name,
    policy: policy.lock.hash,
    epoch: policy.epoch,
    lookedFor: about,
    digests,
    ...summary,
    limits,
  });
  return {
    certificate,
    kid: identity.keys.public.kid,
    signature: signBytes(identity.keys, Buffer.from(certificate)),
  };
}
