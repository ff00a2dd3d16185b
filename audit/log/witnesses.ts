import { request } from 'undici';
import { z } from 'zod';
import type { Log } from '../../lib/log.ts';
import type { WitnessStore } from '../../lib/processNames.ts';
import type { LogKeys } from '../logKeys.ts';
import { MalformedError } from '../malformed.ts';
import { noteText, parseNote, verifyNote } from '../note/signedNote.ts';
import { addCheckpointText } from '../witness/addCheckpoint.ts';
import { codeOf, LogRefused } from './state.ts';

export interface WitnessAddress {
  readonly store: WitnessStore;
  readonly url: string;
}

/** A checkpoint that witnesses are asked to cosign. */
export interface Submission {
  readonly size: number;
  /** Entries that the log holds by now: at least as many. */
  readonly logSize: number;
  /** The checkpoint's own text. */
  readonly text: string;
  /** Its note with the log's signature alone. */
  readonly note: string;
  readonly proofFrom: (oldSize: number) => Promise<readonly Uint8Array[]>;
}

export interface WitnessClient {
  readonly store: WitnessStore;
  readonly isBusy: () => boolean;
  /**
   * The cosignature's line, or undefined where the witness did not answer usefully. Throws
   * `LogRefused` where the witness has seen what this log does not hold.
   */
  readonly cosign: (submission: Submission) => Promise<string | undefined>;
}

export interface WitnessOptions {
  readonly keys: LogKeys;
  readonly log: Log;
  readonly timeoutMs: number;
}

const answerBytesMax = 65_536;
const Size = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})\n$/)
  .transform(Number);

export function createWitnessClient(
  { store, url }: WitnessAddress,
  { keys, log, timeoutMs }: WitnessOptions,
): WitnessClient {
  const own = keys.witnesses.find((witness) => witness.store === store)?.keys ?? [];
  let known = 0;
  let busy = false;
  const attempt = async (submission: Submission): Promise<string | undefined> => {
    const { size, logSize, text, note } = submission;
    for (let tries = 0; tries < 2 && known <= size; tries += 1) {
      const proof = await submission.proofFrom(known);
      const body = addCheckpointText({ oldSize: known, proof, checkpoint: note });
      const answer = await post(`${url}/witness/add-checkpoint`, body, timeoutMs);
      if (answer.status === 200) {
        known = size;
        return lineOf(answer.text, text, own);
      }
      const newer = answer.isSize ? Size.safeParse(answer.text).data : undefined;
      if (newer === undefined) throw refusalOf(store, size, answer);
      if (newer > logSize) throw new LogRefused(rolledBack(store, newer, logSize));
      known = newer;
    }
    return undefined;
  };
  return {
    store,
    isBusy: () => busy,
    cosign: async (submission) => {
      busy = true;
      try {
        return await attempt(submission);
      } catch (error) {
        if (error instanceof LogRefused) throw error;
        log.warn('audit.witness.silent', { store, code: codeOf(error) });
        return undefined;
      } finally {
        busy = false;
      }
    },
  };
}

const rolledBack = (store: string, newer: number, size: number): string =>
  `the witness ${store} cosigned a log of ${String(newer)} entries, and this one holds ${String(size)}: it was rolled back`;

function refusalOf(store: string, size: number, answer: Answer): Error {
  const isInconsistent = answer.status === 409 || answer.status === 422;
  return isInconsistent
    ? new LogRefused(
        `the witness ${store} cosigned another log than the one that has ${String(size)} entries here: ${answer.text.trim().slice(0, 200)}`,
      )
    : new Error(`status ${String(answer.status)}`);
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly isSize: boolean;
}

async function post(url: string, body: string, timeoutMs: number): Promise<Answer> {
  const reply = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
  let text = '';
  for await (const chunk of reply.body as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8');
    if (text.length > answerBytesMax) throw new Error('an answer is too long');
  }
  const isSize = reply.headers['content-type'] === 'text/x.tlog.size';
  return { status: reply.statusCode, text, isSize };
}

/** The one line of the witness's own key; whatever else it sends is not taken. */
function lineOf(
  lines: string,
  text: string,
  keys: LogKeys['witnesses'][number]['keys'],
): string | undefined {
  try {
    return verifyNote(parseNote(noteText(text, [lines])), keys)[0]?.line;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
