import { z } from 'zod';
import { defineCommand, UsageError, type CommandContext } from '../../command.ts';
import { json, noWords } from '../../options.ts';
import { textTable } from '../../textTable.ts';
import { askingInput, askingOptions, askScreen, ShownField } from './asking.ts';
import { storeNames } from '../../../../lib/storeName.ts';

const reference = z.string().regex(new RegExp(`^(${storeNames.join('|')}):[0-9a-f]{32}$`), {
  message: 'must be a system and its reference, such as crm:0123456789abcdef0123456789abcdef',
});
const input = z.object({
  words: noWords,
  json,
  ref: z.array(reference).default([]),
  person: z.string().min(1).optional(),
  customer: z.string().min(1).optional(),
  ...askingInput,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'audit access-history',
  summary: 'When, why and on which screen a person’s data were shown, and which of them.',
  details: [
    'Each system is asked under which references it showed the person; the answer is the union over',
    'them. Employees are not named: they stand as roles. Asking leaves entries in the log, too.',
  ],
  options: {
    person: { type: 'string', value: 'ID', says: 'Whose history, by the person’s id.' },
    customer: {
      type: 'string',
      value: 'ID',
      says: 'Whose history, by a customer’s id: that of the person behind it.',
    },
    ref: {
      type: 'string',
      multiple: true,
      value: 'STORE:REF',
      says: 'A reference under which a system knows the person.',
    },
    ...askingOptions,
  },
  input,
  run,
});

const AccessEvent = z.object({
  seq: z.string(),
  at: z.string(),
  purpose: z.string(),
  screen: z.string(),
  roles: z.array(z.string()),
  fields: z.array(ShownField),
});
export type AccessEvent = z.output<typeof AccessEvent>;
const Answer = z.object({ accessHistory: z.array(AccessEvent) });

const pageMax = 1_000;
/** What one question may name. */
const refsMax = 100;

async function run(given: Input, context: CommandContext): Promise<void> {
  const refs = await refsOf(given, context);
  const events: AccessEvent[] = [];
  for (const [store, known] of refs) {
    for (let from = 0; from < known.length; from += refsMax) {
      const some = known.slice(from, from + refsMax);
      events.push(...(await eventsOf(given, context, store, some)));
    }
  }
  const history = united(events);
  if (given.json) context.print(JSON.stringify(history, null, 2));
  else for (const line of linesOf(history)) context.print(line);
}

/** Fields of `DataSubject`, by the system that answers each. */
const referenceFields = {
  crm: 'crmReferences',
  'customer-pii': 'customerPiiReferences',
  finance: 'financeReferences',
  'supply-chain': 'supplyChainReferences',
} as const;
// A system that does not answer leaves a hole: then there is no history, rather than half of one.
const References = z.array(z.string());
const Subject = z.object({
  dataSubject: z.object({
    crmReferences: References,
    customerPiiReferences: References,
    financeReferences: References,
    supplyChainReferences: References,
  }),
});

type RefsByStore = ReadonlyMap<string, readonly string[]>;

async function refsOf(given: Input, context: CommandContext): Promise<RefsByStore> {
  const { ref, person, customer } = given;
  const ways = [ref.length > 0, person !== undefined, customer !== undefined].filter(Boolean);
  if (ways.length !== 1) {
    throw new UsageError('say of whom: by --person, by --customer, or by --ref');
  }
  if (ref.length > 0) return refsByStore(ref);
  const question = {
    screen: 'subject-references',
    variables: { person: person ?? null, customer: customer ?? null },
    answer: Subject,
  };
  const { dataSubject } = await askScreen(given, context, question);
  return new Map(
    Object.entries(referenceFields)
      .map(([store, field]) => [store, dataSubject[field]] as const)
      .filter(([, refs]) => refs.length > 0),
  );
}

function refsByStore(references: readonly string[]): RefsByStore {
  const byStore = new Map<string, string[]>();
  for (const text of references) {
    const [store = '', known = ''] = text.split(':');
    byStore.set(store, [...(byStore.get(store) ?? []), known]);
  }
  return byStore;
}

async function eventsOf(
  given: Input,
  context: CommandContext,
  store: string,
  refs: readonly string[],
): Promise<readonly AccessEvent[]> {
  const events: AccessEvent[] = [];
  for (;;) {
    const variables = { store, refs, first: pageMax, before: events.at(-1)?.seq ?? null };
    const question = { screen: 'access-history', variables, answer: Answer };
    const { accessHistory } = await askScreen(given, context, question);
    events.push(...accessHistory);
    if (accessHistory.length < pageMax) return events;
  }
}

/** One answer may have shown the person out of several systems; newest first. */
export function united(events: readonly AccessEvent[]): readonly AccessEvent[] {
  const bySeq = new Map<string, AccessEvent>();
  for (const event of events) {
    const known = bySeq.get(event.seq);
    const shown = [...(known?.fields ?? []), ...event.fields];
    const fields = new Map(shown.map((field) => [`${field.coordinate} ${field.form}`, field]));
    bySeq.set(event.seq, {
      ...event,
      fields: [...fields.values()].sort((left, right) =>
        left.coordinate < right.coordinate ? -1 : 1,
      ),
    });
  }
  return [...bySeq.values()].sort((left, right) => Number(right.seq) - Number(left.seq));
}

const linesOf = (events: readonly AccessEvent[]): readonly string[] =>
  events.length === 0
    ? ['Nothing was shown to anybody.']
    : textTable(
        ['AT', 'PURPOSE', 'SCREEN', 'ROLES', 'FIELDS'],
        events.map(({ at, purpose, screen, roles, fields }) => [
          ...[at, purpose, screen, roles.join(', ')],
          fields
            .map(({ coordinate, form }) =>
              form === 'clear' ? coordinate : `${coordinate} (${form})`,
            )
            .join(', '),
        ]),
      );
