import type { Entry } from './bundle.ts';
import type { Findings } from './findings.ts';
import { isCount, isList, isObject, isText, isTexts, textFrom, type JsonObject } from './json.ts';

/** A fact after which a subject's values may no longer leave for a purpose, or for any. */
interface Withdrawal {
  readonly purpose: string | null;
  readonly guardSeq: number;
}

const withdraws = (type: string): boolean =>
  type === 'consent.withdrawn' || type.startsWith('restrict.') || type.startsWith('erase.');

interface Release {
  readonly purpose: string;
  readonly guardSeq: number;
}

/**
 * The store that keeps consents and restrictions counts its changes (`guardSeq`). A release states
 * the smallest count that its values were read under: it has to lie before that of a withdrawal.
 */
export function createWithdrawals(findings: Findings) {
  const bySubject = new Map<string, readonly Withdrawal[]>();
  const released = new Map<string, Release>();
  return {
    entry: ({ header, body, index }: Entry): void => {
      const { decision, subject } = body ?? {};
      if (header === undefined || decision == null || subject == null) return;
      const { guardSeq } = decision;
      if (!isCount(guardSeq)) return;
      const purpose = textFrom(decision.purpose);
      const refs = keysOf(subject);
      const isLate =
        header.type === 'release'
          ? release(refs, { purpose, guardSeq })
          : withdraws(header.type) && withdraw(refs, factOf(header.type, purpose, guardSeq));
      if (isLate) findings.add('release.after-withdrawal', { index });
    },
  };

  function withdraw(refs: readonly string[], fact: Withdrawal): boolean {
    for (const ref of refs) bySubject.set(ref, [...(bySubject.get(ref) ?? []), fact]);
    return refs.some((ref) => {
      const before = released.get(ref);
      return before !== undefined && isAfter(before, fact);
    });
  }

  function release(refs: readonly string[], one: Release): boolean {
    for (const ref of refs) {
      if ((released.get(ref)?.guardSeq ?? -1) < one.guardSeq) released.set(ref, one);
    }
    return refs.some((ref) => (bySubject.get(ref) ?? []).some((fact) => isAfter(one, fact)));
  }
}

/** A consent is withdrawn for its purpose; what restricts or erases holds for every one. */
const factOf = (type: string, purpose: string, guardSeq: number): Withdrawal => ({
  guardSeq,
  purpose: type === 'consent.withdrawn' ? purpose : null,
});

const isAfter = (release: Release, { guardSeq, purpose }: Withdrawal): boolean =>
  release.guardSeq >= guardSeq && (purpose === null || purpose === release.purpose);

const keysOf = ({ subjects }: JsonObject): readonly string[] =>
  !isList(subjects)
    ? []
    : subjects.flatMap((item) =>
        isObject(item) && isTexts(item.refs)
          ? item.refs.map((ref) => `${isText(item.store) ? item.store : ''} ${ref}`)
          : [],
      );
