import type { Activity, DataGroup } from './recordFormat.ts';
import type { RecordWords } from './words.ts';

/** The cells of one activity in words: its line of the CSV and its rows of the page. */
export interface ActivityText {
  readonly basis: string;
  readonly assessments: string;
  readonly retention: string;
  readonly persons: readonly string[];
  readonly data: readonly string[];
  readonly erasure: readonly string[];
  readonly stores: readonly string[];
  readonly residency: readonly string[];
  readonly safeguards: string;
  readonly observed: string;
}

export function activityText(activity: Activity, words: RecordWords): ActivityText {
  const { retention, safeguards } = activity;
  const eventOf = (event: string): string => words.event[event] ?? event;
  return {
    basis: words.basis[activity.legalBasis] ?? activity.legalBasis,
    assessments: [
      activity.interestAssessment,
      activity.impactAssessment,
      activity.consent,
      activity.condition,
    ]
      .filter((id) => id !== null)
      .join(', '),
    retention:
      retention === null ? '' : words.from(words.duration(retention.keep), eventOf(retention.from)),
    persons: [...new Set(activity.persons.map((path) => words.person(path)))].sort(),
    data: [...new Set(activity.data.map((group) => dataName(group, words)))],
    erasure: activity.erasure.map(({ how, until, law, fields }) =>
      [
        `${words.erase[how]}${until === null ? '' : ` ${words.until(eventOf(until))}`}`,
        ...(law === null ? [] : [`(${law})`]),
        `: ${words.details(fields)}`,
      ].join(' '),
    ),
    stores: activity.stores.map(
      ({ store, accountable, steward }) => `${store}: ${accountable} (${steward})`,
    ),
    residency: [...new Set(activity.stores.flatMap(({ residency }) => residency))],
    safeguards: activity.personal
      ? words.safeguards(
          safeguards.encryptedFields,
          safeguards.reducedFields,
          safeguards.openOnlyInWindow,
        )
      : words.noPersonal,
    observed: activity.observed === null ? words.notObserved : words.seen(activity.observed),
  };
}

/** Data without a term of the vocabulary are named by what they belong to. */
export const dataName = (group: DataGroup, words: RecordWords): string =>
  group.category === null
    ? `${words.class[group.class]}: ${group.types.join(', ')}`
    : words.term(group.category);
