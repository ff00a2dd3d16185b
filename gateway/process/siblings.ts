import { FromKeeper, type FromWorker } from './messages.ts';

/** This worker's way to its keeper. */
export interface KeeperChannel {
  readonly send: (message: FromWorker) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}

/** Makes a registered document known here; it was found good elsewhere. */
type Take = (text: string) => Promise<unknown>;

export interface Siblings {
  /** Takes what was registered before this worker began, and what will be from now on. */
  readonly catchUp: (take: Take) => Promise<void>;
  /** Resolves when every other worker knows the document. */
  readonly tell: (text: string) => Promise<void>;
}

/** The other workers that share this one's port, through the keeper of all. */
export function createSiblings(channel: KeeperChannel, newId: () => string): Siblings {
  // What comes before `catchUp` is among what was missed.
  let take: Take = () => Promise.resolve();
  const waiting = new Map<string, () => void>();
  const settle = (id: string): void => {
    waiting.get(id)?.();
    waiting.delete(id);
  };
  const ask = (id: string, message: FromWorker): Promise<void> =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      channel.send(message);
    });
  const hear = async (message: unknown): Promise<void> => {
    const parsed = FromKeeper.safeParse(message);
    if (!parsed.success) return;
    switch (parsed.data.kind) {
      case 'documents':
        for (const text of parsed.data.texts) await take(text);
        settle('missed');
        return;
      case 'document':
        await take(parsed.data.text);
        channel.send({ kind: 'document.taken', id: parsed.data.id });
        return;
      case 'document.everywhere':
        settle(parsed.data.id);
    }
  };
  channel.onMessage((message) => {
    void hear(message);
  });
  return {
    catchUp: (taking) => {
      take = taking;
      return ask('missed', { kind: 'documents.missed' });
    },
    tell: (text) => {
      const id = newId();
      return ask(id, { kind: 'document.registered', id, text });
    },
  };
}
