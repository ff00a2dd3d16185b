import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { completedQuarterBefore, dayOf, isoDate, orderDay } from '../../../tools/seed/calendar.ts';
import { syntheticPerson } from '../../../tools/seed/people.ts';
import { randomFor, seededId } from '../../../tools/seed/random.ts';

describe('the generator', () => {
  test('the same seed gives the same numbers and ids, another seed others', () => {
    const draw = (seed: number): number[] => {
      const random = randomFor(seed, 'x');
      return Array.from({ length: 5 }, () => random.between(0, 1_000_000));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(seededId(1, 'customer', 7)).toBe(seededId(1, 'customer', 7));
    expect(seededId(1, 'customer', 7)).not.toBe(seededId(2, 'customer', 7));
    expect(seededId(1, 'customer', 7)).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });

  test('a person has an address of a reserved domain and a number kept for fiction', () => {
    fc.assert(
      fc.property(fc.nat({ max: 59_999 }), (index) => {
        const person = syntheticPerson(index, randomFor(1, 'person', index));
        expect(person.email).toMatch(/@example\.(com|net|org)$/);
        expect(person.phone).toMatch(/^\+33(19900|26191|35301|46571|53649|63998)\d{4}$/);
      }),
    );
  });

  test('the last week of a quarter holds two fifths of its orders, its last day most of them', () => {
    const quarter = completedQuarterBefore(dayOf(new Date('2026-11-24T00:00:00Z')));
    expect([isoDate(quarter.start), isoDate(quarter.end)]).toEqual(['2026-07-01', '2026-09-30']);
    const random = randomFor(42, 'orders');
    const days = Array.from({ length: 20_000 }, () => orderDay(quarter, random));
    const final = days.filter((day) => day > quarter.end - 5);
    expect(final.length / days.length).toBeCloseTo(0.4, 1);
    expect(final.filter((day) => day === quarter.end).length / final.length).toBeCloseTo(0.36, 1);
    expect(days.every((day) => day >= quarter.start && day <= quarter.end)).toBe(true);
  });
});
