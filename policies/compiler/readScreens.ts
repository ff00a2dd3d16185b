import { basename } from 'node:path';
import type { ScreenRule } from '../lock.ts';
import { parseScreen, ScreenError, type Screen } from '../screen.ts';
import { groupBy } from './collections.ts';
import {
  violationAt,
  type CompileInput,
  type Place,
  type TextFile,
  type Violation,
} from './types.ts';

/** A registered document and its file. */
export interface ScreenFile {
  readonly screen: Screen;
  readonly place: Place;
  /** False for older versions that stay valid. */
  readonly current: boolean;
}

/** Parses all documents. Their file says their name, an older version's file its hash. */
export function readScreens(input: CompileInput): {
  readonly screens: readonly ScreenFile[];
  readonly violations: readonly Violation[];
} {
  const violations: Violation[] = [];
  const current = input.screens.flatMap((file) => readScreen(file, true, violations));
  const older = input.registered.flatMap((file) => readScreen(file, false, violations));
  for (const [name, files] of groupBy(current, ({ screen }) => screen.name)) {
    for (const { place } of files.slice(1)) {
      violations.push(
        violationAt(
          place,
          'I2',
          name,
          `Two documents have the name ${name}.`,
          'Rename one of the operations and its file.',
        ),
      );
    }
  }
  return { screens: [...current, ...older], violations };
}

function readScreen(file: TextFile, current: boolean, violations: Violation[]): ScreenFile[] {
  const name = basename(file.file, '.graphql');
  const refuse = (line: number, message: string, mend: string): ScreenFile[] => {
    violations.push(violationAt({ file: file.file, line }, 'I12', name, message, mend));
    return [];
  };
  try {
    const screen = parseScreen(file.text);
    const expected = current ? screen.name : screen.hash;
    if (name !== expected) {
      return refuse(
        1,
        `The file should be named ${expected}.graphql.`,
        'Rename the file or the operation.',
      );
    }
    return [{ screen, place: { file: file.file, line: lineOf(screen) }, current }];
  } catch (error) {
    if (!(error instanceof ScreenError)) throw error;
    return refuse(error.line, error.message, 'Correct the document.');
  }
}

const lineOf = (screen: Screen): number =>
  screen.text.slice(0, screen.text.indexOf('@screen')).split('\n').length;

/** The lock's entry of each screen: the present version's rights, and every valid version's hash. */
export function screenRules(screens: readonly ScreenFile[]): Readonly<Record<string, ScreenRule>> {
  const byName = groupBy(screens, ({ screen }) => screen.name);
  const rules = [...byName].map(([name, files]): [string, ScreenRule] | undefined => {
    const present = files.find(({ current }) => current)?.screen;
    if (present === undefined) return undefined;
    const older = files.filter(({ current }) => !current).map(({ screen }) => screen.hash);
    const documents = [...new Set([present.hash, ...older.sort()])];
    const { kind, purpose, roles, subjectsMax, showWithheld, onDenied } = present;
    return [name, { kind, purpose, roles, subjectsMax, showWithheld, onDenied, documents }];
  });
  return Object.fromEntries(rules.filter((entry) => entry !== undefined));
}
