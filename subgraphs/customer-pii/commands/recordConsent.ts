import { z } from 'zod';
import { refuse, type Command, type CommandContext } from '../../host/definition.ts';
import { ConsentEventRow, ConsentTextRow } from '../entities/consent.ts';
import { contactChannel, idempotencyKey, reference } from '../shapes.ts';
import { opened } from '../encryption/sealed.ts';
import { lockPerson } from './persons.ts';

/** What a person can do; that a consent has lapsed or is unknown is a conclusion and not an act. */
const act = z.enum(['GIVEN', 'WITHDRAWN', 'REFUSED']);

const input = z.object({
  personId: reference,
  purpose: z.string().min(1).max(64),
  channel: contactChannel.nullish(),
  status: act,
  textVersion: z.string().regex(/^[\w.-]{1,60}(\/[\w.-]{1,20})?$/),
  method: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _/-]{0,59}$/u),
  idempotencyKey,
});

/** Appends what a person said about a purpose. Withdrawing stays possible while processing is restricted. */
export const recordConsent: Command<z.output<typeof input>> = {
  results: { consent: 'Consent' },
  input,
  entryType: ({ status }) => `consent.${status.toLowerCase()}`,
  run: async (given, context) => {
    const { manager, policy, clock, newId } = context;
    if (!Object.hasOwn(policy.lock.purposes, given.purpose)) {
      throw refuse('PURPOSE_UNKNOWN', ['purpose']);
    }
    // Locked, so that the order of two acts of one person is the order in which they are read.
    const [person] = await opened(context, 'person', [
      await lockPerson(manager, given.personId, ['personId']),
    ]);
    const consentId = newId();
    await manager.insert(ConsentEventRow, {
      id: consentId,
      personId: given.personId,
      purpose: given.purpose,
      channel: given.channel ?? null,
      status: given.status,
      textVersion: given.textVersion,
      ...(await wordsShown(context, given.textVersion, person?.preferredLanguage ?? null)),
      method: given.method,
      recordedAt: clock.now().toISOString(),
    });
    return { consent: consentId };
  },
};

/** Language and hash of the registered text that the person was shown; without one, nothing is claimed. */
async function wordsShown(
  { manager }: CommandContext,
  version: string,
  language: string | null,
): Promise<Pick<ConsentEventRow, 'textHash' | 'language'>> {
  const texts = await manager.find(ConsentTextRow, {
    where: { version },
    order: { language: 'ASC' },
  });
  const shown = texts.find((text) => text.language === language) ?? texts[0];
  return { textHash: shown?.hash ?? null, language: shown?.language ?? null };
}
