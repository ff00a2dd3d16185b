import { describe, expect, test } from '@jest/globals';
import { createCounting, type Counted } from '../../../../gateway/release/counting.ts';
import { aboutNobody } from '../../../../gateway/release/gated.ts';

function counting(keysMax?: number) {
  const written: Counted<'ROLE_NOT_ALLOWED'>[] = [];
  const state = { now: new Date('2026-11-24T12:00:10Z'), room: true };
  const denials = createCounting<'ROLE_NOT_ALLOWED'>({
    write: (denial) => void written.push(denial),
    hasRoom: () => state.room,
    clock: { now: () => state.now },
    ...(keysMax === undefined ? {} : { keysMax }),
  });
  const about = aboutNobody({ region: 'EU' });
  return {
    ...{ state, denials, written },
    deny: (actor: string, screen: string | null = 'one') => {
      denials.note({
        actor: { actor, team: undefined },
        about: { ...about, screen },
        code: 'ROLE_NOT_ALLOWED',
      });
    },
    lines: () =>
      written.map(({ actor, about: { screen }, count, minute }) =>
        [actor?.actor ?? 'anybody', screen, count, minute.slice(11, 16)].join(' '),
      ),
  };
}

describe('denials', () => {
  test('are written at once the first time, and counted for the rest of the minute', () => {
    const { state, denials, deny, lines } = counting();
    for (let time = 0; time < 4; time += 1) deny('a');
    deny('b');
    deny('a', 'two');
    expect(lines()).toEqual(['a one 1 12:00', 'b one 1 12:00', 'a two 1 12:00']);
    denials.tick();
    expect(lines()).toHaveLength(3);
    state.now = new Date('2026-11-24T12:01:00Z');
    denials.tick();
    denials.tick();
    expect(lines().slice(3)).toEqual(['a one 3 12:00']);
    deny('a');
    expect(lines().slice(4)).toEqual(['a one 1 12:01']);
  });

  test('are all written at the end', () => {
    const { denials, deny, lines } = counting();
    deny('a');
    deny('a');
    denials.flush();
    denials.flush();
    expect(lines()).toEqual(['a one 1 12:00', 'a one 1 12:00']);
  });

  test('of made-up actors fill no memory, and none is lost', () => {
    const { denials, deny, lines, written } = counting(3);
    for (let index = 0; index < 50; index += 1) deny(`actor-${String(index)}`);
    expect(lines()).toEqual([
      ...['actor-0 one 1 12:00', 'actor-1 one 1 12:00', 'actor-2 one 1 12:00'],
      'anybody one 1 12:00',
    ]);
    denials.flush();
    expect(written.reduce((sum, { count }) => sum + count, 0)).toBe(50);
  });

  test('are counted on while the log takes nothing', () => {
    const { state, denials, deny, lines, written } = counting();
    state.room = false;
    deny('a');
    state.now = new Date('2026-11-24T12:05:00Z');
    deny('a');
    expect(lines()).toEqual([]);
    state.room = true;
    denials.tick();
    expect(written.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});
