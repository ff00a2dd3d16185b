import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Asked {
  /** 0 where the connection broke instead. */
  readonly status: number;
  readonly text: string;
  /** From the request to the last byte of its answer. */
  readonly durationMs: number;
}

/** Requests of one kind, and who looks at their answers. */
export interface Stream {
  readonly body: string;
  readonly hear: (asked: Asked) => void;
}

export interface Load {
  readonly ask: (body: string, headers?: Readonly<Record<string, string>>) => Promise<Asked>;
  /**
   * Sends each stream at the configured pace until told to end, however late answers are: clients don't
   * wait for each other. Resolves when all that was sent is answered.
   */
  readonly drive: (streams: readonly Stream[], isOver: () => boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface LoadOptions {
  readonly url: string;
  readonly authorization: string;
  /** Requests of each stream a second. */
  readonly pace: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

const tickMs = 2;

export function createLoad({ url, authorization, pace, now }: LoadOptions): Load {
  const pool = new Pool(url);
  const ask: Load['ask'] = async (body, headers = {}) => {
    const begun = now();
    const { statusCode: status, body: answer } = await pool.request({
      ...{ method: 'POST', path: '/graphql', body },
      headers: { 'content-type': 'application/json', authorization, ...headers },
    });
    const text = await answer.text();
    return { status, text, durationMs: now() - begun };
  };
  return {
    ask,
    drive: async (streams, isOver) => {
      const begun = now();
      const underway: Promise<void>[] = [];
      let sent = 0;
      while (!isOver()) {
        for (const due = ((now() - begun) * pace) / 1_000; sent < due; sent += 1) {
          underway.push(...streams.map(({ body, hear }) => ask(body).then(hear, broken(hear))));
        }
        await setTimeout(tickMs);
      }
      await Promise.all(underway);
    },
    close: () => pool.close(),
  };
}

const broken =
  (hear: Stream['hear']) =>
  (error: unknown): void => {
    hear({ status: 0, text: String(error), durationMs: Number.NaN });
  };
