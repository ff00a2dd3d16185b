import type { PublishedPolicy } from './publishedPolicy.ts';

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

/** The record of processing activities (GDPR Art. 30): one line a purpose (`PurposeRecord`). */
export const purposeRecords = ({ purposes }: PublishedPolicy): readonly object[] =>
  Object.entries(purposes)
    .sort(byName)
    .map(([name, { is, retention, consent, law, lia, dpia, evidence, ...purpose }]) => ({
      name,
      vocabulary: is,
      legalBasis: purpose.legalBasis,
      roles: purpose.roles,
      recipients: purpose.recipients,
      retention: retention === undefined ? null : `${retention.keep} from ${retention.from}`,
      consent: consent ?? null,
      law: law ?? null,
      lia: lia ?? null,
      dpia: dpia ?? null,
      evidence: evidence ?? null,
    }));

/** The register of documents: what may be asked at all, and for which purpose (`ScreenRecord`). */
export const screenRecords = ({ screens }: PublishedPolicy): readonly object[] =>
  Object.entries(screens)
    .sort(byName)
    .map(([name, screen]) => ({
      name,
      kind: screen.kind.toUpperCase(),
      documentHash: screen.documents[0],
      documentHashes: screen.documents,
      purpose: screen.purpose,
      roles: screen.roles,
      subjects: screen.subjectsMax === 0 ? 'nobody' : `at most ${String(screen.subjectsMax)}`,
      showWithheld: screen.showWithheld,
      onDenied: screen.onDenied,
    }));
