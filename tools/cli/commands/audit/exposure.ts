import { z } from 'zod';
import { defineCommand, type CommandContext } from '../../command.ts';
import { json, noWords } from '../../options.ts';
import { textTable } from '../../textTable.ts';
import { askingInput, askingOptions, askScreen, instant } from './asking.ts';

const input = z.object({
  words: noWords,
  json,
  actor: z.string().min(1).optional(),
  screen: z.string().min(1).optional(),
  from: instant,
  to: instant.optional(),
  'known-at': instant.optional(),
  ...askingInput,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'audit exposure',
  summary: 'Exactly whom and what an actor, a screen or a window of time reached.',
  details: [
    'For a notice under GDPR Art. 33: people as the references of the systems that know them, the',
    'fields with the forms in which they were shown, and until when the authority must be told.',
  ],
  options: {
    actor: { type: 'string', value: 'ID', says: 'Opaque id of who was shown it.' },
    screen: { type: 'string', value: 'NAME', says: 'The screen on which it was shown.' },
    from: { type: 'string', value: 'INSTANT', says: 'Beginning of the window.' },
    to: { type: 'string', value: 'INSTANT', says: 'End of the window; now unless said.' },
    'known-at': {
      type: 'string',
      value: 'INSTANT',
      says: 'When the incident became known: 72 hours count from here; now unless said.',
    },
    ...askingOptions,
  },
  input,
  run,
});

export const Exposure = z.object({
  entries: z.number(),
  subjects: z.number(),
  stores: z.array(
    z.object({ store: z.string(), subjects: z.number(), refs: z.array(z.string()).nullable() }),
  ),
  fields: z.array(z.object({ coordinate: z.string(), form: z.string(), entries: z.number() })),
  actorCount: z.number(),
  actors: z.array(z.object({ actor: z.string().nullable(), entries: z.number() })),
  screens: z.array(z.string()),
  purposes: z.array(z.string()),
  firstAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  withoutSubject: z.number(),
  knownAt: z.string(),
  notifyBy: z.string(),
});
export type Exposure = z.output<typeof Exposure>;
const Answer = z.object({ exposure: Exposure });

async function run(given: Input, context: CommandContext): Promise<void> {
  const { exposure } = await askScreen(given, context, {
    screen: 'exposure',
    variables: {
      actor: given.actor ?? null,
      screen: given.screen ?? null,
      from: given.from,
      to: given.to ?? context.clock.now().toISOString(),
      knownAt: given['known-at'] ?? null,
    },
    answer: Answer,
  });
  if (given.json) context.print(JSON.stringify(exposure, null, 2));
  else for (const line of linesOf(exposure)) context.print(line);
}

function linesOf(exposure: Exposure): readonly string[] {
  const { entries, subjects, stores, fields, firstAt, lastAt, withoutSubject } = exposure;
  if (entries === 0) return ['Nothing was shown.', ...removedLines(withoutSubject)];
  return [
    `${String(entries)} answers about ${String(subjects)} people, from ${firstAt ?? ''} to ${lastAt ?? ''}.`,
    `Known at ${exposure.knownAt}: the authority must be told by ${exposure.notifyBy}.`,
    `Actors: ${actorsOf(exposure)}. Screens: ${exposure.screens.join(', ')}. Purposes: ${exposure.purposes.join(', ')}.`,
    ...removedLines(withoutSubject),
    '',
    ...textTable(
      ['STORE', 'PEOPLE'],
      stores.map(({ store, subjects: people }) => [store, String(people)]),
    ),
    '',
    ...textTable(
      ['FIELD', 'SHOWN AS', 'ANSWERS'],
      fields.map(({ coordinate, form, entries: answers }) => [coordinate, form, String(answers)]),
    ),
    '',
    '--json lists the references of the people.',
  ];
}

function actorsOf({ actors, actorCount }: Exposure): string {
  const more = actorCount - actors.length;
  const named = actors.map(({ actor, entries }) => `${actor ?? 'withheld'} (${String(entries)})`);
  return [...named, ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
}

const removedLines = (count: number): readonly string[] =>
  count === 0
    ? []
    : [
        `${String(count)} answers of this time can no longer be told by person: their subjects were lawfully removed.`,
      ];
