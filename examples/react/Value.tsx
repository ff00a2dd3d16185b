import type { ReactElement, ReactNode } from 'react';
import type { Answer } from '../../client/referentClient.ts';

const reasons: Readonly<Record<string, string>> = {
  NOT_PERMITTED: 'Not shown for this purpose; the value was never fetched.',
  NOT_AVAILABLE: 'No value is available.',
  PARTY_NOT_PERMITTED: 'Natural persons are left out for this purpose.',
};

interface ValueProps {
  readonly answer: Answer<unknown>;
  readonly path: string;
  readonly value: ReactNode;
}

/** A value with the mark of the store that owns it, or the reason why it is not shown. */
export function Value({ answer, path, value }: ValueProps): ReactElement {
  const withheld = answer.withheldAt(path);
  const source = answer.sourceOf(path);
  if (value === null || value === undefined) {
    const failed = answer.errors.some(
      ({ path: failedPath }) => failedPath !== undefined && path.startsWith(failedPath.join('.')),
    );
    const reason =
      withheld === undefined
        ? failed
          ? 'The store is not available.'
          : undefined
        : (reasons[withheld.code] ?? 'Withheld.');
    return (
      <span className="absent" title={reason}>
        {withheld !== undefined ? 'withheld' : failed ? 'not available' : '–'}
      </span>
    );
  }
  return (
    <span>
      {value}
      {source !== undefined && (
        <span
          className={`mark ${source.store}`}
          title={`${source.store} · ${source.guarantee} · shown as ${source.form} · read ${source.readAt ?? ''}`}
        >
          {source.store}
        </span>
      )}
    </span>
  );
}
