import { FromWorker, type FromKeeper } from './messages.ts';

/** One worker as the relay sees it. */
export interface RelayWorker {
  readonly id: number;
  readonly send: (message: FromKeeper) => void;
}

export interface DocumentRelay {
  readonly joined: (worker: RelayWorker) => void;
  readonly left: (worker: RelayWorker) => void;
  readonly heard: (worker: RelayWorker, message: unknown) => void;
}

interface Underway {
  readonly origin: RelayWorker;
  readonly waitingFor: Set<number>;
}

const textsMax = 1_000;

/**
 * Development mode: a document registered with one worker is known to all before the developer hears
 * so, and to each worker that comes later. A worker that dies is waited for no longer.
 */
export function createDocumentRelay(): DocumentRelay {
  const workers = new Map<number, RelayWorker>();
  const texts = new Set<string>();
  const underway = new Map<string, Underway>();
  const finish = (id: string): void => {
    const registration = underway.get(id);
    if (registration === undefined || registration.waitingFor.size > 0) return;
    underway.delete(id);
    registration.origin.send({ kind: 'document.everywhere', id });
  };
  const taken = (worker: RelayWorker, id: string): void => {
    underway.get(id)?.waitingFor.delete(worker.id);
    finish(id);
  };
  const spread = (origin: RelayWorker, id: string, text: string): void => {
    if (texts.size < textsMax) texts.add(text);
    const others = [...workers.values()].filter((worker) => worker.id !== origin.id);
    underway.set(id, { origin, waitingFor: new Set(others.map((worker) => worker.id)) });
    for (const worker of others) worker.send({ kind: 'document', id, text });
    finish(id);
  };
  return {
    joined: (worker) => {
      workers.set(worker.id, worker);
    },
    left: (worker) => {
      workers.delete(worker.id);
      for (const id of [...underway.keys()]) taken(worker, id);
    },
    heard: (worker, message) => {
      const parsed = FromWorker.safeParse(message);
      if (!parsed.success) return;
      switch (parsed.data.kind) {
        case 'documents.missed':
          worker.send({ kind: 'documents', texts: [...texts] });
          return;
        case 'document.registered':
          spread(worker, parsed.data.id, parsed.data.text);
          return;
        case 'document.taken':
          taken(worker, parsed.data.id);
      }
    },
  };
}
