import { keepSubject } from '../../host/audit/subjects.ts';

/**
 * Who acted is an employee, whom the log names by the id of the company's directory: what tells it is
 * about that person, and stands in the receipt under a random reference as anybody's values do.
 */
export function aboutEmployee<Told extends object>(told: Told, actor: string | null): Told {
  if (actor !== null) keepSubject(told, `employee ${actor}`);
  return told;
}
