import { z } from 'zod';
import { LockdownScope, type LockdownLevel } from '../../../lib/controlActs.ts';
import { CommandFailure, type OptionSpec } from '../command.ts';
import { textTable } from '../textTable.ts';
import type { Office } from './office.ts';

const LosingScreen = z.object({
  screen: z.string(),
  purpose: z.string(),
  roles: z.array(z.string()),
  fields: z.array(z.string()),
  personsLeftOut: z.boolean(),
  callsAnHour: z.number(),
});
export type LosingScreen = Readonly<z.output<typeof LosingScreen>>;

const Lockdown = z.object({
  id: z.string(),
  level: z.string(),
  scope: z.string(),
  reason: z.string(),
  lockedBy: z.string(),
  lockedAt: z.string(),
  version: z.number().nullable(),
  unlockApprovals: z.array(z.string()),
  unlockedAt: z.string().nullable(),
  effectiveAt: z.string().nullable(),
  lastRelease: z.string().nullable(),
});
export type Lockdown = Readonly<z.output<typeof Lockdown>>;

const comma = z
  .string()
  .transform((text) => text.split(',').map((word) => word.trim()))
  .refine((words) => words.every((word) => word !== ''), { message: 'must name at least one' });

const dimensions = ['store', 'category', 'purpose', 'role', 'team', 'actor', 'region'] as const;

const option = (says: string): OptionSpec => ({ type: 'string', value: 'A,B', says });

/** What a restriction covers: the words are fields, the rest stands in options, all of it together. */
export const scopeOptions: Readonly<Record<(typeof dimensions)[number], OptionSpec>> = {
  store: option('Of these stores alone.'),
  category: option('Fields of these categories.'),
  purpose: option('For these purposes.'),
  role: option('For people in these roles.'),
  team: option('For these teams.'),
  actor: option('For these people, by their opaque ids.'),
  region: option('For people in these regions.'),
};
export const scopeInput = {
  store: comma.optional(),
  category: comma.optional(),
  purpose: comma.optional(),
  role: comma.optional(),
  team: comma.optional(),
  actor: comma.optional(),
  region: comma.optional(),
};

type ScopeGiven = Partial<Readonly<Record<(typeof dimensions)[number], string[] | undefined>>> & {
  readonly words: readonly string[];
};

export function scopeOf(given: ScopeGiven): LockdownScope {
  const named = dimensions.flatMap((name) => {
    const words = given[name];
    return words === undefined ? [] : [[name, words] as const];
  });
  const field = given.words.length === 0 ? {} : { field: [...given.words] };
  return LockdownScope.parse({ ...field, ...Object.fromEntries(named) });
}

export async function previewOf(
  office: Office,
  level: LockdownLevel,
  scope: LockdownScope,
): Promise<readonly LosingScreen[]> {
  const answer = await office.perform({ act: 'preview', level, scope });
  return z.object({ screens: z.array(LosingScreen) }).parse(answer).screens;
}

export async function lockdownsOf(office: Office): Promise<readonly Lockdown[]> {
  const answer = await office.perform({ act: 'ask', about: 'lockdowns' });
  return z.object({ lockdowns: z.array(Lockdown) }).parse(answer).lockdowns;
}

export async function findLockdown(office: Office, id: string): Promise<Lockdown> {
  const found = (await lockdownsOf(office)).filter((one) => one.id.startsWith(id));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new CommandFailure(`There is no restriction ${id}; npx referent restrictions lists them.`);
}

export function previewLines(screens: readonly LosingScreen[]): readonly string[] {
  if (screens.length === 0) return ['No published screen shows any of it: none loses a field.'];
  const rows = screens.map(({ screen, roles, fields, personsLeftOut, callsAnHour }) => [
    ...[screen, roles.join(', '), String(callsAnHour)],
    `${fields.join(', ')}${personsLeftOut ? '; rows of natural persons are left out' : ''}`,
  ]);
  return textTable(['SCREEN', 'ROLES', 'LAST HOUR', 'LOSES'], rows);
}
