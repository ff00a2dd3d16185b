import { readFileSync } from 'node:fs';
import { print } from 'graphql';
import { projectFile } from '../../../lib/projectRoot.ts';
import { parseScreen } from '../../../policies/screen.ts';
import type { Databases } from '../databases/databases.ts';

/** The screens that are measured, in the order of the tables. */
export const screenNames = [
  'customer-360',
  'order-status',
  'collections',
  'pipeline-board',
] as const;
export type ScreenName = (typeof screenNames)[number];

export type Variables = Readonly<Record<string, unknown>>;

export interface BenchScreen {
  readonly name: ScreenName;
  /** Who asks for it. */
  readonly persona: string;
  /** What is asked for in turn; the same data give the same list. */
  readonly variables: (databases: Databases) => Promise<readonly Variables[]>;
  /** Requests under way at once, where one alone keeps a core busy for long. */
  readonly connectionsMax?: number;
  /** Paths of values that may change while the bench runs, because they look back from this moment. */
  readonly momentary?: readonly (readonly string[])[];
  /** What the policy makes of a plain answer: contenders without one answer more than ours. */
  readonly asAllowed: (data: unknown) => unknown;
}

/** The registered document: its id for our gateway, its text for any other. */
export function documentOf(name: ScreenName): { readonly id: string; readonly query: string } {
  const { hash, document } = parseScreen(
    readFileSync(projectFile('screens', `${name}.graphql`), 'utf8'),
  );
  return { id: `sha256:${hash}`, query: print(document) };
}
