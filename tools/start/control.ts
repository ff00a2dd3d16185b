import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { equalBytes } from '../../lib/hash.ts';
import {
  listen,
  readBody,
  sendJson,
  type Handler,
  type RunningServer,
} from '../../lib/httpServer.ts';

/** What `stop` and `restart` ask of the supervisor that runs. */
export interface Controls {
  readonly stopAll: () => void;
  readonly stop: (part: string) => Promise<void>;
  readonly restart: (part: string) => Promise<void>;
  readonly parts: () => readonly string[];
}

export const ControlRequest = z.object({
  act: z.enum(['stop', 'restart']),
  part: z.string().optional(),
});
export type ControlRequest = z.output<typeof ControlRequest>;

/** The answer to every request; `error` says why it was refused. */
export const ControlAnswer = z.object({ done: z.boolean(), error: z.string().optional() });
export type ControlAnswer = z.output<typeof ControlAnswer>;

const bodyBytesMax = 4_096;

/** A door on loopback for whoever can read the token in run.json. */
export const openControl = (controls: Controls, token: string): Promise<RunningServer> =>
  listen(controlHandler(controls, token), '127.0.0.1', 0);

function controlHandler(controls: Controls, token: string): Handler {
  const expected = Buffer.from(`Bearer ${token}`);
  return async (request, response) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (!equalBytes(expected, given)) {
      sendJson(response, 401, { done: false, error: 'the token of run.json is needed' });
      return;
    }
    const answer = await answerTo(request, controls);
    sendJson(response, answer.done ? 200 : 409, answer);
  };
}

async function answerTo(request: IncomingMessage, controls: Controls): Promise<ControlAnswer> {
  try {
    const body = (await readBody(request, bodyBytesMax)).toString('utf8');
    const { act, part } = ControlRequest.parse(JSON.parse(body));
    if (part === undefined) {
      if (act === 'restart') return { done: false, error: 'name the part to restart' };
      controls.stopAll();
      return { done: true };
    }
    if (!controls.parts().includes(part)) {
      const names = controls.parts().join(', ');
      return { done: false, error: `there is no part ${JSON.stringify(part)}; parts: ${names}` };
    }
    await controls[act](part);
    return { done: true };
  } catch (error) {
    return { done: false, error: error instanceof Error ? error.message : String(error) };
  }
}
