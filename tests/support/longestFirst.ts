import { createRequire } from 'node:module';

// Its types describe the module that `require` gives, not the one that `import` does.
const { default: TestSequencer } = createRequire(import.meta.url)(
  '@jest/test-sequencer',
) as typeof import('@jest/test-sequencer');

type Tests = Parameters<InstanceType<typeof TestSequencer>['sort']>[0];

/** About how long a suite takes where no earlier run has told, by what it starts; first match wins. */
const guesses: readonly (readonly [path: RegExp, milliseconds: number])[] = [
  [/\/browser\/console/, 50_000],
  [/\/e2e\/start\//, 25_000],
  [/\/differential\//, 20_000],
  [/\/browser\//, 15_000],
  [/\/e2e\//, 8_000],
  [/\/database\//, 2_000],
];

/**
 * Jest sequencer. On a clone where nothing ran before, Jest begins with the largest files; but the
 * shortest files start whole installations, and the last of them would run alone beside an idle core.
 */
export default class LongestFirst extends TestSequencer {
  override async sort(tests: Tests): Promise<Tests> {
    // Tells each test's duration, as far as it is known.
    const sorted = [...(await super.sort(tests))];
    return sorted.sort((left, right) => expected(right) - expected(left));
  }
}

const expected = ({ duration, path }: Tests[number]): number =>
  duration ?? guesses.find(([pattern]) => pattern.test(path))?.[1] ?? 0;
