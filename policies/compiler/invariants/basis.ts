import { personalClasses, type Purpose } from '../../lock.ts';
import type { CompileContext } from '../context.ts';
import { placeOf } from '../graphIndex.ts';
import { violationAt, type Place, type Violation } from '../types.ts';

/** I6: a purpose has what its legal basis asks for, and reaches no further than that. */
export function basis(context: CompileContext): readonly Violation[] {
  const purposes = [...context.index.sources.purposes];
  return [
    ...purposes.flatMap(([name, { purpose, place }]) => missingParts(name, purpose, place)),
    ...sensitiveFields(context),
    ...consentReach(context),
  ];
}

/** What each basis of GDPR Art. 6(1) owes. */
const owed: readonly {
  readonly basis: string;
  readonly member: 'consent' | 'lia' | 'law';
  readonly what: string;
}[] = [
  { basis: 'gdpr:A6-1-a', member: 'consent', what: 'a consent with its version' },
  { basis: 'gdpr:A6-1-f', member: 'lia', what: 'the id of its legitimate-interest assessment' },
  { basis: 'gdpr:A6-1-c', member: 'law', what: 'the law that makes it a duty' },
];

function missingParts(name: string, purpose: Purpose, place: Place): readonly Violation[] {
  const missing = owed
    .filter(({ basis: known, member }) => purpose.legalBasis === known && !purpose[member])
    .map(({ member, what }) =>
      violationAt(
        place,
        'I6',
        name,
        `The purpose ${name} rests on ${purpose.legalBasis} and names no ${member}.`,
        `Write ${member}: ${what}.`,
      ),
    );
  if (purpose.consent === undefined || purpose.legalBasis === 'gdpr:A6-1-a') return missing;
  const message = `The purpose ${name} names a consent, but rests on ${purpose.legalBasis}.`;
  return [
    ...missing,
    violationAt(place, 'I6', name, message, 'Write legalBasis: gdpr:A6-1-a, or drop the consent.'),
  ];
}

function sensitiveFields({ index, fields }: CompileContext): readonly Violation[] {
  return Object.entries(fields)
    .filter(([, rule]) => rule.class === 'personal-sensitive')
    .flatMap(([coordinate, rule]) =>
      Object.keys(rule.read)
        .filter((name) => index.sources.purposes.get(name)?.purpose.condition === undefined)
        .map((name) =>
          violationAt(
            placeOf(index, coordinate),
            'I6',
            coordinate,
            `${name} reads the sensitive field ${coordinate} without a condition of GDPR Art. 9(2).`,
            `Write condition: gdpr:A9-2-… at the purpose ${name}, or drop it from read.`,
          ),
        ),
    );
}

/** Consent is kept and evaluated by customer-pii: what rests on it reads personal fields there alone. */
function consentReach({ index, fields }: CompileContext): readonly Violation[] {
  const consented = new Set(
    [...index.sources.purposes]
      .filter(([, { purpose }]) => purpose.consent !== undefined)
      .map(([name]) => name),
  );
  return Object.entries(fields)
    .filter(([, rule]) => personalClasses.has(rule.class) && rule.store !== 'customer-pii')
    .flatMap(([coordinate, rule]) =>
      Object.keys(rule.read)
        .filter((name) => consented.has(name))
        .map((name) =>
          violationAt(
            placeOf(index, coordinate),
            'I6',
            coordinate,
            `${name} rests on consent and reads ${coordinate}, a personal field of ${rule.store}.`,
            `Drop ${name} from read: consent is evaluated in customer-pii alone.`,
          ),
        ),
    );
}
