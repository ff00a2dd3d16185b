import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';

/** One answer to the screen under proof. */
export interface Read {
  readonly sentAt: number;
  /** When the last byte of it was there. */
  readonly endedAt: number;
  /** True where it shows the field that orders take away. */
  readonly isClear: boolean;
  /** False where it is no answer: refused or broken off. */
  readonly isAnswered: boolean;
}

export interface Readers {
  readonly ask: () => Promise<Read>;
  /** Sends so many a second until told to end, however late answers are. */
  readonly drive: (
    pace: number,
    hear: (read: Read) => void,
    isOver: () => boolean,
  ) => Promise<void>;
  /** Keeps so many under way at a time, until so many were sent or told to end. */
  readonly keepBusy: (bounds: Busy, hear: (read: Read) => void) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Busy {
  readonly atATime: number;
  readonly isOver: (sent: number) => boolean;
}

export interface ReadersOptions {
  readonly url: string;
  readonly token: string;
  readonly body: string;
  readonly now: () => number;
}

const Answer = z.object({
  data: z.object({
    salesOrderByNumber: z
      .object({ shipTo: z.object({ lines: z.array(z.string()).nullish() }).nullable() })
      .nullable(),
  }),
});

const connections = 64;
const tickMs = 2;

/** Care agents who look at the state of an order. */
export function createReaders({ url, token, body, now }: ReadersOptions): Readers {
  const pool = new Pool(url, { connections });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const ask = async (): Promise<Read> => {
    const sentAt = now();
    try {
      const { statusCode, body: answer } = await pool.request({
        ...{ method: 'POST', path: '/graphql', body, headers },
      });
      const text = await answer.text();
      const endedAt = now();
      const parsed = Answer.safeParse(statusCode === 200 ? JSON.parse(text) : undefined);
      const lines = parsed.data?.data.salesOrderByNumber?.shipTo?.lines ?? [];
      return { sentAt, endedAt, isClear: lines.length > 0, isAnswered: parsed.success };
    } catch {
      return { sentAt, endedAt: now(), isClear: false, isAnswered: false };
    }
  };
  return {
    ask,
    drive: async (pace, hear, isOver) => {
      const begun = now();
      const underway: Promise<void>[] = [];
      let sent = 0;
      while (!isOver()) {
        for (const due = ((now() - begun) * pace) / 1_000; sent < due; sent += 1) {
          underway.push(ask().then(hear));
        }
        await setTimeout(tickMs);
      }
      await Promise.all(underway);
    },
    keepBusy: async ({ atATime, isOver }, hear) => {
      let sent = 0;
      const one = async (): Promise<void> => {
        while (!isOver(sent)) {
          sent += 1;
          hear(await ask());
        }
      };
      await Promise.all(Array.from({ length: atATime }, one));
    },
    close: () => pool.close(),
  };
}
